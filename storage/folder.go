package storage

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"suitekey/storage/place"
	"suitekey/storage/poll"
)

// folder is the place of one person: a folder on this computer. A lock keeps its
// writers apart; readers need none.
type folder struct {
	dir  string
	wait time.Duration
	disk disk
}

// OpenFolder returns the folder dir as a place. It reads nothing yet.
func OpenFolder(dir string) place.Place { return newFolder(dir) }

func newFolder(dir string) *folder { return &folder{dir: filepath.Clean(dir), wait: lockWait} }

// path returns the path of a file or folder in the vault.
func (f *folder) path(parts ...string) string {
	return filepath.Join(append([]string{f.dir}, parts...)...)
}

// file returns the path of the file with the value of key.
func (f *folder) file(key string) string { return f.path(filepath.FromSlash(key)) }

// Read implements place.Place.
func (f *folder) Read(_ context.Context, key string) ([]byte, error) {
	if err := place.CheckKey(key); err != nil {
		return nil, err
	}
	sealed, _, err := f.disk.read(f.file(key), maxFile)
	return sealed, err
}

// List implements place.Place. The mark of a file is its size and time stamp.
func (f *folder) List(_ context.Context, folder string) ([]place.Listed, error) {
	entries, err := f.entries(folder)
	var all []place.Listed
	for _, entry := range entries {
		listed := place.Listed{Key: keyIn(folder, entry.Name())}
		if entry.IsDir() {
			listed.Key += "/"
		} else {
			info, err := entry.Info()
			if errors.Is(err, fs.ErrNotExist) {
				continue // removed since the folder was read
			}
			if err != nil {
				return nil, f.explain("listing "+printable(folder), err)
			}
			listed.Mark = fmt.Sprintf("%d.%d", info.Size(), info.ModTime().UnixNano())
		}
		all = append(all, listed)
	}
	slices.SortFunc(all, func(a, b place.Listed) int { return strings.Compare(a.Key, b.Key) })
	return all, f.explain("listing "+printable(folder), err)
}

// entries returns the folders and the files of the vault in a folder, sorted.
func (f *folder) entries(folder string) ([]fs.DirEntry, error) {
	entries, err := os.ReadDir(f.file(folder))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return slices.DeleteFunc(entries, func(e fs.DirEntry) bool { return !e.IsDir() && !strings.HasSuffix(e.Name(), suffix) }), err
}

func keyIn(folder, name string) string {
	if folder == "" {
		return name
	}
	return folder + "/" + name
}

// Change implements place.Place: it runs work once, under the lock.
func (f *folder) Change(ctx context.Context, doing string, work func(place.Tx) error) error {
	return f.changeWithin(ctx, f.wait, doing, work)
}

func (f *folder) changeWithin(ctx context.Context, wait time.Duration, doing string, work func(place.Tx) error) error {
	return f.lockedWithin(ctx, wait, doing, func() error {
		if err := f.Held(ctx); err != nil {
			return fmt.Errorf("%s: %w", doing, err)
		}
		return f.transact(work)
	})
}

// Hold implements place.Place: the system keeps the lock as long as this process
// lives, so the hold is never lost meanwhile, and ttl does not matter.
func (f *folder) Hold(ctx context.Context, name string, _ time.Duration, work func(context.Context) error) error {
	return f.alone(ctx, name, func() error {
		held := &folderHold{}
		defer held.ended.Store(true)
		return work(context.WithValue(ctx, folderHoldKey{}, held))
	})
}

// folderHold is the hold from which a context was made.
type folderHold struct{ ended atomic.Bool }

type folderHoldKey struct{}

// Held implements place.Place.
func (f *folder) Held(ctx context.Context) error {
	if held, is := ctx.Value(folderHoldKey{}).(*folderHold); is && held.ended.Load() {
		return place.ErrLost
	}
	return nil
}

// Watch implements place.Place, so that lists on the screen stay up to date.
func (f *folder) Watch(ctx context.Context) (<-chan string, error) {
	return poll.Folders{Names: []string{profiles, drafts}, Path: f.file, List: f.List}.Watch(ctx)
}

var _ place.Place = (*folder)(nil)
