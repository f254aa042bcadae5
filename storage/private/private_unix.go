//go:build !windows

package private

import (
	"fmt"
	"io/fs"
	"os"
)

// Create makes a new file. It fails where there is one already, and does not
// write through a symbolic link.
func Create(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, fileMode)
}

// Mkdir makes a folder.
func Mkdir(path string) error { return os.Mkdir(path, folderMode) }

// Restrict takes from everybody but the owner what they may do with a file or
// folder. What the owner may not do himself stays so.
func Restrict(path string) error {
	info, err := os.Stat(path)
	if err != nil || closed(info) {
		return err
	}
	return os.Chmod(path, info.Mode().Perm()&folderMode)
}

// Others tells who else may get at a file or folder; "" if nobody.
func Others(path string) (string, error) {
	info, err := os.Stat(path)
	if err != nil || closed(info) {
		return "", err
	}
	return fmt.Sprintf("other users (mode %#o)", info.Mode().Perm()), nil
}

func closed(info fs.FileInfo) bool { return info.Mode().Perm()&^folderMode == 0 }

// Remedy is the command that a person gives to do as Restrict does.
func Remedy(path string) string {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return "chmod 700 " + path
	}
	return "chmod 600 " + path
}

// busy: elsewhere than on Windows, an open file hinders nobody.
func busy(error) bool { return false }
