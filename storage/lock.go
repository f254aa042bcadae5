package storage

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/gofrs/flock"

	"suitekey/storage/place"
	"suitekey/storage/private"
)

const (
	lockWait = 10 * time.Second // a save takes a few milliseconds
	lockPoll = 20 * time.Millisecond
)

// locked runs change while no other process and no other part of this process
// writes to the folder. change must itself read everything that it decides on.
func (f *folder) locked(doing string, change func() error) error {
	return f.lockedWithin(context.Background(), f.wait, doing, change)
}

func (f *folder) lockedWithin(ctx context.Context, wait time.Duration, doing string, change func() error) error {
	path := f.path("lock")
	if info, err := os.Lstat(path); err == nil && !info.Mode().IsRegular() {
		return fmt.Errorf("%s: %s is not a plain file: move it away", doing, printable(path))
	}
	lock := flock.New(path, flock.SetPermissions(fileMode))
	err := f.disk.do("lock", path, func() error {
		ctx, cancel := context.WithTimeout(ctx, wait)
		defer cancel()
		// Try at least once, even if this process was suspended for longer than the wait.
		if free, err := lock.TryLock(); free || err != nil {
			return err
		}
		_, err := lock.TryLockContext(ctx, lockPoll)
		return err
	})
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
		return &namedError{fmt.Sprintf("%s: another suitekey has been writing to %s for more than %v: wait until it is done or close it, then try again",
			doing, printable(f.dir), wait), ErrLocked}
	}
	if err != nil {
		return f.explain(doing, lockFailed(err))
	}
	defer lock.Unlock()
	if err := private.KeepOwner(path); err != nil {
		return f.explain(doing, err)
	}
	return f.explain(doing, change())
}

// lockFailed says what helps in a folder in which files cannot be locked. There is no
// other kind of lock as a fallback: a lock file that is only created would stay
// behind after a crash, and nobody could tell it from one that is in use.
func lockFailed(err error) error {
	if !private.IsNoLocks(err) {
		return err
	}
	return &folderError{fmt.Sprintf("files in this folder cannot be locked (%v): choose a folder on another file system with --home or SUITEKEY_HOME; the stored connections are unchanged", err), err}
}

// folderError is a sentence about the vault's folder, for explain to begin.
type folderError struct {
	text string
	err  error
}

func (e *folderError) Error() string { return e.text }
func (e *folderError) Unwrap() error { return e.err }

// alone runs work while no other process holds the name.
func (f *folder) alone(ctx context.Context, name string, work func() error) error {
	doing := "waiting for " + printable(name)
	path := f.path(name + ".lock")
	if info, err := os.Lstat(path); err == nil && !info.Mode().IsRegular() {
		return fmt.Errorf("%s: %s is not a plain file: move it away", doing, printable(path))
	}
	lock := flock.New(path, flock.SetPermissions(fileMode))
	_, err := lock.TryLockContext(ctx, lockPoll)
	if err != nil && place.Impatient(ctx) {
		return fmt.Errorf("%s: %w", doing, place.ErrHeld)
	}
	if err != nil {
		return f.explain(doing, lockFailed(err))
	}
	defer lock.Unlock()
	if err := private.KeepOwner(path); err != nil {
		return f.explain(doing, err)
	}
	return work()
}

// holdFor is the time without a sign of life after which a hold of a shared place is lost.
const holdFor = 20 * time.Second

// signingIn begins the names of Holds that Alone makes.
const signingIn = "signing-in-"

// Alone runs work while no other process runs work under Alone for the same name. It
// is for a sign-in that uses up a stored token and takes longer than a save; other
// processes can save meanwhile. The context of work is for Session.Under. Alone fails
// with ErrLocked if the other process takes too long.
func (s *Session) Alone(ctx context.Context, name string, work func(ctx context.Context) error) error {
	err := s.vault.place.Hold(ctx, signingIn+name, holdFor, work)
	if errors.Is(err, place.ErrHeld) {
		return &namedError{"signing in: another suitekey is signing in and does not finish: wait until it is done or close it, then try again", ErrLocked}
	}
	return err
}
