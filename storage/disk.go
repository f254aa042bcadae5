package storage

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"syscall"

	"suitekey/storage/place"
	"suitekey/storage/private"
)

const (
	fileMode   = 0o600
	folderMode = 0o700
	maxFile    = place.MaxValue
)

// disk makes every system call of the vault, one method each, so that a test
// can stop the program before any of them.
type disk struct {
	before func(operation, path string) error // nil except in tests
}

func (d disk) do(operation, path string, call func() error) error {
	if d.before != nil {
		if err := d.before(operation, path); err != nil {
			return &fs.PathError{Op: operation, Path: path, Err: err}
		}
	}
	return call()
}

// write stores data as path: it writes and syncs a temporary file, renames it to
// path and syncs the folder. A reader sees either the old file or the new one. The
// caller holds the vault's lock, so one name for the temporary file is enough, and
// a crash leaves at most this file behind.
func (d disk) write(unfinished, path string, data []byte) error {
	if err := d.remove(unfinished); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := d.fill(unfinished, data); err != nil {
		_ = d.remove(unfinished)
		return err
	}
	if err := d.rename(unfinished, path); err != nil {
		_ = d.remove(unfinished)
		return err
	}
	return d.syncFolder(filepath.Dir(path))
}

func (d disk) fill(path string, data []byte) error {
	var file *os.File
	err := d.do("create", path, func() (err error) {
		file, err = private.Create(path)
		return err
	})
	if err != nil {
		return err
	}
	// The umask may have removed permissions of the owner: restore them.
	err = d.do("chmod", path, func() error { return errors.Join(file.Chmod(fileMode), private.KeepOwner(path)) })
	if err == nil {
		err = d.do("write", path, func() error { _, err := file.Write(data); return err })
	}
	if err == nil {
		err = d.do("sync", path, file.Sync)
	}
	return errors.Join(err, file.Close())
}

func (d disk) rename(from, to string) error {
	return d.do("rename", to, func() error { return private.Rename(from, to) })
}

func (d disk) remove(path string) error {
	return d.do("remove", path, func() error { return private.Remove(path) })
}

// syncFolder makes a rename or removal survive a power cut. Windows has no such
// call for folders: the journal of its file system keeps the folder intact, but a
// power cut can lose the last change. Errors of file systems that do not support
// the call are ignored, and so are folders that cannot be opened for reading.
func (d disk) syncFolder(path string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	return d.do("sync folder", path, func() error {
		folder, err := os.Open(path)
		if errors.Is(err, fs.ErrPermission) {
			return nil
		}
		if err != nil {
			return err
		}
		defer folder.Close()
		if err := folder.Sync(); err != nil && !errors.Is(err, syscall.EINVAL) && !errors.Is(err, errors.ErrUnsupported) {
			return err
		}
		return nil
	})
}

// folder makes sure that path is a folder, not a link, that only its owner can
// enter. A folder that the owner made read-only stays read-only.
func (d disk) folder(path string) error {
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return d.newFolder(path)
	}
	if err != nil {
		return err
	}
	if !info.IsDir() {
		return fmt.Errorf("%s is not a folder: move it away", printable(path))
	}
	return d.closeFolder(path)
}

func (d disk) closeFolder(path string) error {
	if others, err := private.Others(path); err != nil || others == "" {
		return err
	}
	return d.do("chmod", path, func() error { return private.Restrict(path) })
}

// newFolder creates a folder and sets its mode in a second call, because a umask
// may remove even the owner's permissions.
func (d disk) newFolder(path string) error {
	if err := d.do("mkdir", path, func() error { return private.Mkdir(path) }); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	if err := d.do("chmod", path, func() error { return errors.Join(os.Chmod(path, folderMode), private.KeepOwner(path)) }); err != nil {
		return err
	}
	return d.syncFolder(filepath.Dir(path))
}

// errNotAFile is the error for a symbolic link, device or folder in place of a
// stored file.
var errNotAFile = errors.New("it is a link, a folder or a device, not a plain file")

// read returns the content of a plain file of at most limit bytes. It refuses a
// symbolic link, even one that appears between the check and the opening.
func (d disk) read(path string, limit int64) ([]byte, fs.FileInfo, error) {
	file, info, err := d.open(path, limit)
	if err != nil {
		return nil, nil, err
	}
	defer file.Close()
	data := make([]byte, info.Size())
	_, err = io.ReadFull(file, data)
	return data, info, err
}

// open is read for what is not needed at once.
func (d disk) open(path string, limit int64) (*os.File, fs.FileInfo, error) {
	for try := 0; ; try++ {
		seen, err := os.Lstat(path)
		if err != nil {
			return nil, nil, err
		}
		if !seen.Mode().IsRegular() {
			return nil, nil, errNotAFile
		}
		file, opened, err := openPlain(path, limit)
		if err != nil {
			return nil, nil, err
		}
		if os.SameFile(seen, opened) {
			return file, opened, nil
		}
		_ = file.Close()
		if try == 10 { // another process saved in between: that happens once or twice, not always
			return nil, nil, errNotAFile
		}
	}
}

func openPlain(path string, limit int64) (*os.File, fs.FileInfo, error) {
	file, err := private.Open(path)
	if err != nil {
		return nil, nil, err
	}
	info, err := file.Stat()
	if err == nil && info.Size() > limit {
		err = fmt.Errorf("it is larger than %d bytes, the limit for a stored file", limit)
	}
	if err != nil {
		_ = file.Close()
		return nil, nil, err
	}
	return file, info, nil
}
