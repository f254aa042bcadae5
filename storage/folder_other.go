//go:build !linux && !darwin

package storage

import (
	"os"
	"path/filepath"
)

// openedFolder tells about files of a folder.
type openedFolder string

func openFolder(path string) openedFolder { return openedFolder(path) }

func (f openedFolder) close() {}

// state returns the state of a plain file; ok is false for anything else.
func (f openedFolder) state(name string) (now state, ok bool) {
	info, err := os.Lstat(filepath.Join(string(f), name))
	if err != nil || !info.Mode().IsRegular() {
		return state{}, false
	}
	return state{info.Size(), info.ModTime()}, true
}
