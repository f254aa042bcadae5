package app

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"suitekey/steps"
	"suitekey/storage/private"
)

// WriteNew writes a file that must not be there yet.
func WriteNew(path string, data []byte, mode fs.FileMode) error {
	shown := steps.Shorten(path, 200)
	file, err := createNew(path, mode)
	if err != nil {
		return fmt.Errorf("writing %s: %s", shown, whyNot(err))
	}
	_, err = file.Write(data)
	if err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err != nil {
		_ = os.Remove(path) // half a file
		return fmt.Errorf("writing %s: %s", shown, whyNot(err))
	}
	return nil
}

// checkTarget tells whether a file can be written to path; flag is what lets it
// replace another one.
func (a *App) checkTarget(path string, overwrite bool, flag string) error {
	path = expand(path, a.options.Getenv)
	info, err := os.Lstat(path)
	switch {
	case path == "-":
		return Usage("- is no name of a file here: without the flag it goes to standard output")
	case err == nil && info.IsDir():
		return Usage("the path " + steps.Shorten(path, 200) + " is a folder: name a file in it")
	case a.vault.Owns(path) || a.isPolicy(path):
		return Usage("the file " + steps.Shorten(path, 200) + " belongs to the vault: choose another one")
	case err == nil && !leadsToFile(path):
		return Usage("the path "+steps.Shorten(path, 200)+" is no file but a device, a pipe or the like", "without the flag it goes to standard output")
	case err == nil && !overwrite:
		return Usage("the file "+steps.Shorten(path, 200)+" is there already and is left as it is", "choose another name, or give "+flag)
	}
	if info, err := os.Stat(filepath.Dir(path)); err != nil || !info.IsDir() {
		return Usage("there is no folder for " + steps.Shorten(path, 200))
	}
	return nil
}

// isPolicy tells whether path is the organisation's policy, whose loss would
// allow everything.
func (a *App) isPolicy(path string) bool {
	absolute, err := filepath.Abs(path)
	return err == nil && absolute == a.PolicyFile()
}

// leadsToFile tells whether what is at path may be replaced by a file: a file, or
// a link to one or to nothing. A device or pipe would be gone for all programs:
// root could replace /dev/null.
func leadsToFile(path string) bool {
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

// replace writes a file for its owner alone, as a whole, and never through a
// link that somebody laid there.
func replace(path string, data []byte) error {
	shown := steps.Shorten(path, 200)
	file, err := private.Temp(filepath.Dir(path))
	if err != nil {
		return fmt.Errorf("writing %s: %s", shown, whyNot(err))
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
		return fmt.Errorf("writing %s: %s", shown, whyNot(err))
	}
	return nil
}

func whyNot(err error) string {
	switch {
	case errors.Is(err, fs.ErrExist):
		return "it is there already and is left as it is; choose another name"
	case errors.Is(err, fs.ErrNotExist):
		return "there is no such folder; make it first, or choose another one"
	case errors.Is(err, fs.ErrPermission):
		return "the folder may not be written; choose another one"
	}
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err.Error()
		}
		err = inner
	}
}
