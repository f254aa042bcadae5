package files

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"suitekey/storage/private"
)

// WriteNew writes a file that must not be there yet.
func WriteNew(path string, data []byte, mode fs.FileMode) error {
	shown := Shown(path)
	file, err := createNew(path, mode)
	if err != nil {
		return fmt.Errorf("writing %s: %s", shown, Reason(err))
	}
	_, err = file.Write(data)
	if err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err != nil {
		_ = os.Remove(path) // half a file
		return fmt.Errorf("writing %s: %s", shown, Reason(err))
	}
	return nil
}

// LeadsToFile tells whether what is at path may be replaced by a file: a file, or
// a link to one or to nothing. A device or pipe would be gone for all programs:
// root could replace /dev/null.
func LeadsToFile(path string) bool {
	info, err := os.Stat(path)
	return errors.Is(err, fs.ErrNotExist) || err == nil && info.Mode().IsRegular()
}

// createNew makes a file for its owner alone where mode says so, which on
// Windows only an access control list can.
func createNew(path string, mode fs.FileMode) (*os.File, error) {
	if mode&0o077 == 0 {
		return private.Create(path)
	}
	return os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
}

// Replace writes a file for its owner alone, as a whole, and never through a
// link that somebody laid there.
func Replace(path string, data []byte) error {
	shown := Shown(path)
	file, err := private.Temp(filepath.Dir(path))
	if err != nil {
		return fmt.Errorf("writing %s: %s", shown, Reason(err))
	}
	_, err = file.Write(data)
	if err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err == nil {
		err = private.Rename(file.Name(), path)
	}
	if err != nil {
		_ = os.Remove(file.Name())
		return fmt.Errorf("writing %s: %s", shown, Reason(err))
	}
	return nil
}

// Reason says in words of its own why a file could not be written.
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
