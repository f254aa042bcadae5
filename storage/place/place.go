// Package place defines what a vault needs from the store of its sealed bytes: the folder
// of one person, or an engine that many machines share. A place knows keys and bytes.
// Package storage knows what the bytes mean and who may open them.
package place

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"
	"unicode"
)

// MaxValue is the maximum size of a sealed value, in bytes: a connection takes about
// 5 kB, a draft a little more.
const MaxValue = 1 << 20

// WorkPrefix begins the names of Holds for work on a connection: working-on-acme.
const WorkPrefix = "working-on-"

// Listed is a key with a mark that changes with each change of its value.
type Listed struct{ Key, Mark string }

// Place keeps sealed bytes under keys such as profiles/acme.age: parts of a path,
// separated by slashes. Several goroutines and processes can use one place at once.
type Place interface {
	// Read returns the value of key. It fails with fs.ErrNotExist if there is none.
	Read(ctx context.Context, key string) ([]byte, error)

	// List returns the keys directly in folder, sorted, with their marks; none if there
	// is no such folder. A folder in the folder is a key that ends in a slash and has no
	// mark. The folder "" is that of the whole vault.
	List(ctx context.Context, folder string) ([]Listed, error)

	// Change runs work and then carries out all that it has asked of tx, or nothing. If
	// something that work has read changes meanwhile, work runs again, so work must have
	// no effect of its own. An error of work is returned as it is, and nothing is changed.
	// doing begins the sentence of any other error: "saving acme".
	Change(ctx context.Context, doing string, work func(tx Tx) error) error

	// Hold runs work while no other work runs under the same name, in any process that
	// uses the place. It waits for the other one until ctx ends, and then fails with
	// ErrHeld. The context of work ends when the hold is lost, which happens if nothing
	// is heard of this process for ttl. From then on Held and each Change with this
	// context fail with ErrLost.
	Hold(ctx context.Context, name string, ttl time.Duration, work func(ctx context.Context) error) error

	// Held asks the place itself whether the hold that ctx comes from still exists: nil
	// if it does, ErrLost if not. The clock of this computer is not asked, because it
	// stands still while a laptop sleeps. It is nil for a context that is of no Hold.
	Held(ctx context.Context) error

	// Watch sends the keys that change, from the call of Watch on. When the channel is
	// closed, changes may have been missed: list again.
	Watch(ctx context.Context) (<-chan string, error)
}

// Tx is what a Change reads and what it asks for. Reads see what the same Change has
// asked for before. Several writes are carried out in the order in which they were
// asked for: a place that can lose power between two of them keeps an order in which
// the first ones alone do no harm.
type Tx interface {
	Read(key string) ([]byte, error) // fs.ErrNotExist

	// Ahead says which keys will be read. A place on another computer answers for all of
	// them at once.
	Ahead(keys ...string) error

	List(folder string) ([]string, error) // the keys that Place.List would return
	Write(key string, sealed []byte)
	Remove(key string) // a key without a value is no error

	// Clear removes what nobody needs any more: unlike Remove, a Change does not fail
	// because of it.
	Clear(key string)
}

var (
	// ErrHeld means that another process did not release a name in time.
	ErrHeld = errors.New("another suitekey is at work on it")
	// ErrLost means that the hold was lost: another process may be at work by now.
	ErrLost = errors.New("this suitekey did not respond for too long, and others may have taken over its work; nothing was changed")
	// ErrOutOfReach means that the place does not answer.
	ErrOutOfReach = errors.New("the vault is out of reach")
	// ErrForbidden means that the place does not let this user do it.
	ErrForbidden = errors.New("the vault does not allow it")
	// ErrBusy means that others changed the same keys each time that work ran.
	ErrBusy = errors.New("the vault is busy")
)

// IsTrouble reports whether err is about the place or the call, not about a value in
// the place.
func IsTrouble(err error) bool {
	for _, kind := range []error{ErrHeld, ErrLost, ErrOutOfReach, ErrForbidden, ErrBusy, context.Canceled, context.DeadlineExceeded} {
		if errors.Is(err, kind) {
			return true
		}
	}
	return false
}

// StoresNothing reports whether err means that the place stores nothing of this user now, for
// whatever reason: it does not answer, has no space left, does not allow it, or is busy. What
// a person has typed is then kept elsewhere.
func StoresNothing(err error) bool {
	return errors.Is(err, ErrOutOfReach) || errors.Is(err, ErrForbidden) || errors.Is(err, ErrBusy)
}

// CheckKey refuses a key that some place cannot store: one that is not a plain path, that
// leaves the vault, or that contains control characters.
func CheckKey(key string) error {
	if !fs.ValidPath(key) || key == "." || len(key) > 512 || strings.ContainsFunc(key, unicode.IsControl) || strings.Contains(key, `\`) {
		return fmt.Errorf("%.100q is not a key of a vault", key)
	}
	return nil
}

// Patient returns a context that waits for a Hold no longer than wait. The work of the Hold
// calls begun first. If begun returns false, the work must do nothing.
func Patient(ctx context.Context, wait time.Duration) (waiting context.Context, begun func() bool) {
	waiting, cancel := context.WithCancelCause(ctx)
	return waiting, time.AfterFunc(wait, func() { cancel(ErrHeld) }).Stop
}

// Impatient reports whether a wait ended because of ctx's deadline or because of Patient,
// and not because somebody cancelled it.
func Impatient(ctx context.Context) bool {
	return errors.Is(ctx.Err(), context.DeadlineExceeded) || ctx.Err() != nil && errors.Is(context.Cause(ctx), ErrHeld)
}

// HeldError is an ErrHeld that names the holder.
type HeldError struct {
	Name  string
	Who   string
	Since time.Time
}

func (e *HeldError) Error() string {
	if e.Who == "" {
		return ErrHeld.Error()
	}
	return fmt.Sprintf("%s has been working on it since %s", e.Who, e.Since.Local().Format("15:04"))
}

// Unwrap returns ErrHeld.
func (e *HeldError) Unwrap() error { return ErrHeld }
