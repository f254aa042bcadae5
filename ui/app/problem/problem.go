// Package problem has the errors that tell a person what to do: wrong usage of suitekey,
// and errors with hints.
package problem

import (
	"errors"

	"suitekey/core/netsuite"
	"suitekey/storage/place"
)

// UsageError is wrong usage of suitekey: a flag, an argument, or a missing answer.
type UsageError struct {
	Err   error
	Hints []string // lines below the error: what to do
}

// Error returns the cause's text.
func (e *UsageError) Error() string { return e.Err.Error() }

// Unwrap returns the cause.
func (e *UsageError) Unwrap() error { return e.Err }

// Usage returns a UsageError with a sentence and hints.
func Usage(text string, hints ...string) error {
	return &UsageError{Err: errors.New(text), Hints: hints}
}

// ErrCancelled means that the person cancelled the run.
var ErrCancelled = errors.New("cancelled")

// ErrWaiting means that somebody has to act in NetSuite before the journey can
// go on; its draft is kept.
var ErrWaiting = errors.New("waiting for a person to act in NetSuite")

// ErrKept is an ErrWaiting: a person left a journey on purpose, and its draft is kept.
var ErrKept error = kept{}

type kept struct{}

func (kept) Error() string { return "not finished; kept as a draft" }
func (kept) Unwrap() error { return ErrWaiting }

// Waiting is an ErrWaiting with its own text: somebody else has to act first.
func Waiting(text string) error { return waiting(text) }

type waiting string

func (w waiting) Error() string { return string(w) }
func (waiting) Unwrap() error   { return ErrWaiting }

// HintedError adds lines with instructions to an error.
type HintedError struct {
	Err   error
	Hints []string
}

// Error returns the cause's text.
func (e *HintedError) Error() string { return e.Err.Error() }

// Unwrap returns the cause.
func (e *HintedError) Unwrap() error { return e.Err }

// WithHints adds hints to err.
func WithHints(err error, hints ...string) error { return &HintedError{Err: err, Hints: hints} }

// ErrExpired means that a credential or certificate has expired.
var ErrExpired = errors.New("expired")

// LockedError means that the vault could not be opened.
type LockedError struct{ Err error }

// Error returns the cause's text.
func (e *LockedError) Error() string { return e.Err.Error() }

// Unwrap returns the cause.
func (e *LockedError) Unwrap() error { return e.Err }

// Unreachable reports whether err means that NetSuite, or the engine of a team's vault,
// could not be reached: a later attempt may succeed without any change.
func Unreachable(err error) bool {
	if errors.Is(err, place.ErrOutOfReach) {
		return true
	}
	var failed *netsuite.Error
	if !errors.As(err, &failed) {
		return false
	}
	switch failed.Class {
	case netsuite.Unreachable, netsuite.TimedOut, netsuite.TLS, netsuite.Limited:
		return true
	}
	return false
}

// ErrLocked means that the vault has to be unlocked first.
var ErrLocked = errors.New("the vault is locked: give its passphrase first")
