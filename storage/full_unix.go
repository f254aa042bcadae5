//go:build !windows

package storage

import (
	"errors"
	"syscall"
)

// isFull tells whether err means that there is no room left, on the disk or in
// the user's quota.
func isFull(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT)
}
