package storage

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"suitekey/core/secret"
	"syscall"

	"suitekey/core/termsafe"
)

// What callers may want to tell apart. The sentences can be shown as they are.
var (
	// ErrNoVault means that the folder holds no vault yet.
	ErrNoVault = errors.New("there is no vault yet: set up a first connection")
	// ErrVaultExists means that Create found a vault.
	ErrVaultExists = errors.New("a vault exists already: unlock it with its passphrase")
	// ErrWrongPassphrase means that the passphrase does not open the vault.
	ErrWrongPassphrase = errors.New("the passphrase does not open the vault: check the keyboard layout and Caps Lock, then try again")
	// ErrNotFound means that nothing of that name is stored.
	ErrNotFound = errors.New("not found")
	// ErrExists means that the name is taken.
	ErrExists = errors.New("the name is taken")
	// ErrConflict means that somebody else saved in between.
	ErrConflict = errors.New("it was changed meanwhile")
	// ErrLocked means that another process was writing for too long.
	ErrLocked = errors.New("the vault is busy")
	// ErrIdentityMissing means that there are connections, but the key that opens them is gone.
	ErrIdentityMissing = errors.New("identity.age and its copy are missing")
)

// DamagedError is a stored file that cannot be read as what it should be.
type DamagedError struct {
	Name string // the connection or draft
	Path string
	Err  error
}

func (e *DamagedError) Error() string {
	return fmt.Sprintf("the stored file of %s is damaged (%s): %v; bring back an earlier state with undo, restore the file from a backup, or remove it and set it up again",
		shown(e.Name), printable(e.Path), printable(e.Err.Error()))
}

func (e *DamagedError) Unwrap() error { return e.Err }

// NewerError is a stored file that a newer suitekey wrote. It is left as it is.
type NewerError struct {
	Name    string
	Version int
}

func (e *NewerError) Error() string {
	return fmt.Sprintf("%s was saved by a newer suitekey (stored version %d, this one knows %d): install the newer one; the file was left as it is",
		printable(e.Name), e.Version, newestVersion)
}

// quoted is a name that somebody typed: perhaps a secret was.
func quoted(name string) string {
	if !secret.Harmless(name) {
		return secret.Quote(name)
	}
	return printable(name)
}

// notFound and its fellows carry a sentence about one name and match their
// sentinel.
func notFound(kind, name string) error {
	return &namedError{fmt.Sprintf("no %s is called %s: see which there are with list", kind, quoted(name)), ErrNotFound}
}

func taken(name string) error {
	return &namedError{fmt.Sprintf("a connection called %s exists already: choose another name, or remove that one first", printable(name)), ErrExists}
}

func conflict(name string) error {
	return &namedError{fmt.Sprintf("%s was changed meanwhile, by another suitekey or in another window: load it again and repeat the change; nothing was overwritten", printable(name)), ErrConflict}
}

func draftTaken(name string) error {
	return &namedError{fmt.Sprintf("%s is under way already, in another window or as an unfinished journey that was kept: go on with that one or discard it, or set up under another name; nothing was overwritten", printable(name)), ErrExists}
}

func draftConflict(name string) error {
	return &namedError{fmt.Sprintf("the draft %s was changed meanwhile, by another suitekey or in another window: go on with that one, or give this one another name; nothing was overwritten", printable(name)), ErrConflict}
}

type namedError struct {
	text string
	kind error
}

func (e *namedError) Error() string { return e.text }
func (e *namedError) Unwrap() error { return e.kind }

// explain turns what the operating system said into a sentence with a way out.
// Errors that are sentences already pass through.
func (v *Vault) explain(doing string, err error) error {
	var system syscall.Errno
	if err == nil || !errors.As(err, &system) && !errors.Is(err, fs.ErrPermission) {
		return err
	}
	cause := errors.New(printable(err.Error()))
	switch {
	case isFull(err):
		return &systemError{fmt.Sprintf("%s: the disk is full; free some space and try again, what was stored before is untouched (%v)", doing, cause), err}
	case errors.Is(err, syscall.EROFS), errors.Is(err, fs.ErrPermission):
		return &systemError{fmt.Sprintf("%s: the vault folder %s is read-only or belongs to somebody else; correct its permissions, or name another folder in SUITEKEY_HOME (%v)",
			doing, printable(v.dir), cause), err}
	}
	return &systemError{fmt.Sprintf("%s: %v", doing, cause), err}
}

func isFull(err error) bool {
	return slices.ContainsFunc(fullErrors, func(full syscall.Errno) bool { return errors.Is(err, full) })
}

// systemError keeps the system's own error for errors.Is behind the sentence.
type systemError struct {
	text string
	err  error
}

func (e *systemError) Error() string { return e.text }
func (e *systemError) Unwrap() error { return e.err }

// printable makes text that came from a file name or the environment safe for
// a terminal.
func printable(text string) string { return termsafe.Line(text, 1000) }
