package storage

import (
	"errors"
	"syscall"
)

// ERROR_HANDLE_DISK_FULL, ERROR_DISK_FULL and ERROR_DISK_QUOTA_EXCEEDED of winerror.h.
var fullErrors = []syscall.Errno{39, 112, 1295}

// isFull tells whether err means that there is no room left, on the disk or in
// the user's quota.
func isFull(err error) bool {
	for _, full := range fullErrors {
		if errors.Is(err, full) {
			return true
		}
	}
	return false
}
