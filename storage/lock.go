package storage

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"github.com/gofrs/flock"

	"suitekey/storage/private"
)

const (
	lockWait = 10 * time.Second // a save takes a few milliseconds
	lockPoll = 20 * time.Millisecond
)

// locked runs change while no other process and no other part of this process
// writes to the vault. change must itself read everything that it decides on.
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
		return &namedError{fmt.Sprintf("%s: another suitekey has been writing to %s for more than %v: wait until it is done or close it, then try again",
			doing, printable(v.dir), wait), ErrLocked}
	}
	if err != nil {
		return v.explain(doing, lockFailed(err))
	}
	defer lock.Unlock()
	if err := private.KeepOwner(path); err != nil {
		return v.explain(doing, err)
	}
	return v.explain(doing, change())
}

// noLocks are the answers of file systems without locks, such as some NFS and FUSE.
var noLocks = []error{syscall.ENOSYS, errors.ErrUnsupported, syscall.EIO}

// lockFailed says what helps in a folder in which files cannot be locked. There is no
// other kind of lock as a fallback: a lock file that is only created would stay
// behind after a crash, and nobody could tell it from one that is in use.
func lockFailed(err error) error {
	if !isNoLock(err) {
		return err
	}
	return &folderError{fmt.Sprintf("files in this folder cannot be locked (%v): choose a folder on another file system with --home or SUITEKEY_HOME; the stored connections are unchanged", err), err}
}

func isNoLock(err error) bool {
	return errors.Is(err, errNoLocks) || slices.ContainsFunc(noLocks, func(none error) bool { return errors.Is(err, none) })
}

// folderError is a sentence about the vault's folder, for explain to begin.
type folderError struct {
	text string
	err  error
}

func (e *folderError) Error() string { return e.text }
func (e *folderError) Unwrap() error { return e.err }

// Alone runs work while no other process runs work under Alone. It is for a
// sign-in that uses up a stored token and takes longer than a save; other processes
// can save meanwhile. It fails with ErrLocked if the other process takes too long.
func (s *Session) Alone(ctx context.Context, work func() error) error {
	return s.vault.alone(ctx, s.vault.path("signing-in.lock"), work)
}

func (v *Vault) alone(ctx context.Context, path string, work func() error) error {
	if info, err := os.Lstat(path); err == nil && !info.Mode().IsRegular() {
		return fmt.Errorf("signing in: %s is not a plain file: move it away", printable(path))
	}
	lock := flock.New(path, flock.SetPermissions(fileMode))
	_, err := lock.TryLockContext(ctx, lockPoll)
	if errors.Is(err, context.DeadlineExceeded) {
		return &namedError{"signing in: another suitekey is signing in and does not finish: wait until it is done or close it, then try again", ErrLocked}
	}
	if err != nil {
		return v.explain("signing in", lockFailed(err))
	}
	defer lock.Unlock()
	if err := private.KeepOwner(path); err != nil {
		return v.explain("signing in", err)
	}
	return work()
}

// path returns the path of a file or folder in the vault.
func (v *Vault) path(parts ...string) string {
	return filepath.Join(append([]string{v.dir}, parts...)...)
}
