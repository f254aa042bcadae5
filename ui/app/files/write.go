package files

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"suitekey/storage/private"
)

// WriteNew writes a file that must not exist yet.
func WriteNew(path string, data []byte, mode fs.FileMode) error {
	shown := Shown(path)
	if err := putNew(path, data, mode); err != nil {
		return fmt.Errorf("writing %s: %s", shown, Reason(err))
	}
	return nil
}

// putNew makes a file with its whole content at once. It fails with fs.ErrExist if the
// path exists. Nobody ever sees the file empty or incomplete, whenever suitekey is
// killed.
func putNew(path string, data []byte, mode fs.FileMode) error {
	if _, err := os.Lstat(path); err == nil {
		return fs.ErrExist
	}
	unfinished, err := fill(filepath.Dir(path), data, mode)
	if err != nil {
		return err
	}
	defer os.Remove(unfinished)
	// Unlike a rename, a link never replaces a file that somebody has made meanwhile.
	err = os.Link(unfinished, path)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	// Some file systems, such as FAT, have no links.
	return private.Rename(unfinished, path)
}

// fill makes a file with a unique name in folder, and returns its path.
func fill(folder string, data []byte, mode fs.FileMode) (string, error) {
	file, err := temporary(folder, mode)
	if err != nil {
		return "", err
	}
	_, err = file.Write(data)
	if err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err != nil {
		_ = os.Remove(file.Name())
		return "", err
	}
	return file.Name(), nil
}

// LeadsToFile reports whether a file may replace the path: a file, a link to a file, or
// a dangling link. A replaced device or pipe would be gone for all programs: root could
// replace /dev/null.
func LeadsToFile(path string) bool {
	info, err := os.Stat(path)
	return errors.Is(err, fs.ErrNotExist) || err == nil && info.Mode().IsRegular()
}

// temporary makes an empty file. The umask limits the mode of a public file.
func temporary(folder string, mode fs.FileMode) (*os.File, error) {
	if mode&0o077 == 0 {
		return private.Temp(folder)
	}
	path := filepath.Join(folder, ".suitekey-"+rand.Text()+".tmp")
	return os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
}

// Replace writes a whole file that only its owner can read. It never follows a link at
// path.
func Replace(path string, data []byte) error {
	shown := Shown(path)
	unfinished, err := fill(filepath.Dir(path), data, 0o600)
	if err == nil {
		defer os.Remove(unfinished) // gone by then, if all went well
		err = private.Rename(unfinished, path)
	}
	if err != nil {
		return fmt.Errorf("writing %s: %s", shown, Reason(err))
	}
	return nil
}

// Reason says why a file could not be written, without the system's message, which
// repeats the path.
func Reason(err error) string {
	switch {
	case errors.Is(err, fs.ErrExist):
		return "it already exists and was not changed; choose another name"
	case errors.Is(err, fs.ErrNotExist):
		return "there is no such folder; make it first, or choose another one"
	case errors.Is(err, fs.ErrPermission):
		return "the folder is not writable; choose another one"
	}
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err.Error()
		}
		err = inner
	}
}
