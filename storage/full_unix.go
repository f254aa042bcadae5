//go:build !windows

package storage

import "syscall"

// fullErrors mean that there is no room left, on the disk or in the user's quota.
var fullErrors = []syscall.Errno{syscall.ENOSPC, syscall.EDQUOT}
