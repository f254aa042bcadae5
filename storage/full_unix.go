//go:build !windows

package storage

import "syscall"

// fullErrors mean that there is no room left, on the disk or in the user's quota.
var fullErrors = []syscall.Errno{syscall.ENOSPC, syscall.EDQUOT}

// errNoLocks means that the file system has no locks, or its lock service does not
// answer.
const errNoLocks = syscall.ENOLCK
