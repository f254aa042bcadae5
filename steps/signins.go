package steps

import (
	"context"
	"errors"
	"sync"
	"time"

	"suitekey/core/callback"
	"suitekey/core/netsuite"
)

// SignIns waits on this computer for the browser to come back. At most one
// sign-in is under way; beginning another ends the first.
type SignIns struct {
	mu       sync.Mutex
	listener *callback.Listener
	limit    time.Duration // 0: callback.DefaultLimit
	leaves   bool
}

// WaitAtMost says how long a sign-in waits for the browser. Zero is not at all: the
// address that the browser ends on is brought by another run.
func (s *SignIns) WaitAtMost(limit time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.limit, s.leaves = limit, limit <= 0
}

// Begin opens the place where the browser is to come back to.
func (s *SignIns) Begin(state string) (*callback.Listener, error) {
	s.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	// It outlives the step that begins it: the person signs in during the next.
	listener, err := callback.Listen(context.Background(), callback.Options{State: state, Limit: s.limit})
	if err != nil {
		return nil, err
	}
	s.listener = listener
	return listener, nil
}

// Begun tells whether somebody listens for the browser. Nobody does for a link that
// an earlier run has shown.
func (s *SignIns) Begun() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.listener != nil
}

// Address is where the browser is waited for, "" for nowhere.
func (s *SignIns) Address() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.listener == nil || s.leaves {
		return ""
	}
	return s.listener.URL()
}

// Wait returns what the browser brings.
func (s *SignIns) Wait(ctx context.Context) (netsuite.Callback, error) {
	s.mu.Lock()
	listener, leaves := s.listener, s.leaves
	s.mu.Unlock()
	switch {
	case listener == nil:
		return netsuite.Callback{}, errors.New("waiting for the browser: the sign-in is not begun; go back one step and on again")
	case leaves:
		return netsuite.Callback{}, callback.ErrTimeout
	}
	return listener.Wait(ctx)
}

// Close ends the sign-in that is under way, if one is.
func (s *SignIns) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.listener != nil {
		_ = s.listener.Close() // never fails
		s.listener = nil
	}
}
