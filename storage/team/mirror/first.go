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

// first copies everything. Each folder is written beside its place, and appears as a
// whole.
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
		if there != s.Counts[in] { // keys that are not copied, or what another engine had
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

// copies are what a first copy writes.
type copies struct{ folder }

func (c copies) begin(in string) error {
	if err := os.RemoveAll(c.path(in + beside)); err != nil { // of an attempt that was interrupted
		return err
	}
	return private.MkdirAll(c.path(in + beside))
}

// finish puts a folder into its place. Where there is one, of what was read or saved
// before, or of another engine, it gets the files: whoever reads at this moment finds
// the former ones or the new ones.
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

// take writes values, several at a time: most of it is waiting for the disk.
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

// add writes a value into a folder beside its place. The engine's history may be
// forgotten while it is copied, and then all of it comes again.
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
