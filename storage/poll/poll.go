// Package poll watches folders by reading them periodically.
package poll

import (
	"context"
	"maps"
	"os"
	"time"

	"suitekey/storage/place"
)

// Folders is the source that Watch reads.
type Folders struct {
	Names []string
	Path  func(folder string) string
	List  func(ctx context.Context, folder string) ([]place.Listed, error)
}

// watchEach is the time between two looks at a folder. A change renames a file into
// its folder, so the time stamp of the folder shows it.
const watchEach = time.Second

// racy is the age from which the time stamp of a folder is reliable: two changes can
// have the same time stamp (FAT counts in steps of 2 s).
const racy = 3 * time.Second

// Watch sends the keys that change, until ctx ends or a folder cannot be read.
func (f Folders) Watch(ctx context.Context) (<-chan string, error) {
	seen := make([]looked, len(f.Names))
	for i, folder := range f.Names {
		if err := f.look(folder, &seen[i], func(string) bool { return true }); err != nil {
			return nil, err
		}
	}
	changes := make(chan string)
	go func() {
		defer close(changes)
		tell := func(key string) bool {
			select {
			case changes <- key:
				return true
			case <-ctx.Done():
				return false
			}
		}
		for tick := time.NewTicker(watchEach); ; {
			select {
			case <-tick.C:
			case <-ctx.Done():
				tick.Stop()
				return
			}
			for i, folder := range f.Names {
				if f.look(folder, &seen[i], tell) != nil {
					tick.Stop()
					return
				}
			}
		}
	}()
	return changes, nil
}

// looked is the result of reading a folder.
type looked struct {
	modified time.Time
	at       time.Time
	marks    map[string]string
}

// look returns which keys in a folder have changed since the previous look.
func (f Folders) look(folder string, seen *looked, tell func(key string) bool) error {
	var modified time.Time
	if info, err := os.Stat(f.Path(folder)); err == nil {
		modified = info.ModTime()
	}
	first := seen.marks == nil
	if !first && modified.Equal(seen.modified) && seen.at.Sub(modified).Abs() >= racy {
		return nil
	}
	now := looked{modified, time.Now(), map[string]string{}}
	listed, err := f.List(context.Background(), folder)
	if err != nil {
		return err
	}
	for _, l := range listed {
		now.marks[l.Key] = l.Mark
	}
	before := seen.marks
	*seen = now
	if first || maps.Equal(before, now.marks) {
		return nil
	}
	for key, mark := range now.marks {
		if before[key] != mark && !tell(key) {
			return context.Canceled
		}
	}
	for key := range before {
		if _, still := now.marks[key]; !still && !tell(key) {
			return context.Canceled
		}
	}
	return nil
}
