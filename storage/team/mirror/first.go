package mirror

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"

	"suitekey/storage/private"
	"suitekey/storage/team/shared"
)

// first copies everything. It writes each folder beside its final place, so that the folder
// appears as a whole.
func (m *Mirror) first(ctx context.Context, f folder) error {
	c := copies{f}
	for _, in := range copied {
		if err := c.begin(in); err != nil {
			return err
		}
	}
	s, err := m.engine.All(ctx, copied, c.take)
	if err != nil {
		return err
	}
	for _, in := range copied {
		if err := c.finish(in); err != nil {
			return err
		}
	}
	for _, in := range copied {
		there, err := f.count(in)
		if err != nil {
			return err
		}
		if there != s.Counts[in] { // some keys are not copied, or belong to another engine
			if _, err := m.compare(ctx, f, in); err != nil {
				return err
			}
		}
	}
	for _, key := range alone {
		sealed, err := m.engine.Read(ctx, key)
		if sealed == nil && err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		if err := f.put(shared.Value{Key: key, Sealed: sealed}); err != nil {
			return err
		}
	}
	return f.keep(state{Cluster: s.Cluster, Revision: s.Revision})
}

// copies is a first copy in progress.
type copies struct{ folder }

func (c copies) begin(in string) error {
	if err := os.RemoveAll(c.path(in + beside)); err != nil { // from an attempt that was interrupted
		return err
	}
	return private.MkdirAll(c.path(in + beside))
}

// finish moves a folder to its final place. If a folder from earlier reads, saves or
// another engine is already there, finish moves the files into it: a reader sees either the
// former files or the new ones.
func (c copies) finish(in string) error {
	from, to := c.path(in+beside), c.path(in)
	if _, err := os.Lstat(to); errors.Is(err, fs.ErrNotExist) {
		return private.Rename(from, to)
	}
	files, err := os.ReadDir(from)
	if err != nil {
		return err
	}
	for _, file := range files {
		info, err := file.Info()
		if err != nil {
			return err
		}
		target := filepath.Join(to, file.Name())
		if there, err := os.Lstat(target); err == nil && has(there, revisionOf(info.ModTime())) {
			continue // saved meanwhile
		}
		if err := private.Rename(filepath.Join(from, file.Name()), target); err != nil {
			return err
		}
	}
	return os.RemoveAll(from)
}

// take writes values, several at the same time, because writing mostly waits for the disk.
func (c copies) take(values []shared.Value) error {
	if len(values) == 0 {
		return nil
	}
	in, _, _ := strings.Cut(values[0].Key, "/")
	var group sync.WaitGroup
	writers := 2 * runtime.GOMAXPROCS(0)
	failed := make([]error, writers)
	for w := range writers {
		group.Go(func() {
			for n := w; n < len(values) && failed[w] == nil; n += writers {
				failed[w] = c.add(in, values[n])
			}
		})
	}
	group.Wait()
	return errors.Join(failed...)
}

// add writes a value into a folder beside its place. If the engine compacts its history
// during the copy, all values arrive again.
func (c copies) add(in string, v shared.Value) error {
	if !storable(v.Key) {
		return nil
	}
	path := filepath.Join(c.path(in+beside), filepath.Base(v.Key))
	err := create(path, readable(v.Sealed), stampOf(v.Revision))
	if errors.Is(err, fs.ErrExist) {
		_ = private.Remove(path)
		err = create(path, readable(v.Sealed), stampOf(v.Revision))
	}
	return err
}
