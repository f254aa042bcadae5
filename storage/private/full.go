package private

import (
	"errors"
	"slices"
	"syscall"
)

// IsFull reports whether the disk is full, or the user's quota is used up.
func IsFull(err error) bool {
	return slices.ContainsFunc(FullErrors, func(full syscall.Errno) bool { return errors.Is(err, full) })
}

// noLocks are further errors of file systems without locks, such as some NFS and FUSE.
var noLocks = []error{syscall.ENOSYS, errors.ErrUnsupported, syscall.EIO}

// IsNoLocks reports whether a file cannot be locked because its file system has no locks.
func IsNoLocks(err error) bool {
	return errors.Is(err, ErrNoLocks) || slices.ContainsFunc(noLocks, func(none error) bool { return errors.Is(err, none) })
}
