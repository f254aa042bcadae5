package storage

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"

	"suitekey/core/secret"
	"suitekey/core/termsafe"
	"suitekey/storage/marks"
	"suitekey/storage/private"
)

// The errors that callers distinguish. Their text can be shown to a person.
var (
	// ErrNoVault means that the folder contains no vault yet.
	ErrNoVault = errors.New("there is no vault yet: set up a first connection")
	// ErrVaultExists means that Create found an existing vault.
	ErrVaultExists = errors.New("a vault already exists: unlock it with its passphrase")
	// ErrWrongPassphrase means that the passphrase does not open the vault.
	ErrWrongPassphrase = errors.New("the passphrase does not open the vault: check the keyboard layout and Caps Lock, then try again")
	// ErrNotFound means that nothing of that name is stored.
	ErrNotFound = errors.New("not found")
	// ErrExists means that the name is in use.
	ErrExists = errors.New("the name is in use")
	// ErrConflict means that another process or window saved in between.
	ErrConflict = errors.New("it was changed in the meantime")
	// ErrLocked means that another process did not release the lock in time.
	ErrLocked = errors.New("the vault is busy")
	// ErrIdentityMissing means that there are connections, but no key to open them.
	ErrIdentityMissing = errors.New("identity.age and its copy are missing")
)

// DamagedError is the error for a stored file with unexpected content.
type DamagedError struct {
	Name string // the connection or draft
	Path string
	Err  error
}

func (e *DamagedError) Error() string {
	return fmt.Sprintf("the stored file of %s is damaged (%s): %v; restore an earlier state with undo, restore the file from a backup, or remove the connection and set it up again",
		shown(e.Name), printable(e.Path), printable(e.Err.Error()))
}

func (e *DamagedError) Unwrap() error { return e.Err }

// NewerError is the error for a file that a newer suitekey has stored. The file is
// left unchanged.
type NewerError struct {
	Name    string
	Version int
}

func (e *NewerError) Error() string {
	return fmt.Sprintf("%s was stored by a newer suitekey (record version %d, this suitekey knows %d): install the newer suitekey; the file is unchanged",
		printable(e.Name), e.Version, newestVersion)
}

// quoted returns a name that a person typed, without repeating what may be a secret.
func quoted(name string) string {
	if !secret.Harmless(name) {
		return secret.Quote(name)
	}
	return printable(name)
}

// Condition returns a word for a stored file that cannot be read because of err: "older"
// for a state older than one seen before, "damaged" for a DamagedError, "newer" for a file
// that a newer suitekey has stored, and "unreadable" if the system denies access.
func Condition(err error) string {
	var newer *NewerError
	var system *systemError
	var older *marks.Older
	switch {
	case errors.As(err, &older):
		return "older"
	case errors.As(err, &newer):
		return "newer"
	case errors.As(err, &system):
		return "unreadable"
	}
	return "damaged"
}

// notFound and the functions below return a sentence about one name that matches
// an error above.
func notFound(kind, name string) error {
	return &namedError{fmt.Sprintf("no %s is called %s: run list to see the names", kind, quoted(name)), ErrNotFound}
}

func taken(name string) error {
	return &namedError{fmt.Sprintf("a connection called %s already exists: choose another name, or remove that connection first", printable(name)), ErrExists}
}

func conflict(name string) error {
	return &namedError{fmt.Sprintf("%s was changed in the meantime, by another suitekey or in another window: load it again and repeat the change; nothing was overwritten", printable(name)), ErrConflict}
}

func draftTaken(name string) error {
	return &namedError{fmt.Sprintf("%s is already being set up, in another window or as an unfinished journey: continue or discard that journey, or choose another name; nothing was overwritten", printable(name)), ErrExists}
}

func draftConflict(name string) error {
	return &namedError{fmt.Sprintf("the draft %s was changed in the meantime, by another suitekey or in another window: continue there; here, choose another name or discard this journey, which leaves that draft as it is; nothing was overwritten", printable(name)), ErrConflict}
}

type namedError struct {
	text string
	kind error
}

func (e *namedError) Error() string { return e.text }
func (e *namedError) Unwrap() error { return e.kind }

// explain turns an error of the operating system into a sentence that says what
// to do. Other errors are returned unchanged.
func (f *folder) explain(doing string, err error) error {
	var system syscall.Errno
	if err == nil || !errors.As(err, &system) && !errors.Is(err, fs.ErrPermission) {
		return err
	}
	cause := errors.New(printable(err.Error()))
	switch {
	case private.IsFull(err):
		return &systemError{fmt.Sprintf("%s: the disk is full; free some space and try again; the stored connections are unchanged (%v)", doing, cause), err}
	case errors.Is(err, fs.ErrPermission):
		return &systemError{fmt.Sprintf("%s: %s (%v)", doing, f.refusal(err), cause), err}
	case errors.Is(err, syscall.EROFS):
		return &systemError{fmt.Sprintf("%s: the vault folder %s is on a read-only file system; make it writable, or name another folder with --home or SUITEKEY_HOME (%v)",
			doing, printable(f.dir), cause), err}
	case errors.Is(err, syscall.EBUSY):
		return &systemError{fmt.Sprintf("%s: %s cannot be replaced or removed, because it is a mount of its own (a bind mount or a volume of a container): mount the whole vault folder instead (%v)",
			doing, printable(fileOf(err, f.dir)), cause), err}
	}
	return &systemError{fmt.Sprintf("%s: %v", doing, cause), err}
}

// refusal says why the system denies access, and which command helps. The file is not
// damaged, so nobody has to remove anything.
func (f *folder) refusal(err error) string {
	path := fileOf(err, f.dir)
	if owner := private.ForeignOwner(f.dir); owner != "" {
		return fmt.Sprintf("the vault folder %s belongs to the user %s; run suitekey as that user, or name a folder of your own with --home or SUITEKEY_HOME",
			printable(f.dir), printable(owner))
	}
	if owner := private.ForeignOwner(path); owner != "" {
		return fmt.Sprintf("%s belongs to the user %s; the file is intact: give the vault back to its owner with %s, or run suitekey as that user",
			printable(path), printable(owner), printable(private.TakeBack(f.dir)))
	}
	return fmt.Sprintf("the permissions of %s do not allow it; correct them, for example with chmod -R u+rwX %s, or name another folder with --home or SUITEKEY_HOME",
		printable(path), printable(f.dir))
}

// fileOf returns the path in an error of the system, or other.
func fileOf(err error, other string) string {
	var path *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &path):
		return path.Path
	case errors.As(err, &link):
		return link.New
	}
	return other
}

// systemError is a sentence that wraps the error of the operating system.
type systemError struct {
	text string
	err  error
}

func (e *systemError) Error() string { return e.text }
func (e *systemError) Unwrap() error { return e.err }

// printable makes text from a file name or the environment safe for a terminal.
func printable(text string) string { return termsafe.Line(text, 1000) }
