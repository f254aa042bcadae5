// Package private creates files and folders that only their owner can use, and replaces
// whole files. It contains the differences between systems: Windows has access control
// lists, other systems have file modes.
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

// MkdirAll creates a folder and its missing parents for their owner alone. It does not
// change folders that already exist.
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

// Temp creates a file with a unique name in folder.
func Temp(folder string) (*os.File, error) {
	return Create(filepath.Join(folder, ".suitekey-"+rand.Text()+".tmp"))
}

// Replace makes data the content of a file, in a folder that it makes if there is none. A
// reader sees the former content or the new one, also after a crash.
func Replace(path string, data []byte) error {
	folder := filepath.Dir(path)
	if err := MkdirAll(folder); err != nil {
		return err
	}
	file, err := Temp(folder)
	if err != nil {
		return err
	}
	defer os.Remove(file.Name())
	_, err = file.Write(data)
	if err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err != nil {
		return err
	}
	return Rename(file.Name(), path)
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

// retried repeats a call that failed only because another program has the file open. On
// Windows, virus scanners, indexers and other runs of suitekey cause this. retried gives up
// after half a second.
func retried(call func() error) error {
	const tries = 10
	err := call()
	for try := 1; try < tries && err != nil && busy(err); try++ {
		time.Sleep(time.Duration(try) * 10 * time.Millisecond)
		err = call()
	}
	return err
}
