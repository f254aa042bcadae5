package private

import "syscall"

// FullErrors mean that the disk is full or that the user's quota is used up:
// ERROR_HANDLE_DISK_FULL, ERROR_DISK_FULL and ERROR_DISK_QUOTA_EXCEEDED of winerror.h.
var FullErrors = []syscall.Errno{112, 39, 1295}

// ErrNoLocks is ERROR_INVALID_FUNCTION: the file system has no locks.
const ErrNoLocks = syscall.Errno(1)
