//go:build !windows

package private

import (
	"fmt"
	"io/fs"
	"os"
)

// Create creates a file. It fails if the file exists, and does not write through a symbolic
// link.
func Create(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, fileMode)
}

// Mkdir creates a folder.
func Mkdir(path string) error { return os.Mkdir(path, folderMode) }

// Restrict removes the permissions of everybody except the owner from a file or folder. It
// does not add permissions for the owner.
func Restrict(path string) error {
	info, err := os.Stat(path)
	if err != nil || closed(info) {
		return err
	}
	return os.Chmod(path, info.Mode().Perm()&folderMode)
}

// Others says who else has access to a file or folder; "" if nobody.
func Others(path string) (string, error) {
	info, err := os.Stat(path)
	if err != nil || closed(info) {
		return "", err
	}
	return fmt.Sprintf("other users (mode %#o)", info.Mode().Perm()), nil
}

func closed(info fs.FileInfo) bool { return info.Mode().Perm()&^folderMode == 0 }

// Remedy returns the command with which a person can do the same as Restrict.
func Remedy(path string) string {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return "chmod 700 " + path
	}
	return "chmod 600 " + path
}

// busy returns false: outside of Windows, an open file blocks nobody.
func busy(error) bool { return false }
