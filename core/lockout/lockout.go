// Package lockout keeps suitekey from locking a NetSuite user. After five refused
// sign-ins NetSuite locks the user for 30 minutes: the Login Audit Trail says
// temporary_locked then (docs.oracle.com, subsect_156935170194). Oracle does not
// publish within what time the five must fall. suitekey counts the last 30 minutes,
// and tries no sign-in after the fourth refusal, unless a person insists.
//
// Check counts the refused sign-ins that the vault knows of a connection. Guard
// stands in front of every call of the client that signs in. The guard keeps
// parallel processes from using up the sign-ins together.
package lockout

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// The numbers of refused sign-ins within Window that cause a warning, stop the next
// sign-in, and lock the user.
const (
	Warn = 3
	Stop = 4
	Lock = 5
)

// Window is how long suitekey counts a refused sign-in. NetSuite locks a user for the
// same time.
const Window = 30 * time.Minute

// ErrSpent means that suitekey did not try a sign-in, because the next refusal may
// lock the user.
var ErrSpent = errors.New("too many sign-ins were refused")

// ErrBusy means that another process signs in as the same user and does not finish.
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

// FreeAt is when a sign-in can be tried again without locking the user, now where it
// can be tried at once.
func FreeAt(refused []time.Time, now time.Time) time.Time {
	recent := slices.Clone(refused)
	recent = slices.DeleteFunc(recent, func(at time.Time) bool { return now.Sub(at) >= Window })
	if len(recent) < Stop {
		return now
	}
	slices.SortFunc(recent, time.Time.Compare)
	return recent[len(recent)-Stop].Add(Window)
}

// SpentError reports a sign-in that suitekey did not try. Free is when it can be tried
// without locking the user. SpentError matches ErrSpent.
type SpentError struct {
	Refused int
	Free    time.Time
}

func (e *SpentError) Error() string {
	return fmt.Sprintf("%v within half an hour (%d): the fifth refusal locks the user for 30 minutes, so suitekey did not try to sign in", ErrSpent, e.Refused)
}

func (e *SpentError) Unwrap() error { return ErrSpent }

// Check returns a SpentError if the next sign-in may lock the user. force means that
// a person insists on the sign-in.
func Check(refused []time.Time, now time.Time, force bool) error {
	if n := Recent(refused, now); n >= Stop && !force {
		return &SpentError{n, FreeAt(refused, now)}
	}
	return nil
}

type forceKey struct{}

// Force marks the sign-ins under ctx as demanded by a person, if force is true.
func Force(ctx context.Context, force bool) context.Context {
	if !force {
		return ctx
	}
	return context.WithValue(ctx, forceKey{}, true)
}

func forced(ctx context.Context) bool { return ctx.Value(forceKey{}) != nil }
