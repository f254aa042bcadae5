//go:build !windows

package private

import "syscall"

// FullErrors mean that the disk is full or that the user's quota is used up.
var FullErrors = []syscall.Errno{syscall.ENOSPC, syscall.EDQUOT}

// ErrNoLocks means that the file system has no locks, or its lock service does not
// answer.
const ErrNoLocks = syscall.ENOLCK
