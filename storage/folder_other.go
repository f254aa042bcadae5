//go:build !linux && !darwin

package storage

import (
	"os"
	"path/filepath"

	"suitekey/storage/index"
)

// openedFolder returns the state of files in a folder.
type openedFolder string

func openFolder(path string) openedFolder { return openedFolder(path) }

func (f openedFolder) close() {}

// state returns the state of a plain file; ok is false for anything else.
func (f openedFolder) state(name string) (now index.File, ok bool) {
	info, err := os.Lstat(filepath.Join(string(f), name))
	if err != nil || !info.Mode().IsRegular() {
		return index.File{}, false
	}
	return index.File{Size: info.Size(), Modified: info.ModTime()}, true
}
