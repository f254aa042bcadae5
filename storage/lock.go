package storage

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
)

const (
	lockWait = 10 * time.Second // a save takes some milliseconds
	lockPoll = 20 * time.Millisecond
)

// locked runs change while no other process, and no other part of this one,
// writes to the vault. What change decides upon it must read itself.
func (v *Vault) locked(doing string, change func() error) error {
	return v.lockedWithin(v.wait, doing, change)
}

func (v *Vault) lockedWithin(wait time.Duration, doing string, change func() error) error {
	path := v.path("lock")
	if info, err := os.Lstat(path); err == nil && !info.Mode().IsRegular() {
		return fmt.Errorf("%s: %s is not a plain file: move it away", doing, printable(path))
	}
	lock := flock.New(path, flock.SetPermissions(fileMode))
	err := v.disk.do("lock", path, func() error {
		ctx, cancel := context.WithTimeout(context.Background(), wait)
		defer cancel()
		_, err := lock.TryLockContext(ctx, lockPoll)
		return err
	})
	if errors.Is(err, context.DeadlineExceeded) {
		return &namedError{fmt.Sprintf("%s: another suitekey has been writing to %s for more than %v; let it finish or close it, then try again",
			doing, printable(v.dir), wait), ErrLocked}
	}
	if err != nil {
		return v.explain(doing, err)
	}
	defer lock.Unlock()
	return v.explain(doing, change())
}

// path is a file or folder of the vault.
func (v *Vault) path(parts ...string) string {
	return filepath.Join(append([]string{v.dir}, parts...)...)
}
