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

// WriteNew writes a file that must not be there yet.
func WriteNew(path string, data []byte, mode fs.FileMode) error {
	shown := Shown(path)
	if err := putNew(path, data, mode); err != nil {
		return fmt.Errorf("writing %s: %s", shown, Reason(err))
	}
	return nil
}

// putNew makes a file with all of its content at once, and fails with fs.ErrExist
// where something is there already. Somebody who finds the file never finds it empty
// or cut off, whenever suitekey was killed.
func putNew(path string, data []byte, mode fs.FileMode) error {
	if _, err := os.Lstat(path); err == nil {
		return fs.ErrExist
	}
	unfinished, err := fill(filepath.Dir(path), data, mode)
	if err != nil {
		return err
	}
	defer os.Remove(unfinished)
	// A link, unlike a rename, never replaces what somebody has put there meanwhile.
	err = os.Link(unfinished, path)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	// Some file systems, such as FAT, have no links.
	return private.Rename(unfinished, path)
}

// fill makes a file under a name of its own in folder, and returns its path.
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

// LeadsToFile reports whether what is at path may be replaced by a file: a file, or
// a link to one or to nothing. A device or pipe would be gone for all programs:
// root could replace /dev/null.
func LeadsToFile(path string) bool {
	info, err := os.Stat(path)
	return errors.Is(err, fs.ErrNotExist) || err == nil && info.Mode().IsRegular()
}

// temporary makes an empty file. A public one has what the umask allows of mode.
func temporary(folder string, mode fs.FileMode) (*os.File, error) {
	if mode&0o077 == 0 {
		return private.Temp(folder)
	}
	path := filepath.Join(folder, ".suitekey-"+rand.Text()+".tmp")
	return os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
}

// Replace writes a file for its owner alone, as a whole, and never through a
// link that somebody laid there.
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
