// Package private makes files and folders that are for their owner alone, and
// replaces files as a whole. It is where the systems differ: elsewhere a mode
// says who may read, on Windows an access control list does.
package private

import (
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

const (
	fileMode   fs.FileMode = 0o600
	folderMode fs.FileMode = 0o700
)

// MkdirAll makes a folder with what is missing above it, for their owner alone.
// A folder that is there stays as it is.
func MkdirAll(path string) error {
	info, err := os.Stat(path)
	if err == nil && info.IsDir() {
		return nil
	}
	if err == nil {
		return &fs.PathError{Op: "mkdir", Path: path, Err: fs.ErrExist}
	}
	if parent := filepath.Dir(path); parent != path {
		if err := MkdirAll(parent); err != nil {
			return err
		}
	}
	if err := Mkdir(path); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}

// Temp makes a new file with a name of its own in folder.
func Temp(folder string) (*os.File, error) {
	return Create(filepath.Join(folder, ".suitekey-"+rand.Text()+".tmp"))
}

// Rename moves a file, also over another one.
func Rename(from, to string) error { return retried(func() error { return os.Rename(from, to) }) }

// Remove removes a file or an empty folder.
func Remove(path string) error { return retried(func() error { return os.Remove(path) }) }

// Open opens a file for reading.
func Open(path string) (file *os.File, err error) {
	err = retried(func() error { file, err = os.Open(path); return err })
	return file, err
}

// retried does again what failed only because another program has the file open
// at this moment, as it happens on Windows with a virus scanner, an indexer or
// another suitekey. It gives up after half a second.
func retried(call func() error) error {
	const tries = 10
	err := call()
	for try := 1; try < tries && err != nil && busy(err); try++ {
		time.Sleep(time.Duration(try) * 10 * time.Millisecond)
		err = call()
	}
	return err
}
