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

// first copies everything. Folders that the copy does not have yet are written beside
// their place and appear as a whole.
func (m *Mirror) first(ctx context.Context, f folder) error {
	c := copies{folder: f, fresh: map[string]bool{}}
	for _, in := range copied {
		if err := c.begin(in); err != nil {
			return err
		}
	}
	s, err := m.engine.All(ctx, copied, c.take)
	if err != nil {
		return err
	}
	for in := range c.fresh {
		if err := private.Rename(f.path(in+beside), f.path(in)); err != nil {
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
type copies struct {
	folder
	fresh map[string]bool // folders that are written beside their place
}

func (c *copies) begin(in string) error {
	if err := os.RemoveAll(c.path(in + beside)); err != nil { // of an attempt that was interrupted
		return err
	}
	if _, err := os.Lstat(c.path(in)); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	c.fresh[in] = true
	return private.MkdirAll(c.path(in + beside))
}

// take writes values, several at a time: most of it is waiting for the disk.
func (c *copies) take(values []shared.Value) error {
	in, _, _ := strings.Cut(firstKey(values), "/")
	if !c.fresh[in] {
		for _, v := range values {
			if err := c.put(v); err != nil {
				return err
			}
		}
		return nil
	}
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

func firstKey(values []shared.Value) string {
	if len(values) == 0 {
		return ""
	}
	return values[0].Key
}

// add writes a value into a folder beside its place. The engine's history may be
// forgotten while it is copied, and then all of it comes again.
func (c *copies) add(in string, v shared.Value) error {
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
