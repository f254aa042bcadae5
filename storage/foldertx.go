package storage

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"

	"suitekey/storage/place"
)

// transact runs work and carries out its requests. The caller holds the lock.
func (f *folder) transact(work func(place.Tx) error) error {
	tx := &folderTx{folder: f}
	if err := work(tx); err != nil {
		return err
	}
	return f.carryOut(tx.Ops)
}

// folderTx is a Change under the lock.
type folderTx struct {
	folder *folder
	place.Log
}

func (t *folderTx) Read(key string) ([]byte, error) {
	if sealed, asked, err := t.Log.Read(key); asked {
		return sealed, err
	}
	return t.folder.Read(context.Background(), key)
}

// Ahead does nothing: a folder reads its files one by one.
func (t *folderTx) Ahead(...string) error { return nil }

func (t *folderTx) List(folder string) ([]string, error) {
	entries, err := t.folder.entries(folder)
	var keys []string
	for _, entry := range entries {
		key := keyIn(folder, entry.Name())
		if entry.IsDir() {
			key += "/"
		}
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return t.Log.List(folder, keys), err
}

// carryOut carries out the requests of a Change in order. If one of them fails, carryOut
// undoes the earlier ones. The caller holds the lock.
func (f *folder) carryOut(ops []place.Op) error {
	var done []formerly
	var emptied, changed []string // folders
	for _, op := range ops {
		in := path.Dir(op.Key)
		if op.Sealed == nil && strings.Contains(in, "/") && !slices.Contains(emptied, in) {
			emptied = append(emptied, in)
		}
		if op.Clear {
			f.clear(op.Key)
			continue
		}
		done = append(done, f.formerly(op.Key))
		if err := f.apply(op); err != nil {
			return f.takeBack(done, err)
		}
		if op.Sealed == nil && !slices.Contains(changed, in) {
			changed = append(changed, in)
		}
	}
	var failed error
	for _, folder := range changed {
		if _, err := os.Lstat(f.file(folder)); err == nil {
			failed = errors.Join(failed, f.disk.syncFolder(f.file(folder)))
		}
	}
	for _, folder := range emptied {
		_ = f.disk.remove(f.file(folder)) // fails if the folder is not empty
	}
	return failed
}

// apply carries out one request.
func (f *folder) apply(op place.Op) error {
	if err := place.CheckKey(op.Key); err != nil {
		return err
	}
	if op.Sealed == nil {
		err := f.disk.remove(f.file(op.Key))
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return err
	}
	if len(op.Sealed) > maxFile {
		return fmt.Errorf("%s is too large to be stored: it has %d bytes, the limit is %d", printable(op.Key), len(op.Sealed), maxFile)
	}
	for i, c := range op.Key {
		if c == '/' {
			if err := f.disk.folder(f.file(op.Key[:i])); err != nil {
				return err
			}
		}
	}
	return f.disk.write(f.path(unfinished), f.file(op.Key), op.Sealed)
}

// clear removes a file that is no longer needed, if it exists and can be removed.
func (f *folder) clear(key string) {
	if _, err := os.Lstat(f.file(key)); place.CheckKey(key) == nil && !errors.Is(err, fs.ErrNotExist) {
		_ = f.disk.remove(f.file(key))
	}
}

// formerly is the value of a key before one request of a Change.
type formerly struct {
	key    string
	sealed []byte // nil if there was nothing
	err    error  // why the value cannot be restored
}

func (f *folder) formerly(key string) formerly {
	sealed, err := f.Read(context.Background(), key)
	if errors.Is(err, fs.ErrNotExist) {
		return formerly{key: key}
	}
	return formerly{key, sealed, err}
}

// takeBack undoes the requests that were carried out, the last one first, because of cause:
// a Change that failed must leave no trace. The last request has itself failed.
func (f *folder) takeBack(done []formerly, cause error) error {
	for i := len(done) - 1; i >= 0; i-- {
		now := f.formerly(done[i].key)
		if now.err == nil && done[i].err == nil && bytes.Equal(now.sealed, done[i].sealed) && (now.sealed == nil) == (done[i].sealed == nil) {
			continue
		}
		err := done[i].err
		if err == nil {
			err = f.apply(place.Op{Key: done[i].key, Sealed: done[i].sealed})
		}
		if err != nil {
			if i == len(done)-1 {
				continue
			}
			return fmt.Errorf("%w; the part that was already changed could not be undone (%v): suitekey may finish the change when it can write to the vault again", cause, printable(err.Error()))
		}
	}
	return cause
}
