package steps

import (
	"context"
	"errors"
	"sync"
	"time"

	"suitekey/core/callback"
	"suitekey/core/netsuite"
)

// SignIns waits on this computer for the browser's answer. At most one sign-in is active;
// a new sign-in ends the former one.
type SignIns struct {
	mu       sync.Mutex
	listener *callback.Listener
	limit    time.Duration // 0: callback.DefaultLimit
	leaves   bool
}

// WaitAtMost limits the wait of a sign-in for the browser. With zero, a sign-in does not
// wait: another run gets the address from the browser.
func (s *SignIns) WaitAtMost(limit time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.limit, s.leaves = limit, limit <= 0
}

// Begin opens the local address to which NetSuite redirects the browser.
func (s *SignIns) Begin(state string) (*callback.Listener, error) {
	s.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	// The listener outlives this step: the person signs in during the next step.
	listener, err := callback.Listen(context.Background(), callback.Options{State: state, Limit: s.limit})
	if err != nil {
		return nil, err
	}
	s.listener = listener
	return listener, nil
}

// Begun reports whether this run listens for the browser. It does not listen for the link
// of an earlier run.
func (s *SignIns) Begun() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.listener != nil
}

// Address is the local address for the browser, or "" without a listener.
func (s *SignIns) Address() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.listener == nil || s.leaves {
		return ""
	}
	return s.listener.URL()
}

// Wait returns the browser's answer.
func (s *SignIns) Wait(ctx context.Context) (netsuite.Callback, error) {
	s.mu.Lock()
	listener, leaves := s.listener, s.leaves
	s.mu.Unlock()
	switch {
	case listener == nil:
		return netsuite.Callback{}, errors.New("waiting for the browser: no sign-in has been started; go back one step and continue")
	case leaves:
		return netsuite.Callback{}, callback.ErrTimeout
	}
	return listener.Wait(ctx)
}

// Close ends the active sign-in, if any.
func (s *SignIns) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.listener != nil {
		_ = s.listener.Close() // never fails
		s.listener = nil
	}
}
