package storage

import "syscall"

// fullErrors mean that there is no room left, on the disk or in the user's
// quota: ERROR_DISK_FULL, ERROR_HANDLE_DISK_FULL and ERROR_DISK_QUOTA_EXCEEDED
// of winerror.h.
var fullErrors = []syscall.Errno{112, 39, 1295}

// errNoLocks is ERROR_INVALID_FUNCTION: the file system has no locks.
const errNoLocks = syscall.Errno(1)
