//go:build !windows

package private

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Unsafe says why other users could replace the content of a folder: another user owns the
// folder or one above it, or others may write to it. It returns "" if the folder is safe.
// help is the command that makes it safe. Unsafe skips missing folders and follows links.
func Unsafe(path string) (why, help string) {
	if absolute, err := filepath.Abs(path); err == nil {
		path = absolute
	}
	for {
		if real, err := filepath.EvalSymlinks(path); err == nil {
			path = real
		}
		if info, err := os.Stat(path); err == nil && info.IsDir() {
			if why, help = unsafeFolder(path, info); why != "" {
				return why, help
			}
		}
		above := filepath.Dir(path)
		if above == path {
			return "", ""
		}
		path = above
	}
}

// UnsafeFile says why other users could change a file that is read, or put another one in
// its place, as Unsafe does for folders. A file of root is safe. It follows links, and says
// nothing about a missing file.
func UnsafeFile(path string) (why, help string) {
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		return "", ""
	}
	info, err := os.Stat(real)
	if err != nil {
		return "", ""
	}
	uid, gid, err := ownerOf(real)
	switch mode := info.Mode().Perm(); {
	case err != nil:
		return "", ""
	case uid != 0 && uid != os.Geteuid():
		return fmt.Sprintf("%s belongs to the user %s, who can change it", real, userName(uid)), "use a file that belongs to you or to root"
	case mode&0o002 != 0:
		return fmt.Sprintf("all users may change %s (mode %#o)", real, mode), "chmod o-w " + real
	case mode&0o020 != 0 && gid != 0 && gid != os.Getegid():
		return fmt.Sprintf("a group of users may change %s (mode %#o)", real, mode), "chmod g-w " + real
	}
	for _, folder := range []string{filepath.Dir(path), filepath.Dir(real)} {
		if why, help = Unsafe(folder); why != "" {
			return why, help
		}
	}
	return "", ""
}

func unsafeFolder(path string, info fs.FileInfo) (why, help string) {
	uid, gid, err := ownerOf(path)
	if err != nil {
		return "", ""
	}
	me, mode := os.Geteuid(), info.Mode()
	if me != 0 && uid != 0 && uid != me {
		return fmt.Sprintf("%s belongs to the user %s, who can replace what is in it", path, userName(uid)), "sudo chown " + userName(me) + " " + path
	}
	if mode&fs.ModeSticky != 0 { // as /tmp: others cannot rename or remove files of other users
		return "", ""
	}
	if mode.Perm()&0o002 != 0 {
		return fmt.Sprintf("all users may write to %s (mode %#o) and replace what is in it", path, mode.Perm()), "chmod o-w " + path
	}
	// Most systems create a group for each user; that group contains nobody else.
	if mode.Perm()&0o020 != 0 && gid != 0 && gid != os.Getegid() {
		return fmt.Sprintf("a group of users may write to %s (mode %#o) and replace what is in it", path, mode.Perm()), "chmod g-w " + path
	}
	return "", ""
}
