//go:build !windows

package storage

import "syscall"

// fullErrors mean that the disk is full or that the user's quota is used up.
var fullErrors = []syscall.Errno{syscall.ENOSPC, syscall.EDQUOT}

// errNoLocks means that the file system has no locks, or its lock service does not
// answer.
const errNoLocks = syscall.ENOLCK
