//go:build linux || darwin

package index

import (
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// Folder returns the state of files in a folder by their names alone. With thousands
// of files, resolving the whole path of each one takes half the time of a list.
type Folder struct {
	file *os.File
	fd   int
}

// OpenFolder opens a folder. If this fails, the state of its files is unknown.
func OpenFolder(path string) Folder {
	file, err := os.Open(path)
	if err != nil {
		return Folder{}
	}
	return Folder{file, int(file.Fd())}
}

// Close closes the folder.
func (f Folder) Close() {
	if f.file != nil {
		_ = f.file.Close()
	}
}

// State returns the state of a plain file; ok is false for anything else.
func (f Folder) State(name string) (now File, ok bool) {
	if f.file == nil {
		return File{}, false
	}
	var stat unix.Stat_t
	for {
		err := unix.Fstatat(f.fd, name, &stat, unix.AT_SYMLINK_NOFOLLOW)
		if err == unix.EINTR {
			continue
		}
		if err != nil || stat.Mode&unix.S_IFMT != unix.S_IFREG {
			return File{}, false
		}
		return File{Size: stat.Size, Modified: time.Unix(stat.Mtim.Unix())}, true
	}
}
