//go:build !linux && !darwin

package index

import (
	"os"
	"path/filepath"
)

// Folder returns the state of files in a folder.
type Folder string

// OpenFolder opens a folder.
func OpenFolder(path string) Folder { return Folder(path) }

// Close closes the folder.
func (f Folder) Close() {}

// State returns the state of a plain file; ok is false for anything else.
func (f Folder) State(name string) (now File, ok bool) {
	info, err := os.Lstat(filepath.Join(string(f), name))
	if err != nil || !info.Mode().IsRegular() {
		return File{}, false
	}
	return File{Size: info.Size(), Modified: info.ModTime()}, true
}
