//go:build linux || darwin

package agent

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"time"

	"github.com/gofrs/flock"
)

// An agent holds a lock for as long as it lives. The operating system releases it
// when the process ends, however it ends.

const poll = 5 * time.Millisecond

// running reports whether an agent lives that belongs to the socket at path.
func running(path string) bool {
	if _, err := os.Lstat(path + ".lock"); errors.Is(err, fs.ErrNotExist) {
		return false
	}
	lock := flock.New(path+".lock", flock.SetPermissions(0o600))
	free, err := lock.TryRLock()
	if err != nil {
		return false
	}
	_ = lock.Close()
	return !free
}

// gone waits until the agent has ended, and reports whether it has.
func gone(path string) bool {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	lock := flock.New(path+".lock", flock.SetPermissions(0o600))
	ok, err := lock.TryRLockContext(ctx, poll)
	_ = lock.Close()
	return ok && err == nil
}
