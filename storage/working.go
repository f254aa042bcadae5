package storage

import (
	"context"
	"errors"
	"time"

	"suitekey/storage/place"
)

const (
	// workFor is the time without a sign of life of a process after which others may take
	// over its work.
	workFor = 20 * time.Second
	// workWait is how long a process waits for another one that works on the same
	// connection. Between two steps of a journey, that process may release it for a moment.
	workWait = 2 * time.Second
	// WorkPrefix begins the names of Holds that Working makes.
	WorkPrefix = place.WorkPrefix
)

type workingKey struct{}

// Working runs work while nobody else in the team works on the connection name, or on a
// journey of that name. Once others may have taken the work over, everything that work
// saves through Under of its context is refused. Working fails with ErrLocked and says who
// is at work, if somebody else is. In a vault of one person it only runs work: drafts and
// the state of the connection keep two journeys apart there, and no process is lost
// unnoticed.
func (s *Session) Working(ctx context.Context, name string, work func(ctx context.Context) error) error {
	if s.vault.own() || ctx.Value(workingKey{}) == name {
		return work(ctx)
	}
	waiting, begun := place.Patient(ctx, workWait)
	err := s.vault.place.Hold(waiting, WorkPrefix+name, workFor, func(ctx context.Context) error {
		if !begun() {
			return place.ErrHeld
		}
		return work(context.WithValue(ctx, workingKey{}, name))
	})
	var held *place.HeldError
	switch {
	case errors.As(err, &held) && held.Name == WorkPrefix+name:
		return &namedError{name + ": " + printable(held.Error()) + "; wait until that is done, then try again", ErrLocked}
	case errors.Is(err, place.ErrHeld):
		return &namedError{name + ": somebody else is working on it; wait until that is done, then try again", ErrLocked}
	}
	return err
}

// Held asks the vault's place whether this process still has the work of ctx for itself:
// see place.Place.
func Held(s *Session, ctx context.Context) error { return s.vault.place.Held(ctx) }
