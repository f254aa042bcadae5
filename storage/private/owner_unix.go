//go:build !windows

package private

import (
	"errors"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// ForeignOwner returns the name (or the number) of the user who owns a file or folder; ""
// if the user of this process owns it, or if the owner cannot be read. It does not follow a
// link at the end of path.
func ForeignOwner(path string) string {
	uid, _, err := ownerOf(path)
	if err != nil || uid == os.Geteuid() {
		return ""
	}
	return userName(uid)
}

// TakeBack returns the command that gives all files of a folder to the owner of the folder.
func TakeBack(folder string) string {
	owner := strconv.Itoa(os.Geteuid())
	if uid, _, err := ownerOf(folder); err == nil {
		owner = userName(uid)
	}
	return "sudo chown -R " + owner + " " + folder
}

// KeepOwner gives a file or folder that root has created to the owner of the surrounding
// folder. Without this, one command under sudo would leave files that the owner cannot
// read. KeepOwner does nothing for other users.
func KeepOwner(path string) error {
	if os.Geteuid() != 0 {
		return nil
	}
	uid, gid, err := ownerOf(filepath.Dir(path))
	if err != nil || uid == 0 {
		return err
	}
	if own, _, err := ownerOf(path); err != nil || own == uid {
		return err
	}
	return os.Lchown(path, uid, gid)
}

func ownerOf(path string) (uid, gid int, err error) {
	info, err := os.Lstat(path)
	if err != nil {
		return 0, 0, err
	}
	system, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, 0, &fs.PathError{Op: "owner", Path: path, Err: errors.ErrUnsupported}
	}
	return int(system.Uid), int(system.Gid), nil
}

func userName(uid int) string {
	number := strconv.Itoa(uid)
	if known, err := user.LookupId(number); err == nil {
		return known.Username
	}
	return number
}
