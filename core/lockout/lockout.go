// Package lockout keeps suitekey from locking a NetSuite user. Five refused
// sign-ins within half an hour lock the user for 30 minutes
// (docs.oracle.com, section_4635015498), so that no sign-in is tried after the
// fourth, unless a person insists.
//
// Check is the count over what the vault knows of a connection. Guard stands in
// front of every call of the client that signs in, and keeps parallel processes
// from spending the sign-ins together.
package lockout

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// How many refused sign-ins within Window are worth a warning, stop the next
// sign-in, and lock the user.
const (
	Warn = 3
	Stop = 4
	Lock = 5
)

// Window is how long a refused sign-in counts, and how long NetSuite locks a user.
const Window = 30 * time.Minute

// ErrSpent means that no sign-in was tried, because the next refused one may lock
// the user.
var ErrSpent = errors.New("too many sign-ins were refused")

// ErrBusy means that another process signs in as the same user, and does not come to
// an end.
var ErrBusy = errors.New("the sign-in was not tried")

// Recent counts the refused sign-ins that count towards a lock at now.
func Recent(refused []time.Time, now time.Time) int {
	recent := 0
	for _, at := range refused {
		if now.Sub(at) < Window {
			recent++
		}
	}
	return recent
}

// SpentError is a sign-in that was not tried. It matches ErrSpent.
type SpentError struct{ Refused int }

func (e *SpentError) Error() string {
	return fmt.Sprintf("%v within half an hour (%d), and the fifth locks the user for 30 minutes; none was tried now", ErrSpent, e.Refused)
}

func (e *SpentError) Unwrap() error { return ErrSpent }

// Check returns a SpentError if the next sign-in may lock the user. force is that
// a person insists on it.
func Check(refused []time.Time, now time.Time, force bool) error {
	if n := Recent(refused, now); n >= Stop && !force {
		return &SpentError{n}
	}
	return nil
}

type forceKey struct{}

// Force marks the sign-ins under ctx as insisted on by a person, if force is true.
func Force(ctx context.Context, force bool) context.Context {
	if !force {
		return ctx
	}
	return context.WithValue(ctx, forceKey{}, true)
}

func forced(ctx context.Context) bool { return ctx.Value(forceKey{}) != nil }
