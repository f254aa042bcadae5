package lockout

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"sync"
	"time"

	"suitekey/core/netsuite"
)

// Store keeps, for all processes on this computer, what is known of the refused
// sign-ins of a user.
type Store interface {
	// SignInAlone runs work while no other process signs in as user. SignInAlone fails
	// with ErrBusy if another process takes too long.
	SignInAlone(ctx context.Context, user string, work func() error) error
	// RefusedSignIns returns what KeepRefusedSignIns stored, or nil.
	RefusedSignIns(user string) []byte
	KeepRefusedSignIns(user string, log []byte) error
}

// Guard is a netsuite.Gate. The guard lets the processes of this computer sign in as
// one user one after the other. If NetSuite refuses a credential while other processes
// wait to use the same credential, those processes send nothing and get the same
// refusal.
type Guard struct {
	// Store returns the place for the refusals, or nil if there is none yet.
	Store func() Store
	// User returns the user whom NetSuite locks after refusals of this sign-in.
	User func(netsuite.SignIn) string
	Now  func() time.Time

	mu     sync.Mutex
	passed map[netsuite.SignIn]bool
}

// log is the stored history of a user.
type log struct {
	Count   int         `json:"count"`   // all refused sign-ins
	Refused []time.Time `json:"refused"` // refusals within Window
	Last    refusal     `json:"last"`
}

// refusal is the answer of NetSuite to a refused sign-in.
type refusal struct {
	Credential string        `json:"credential"` // a token ID or certificate ID
	Status     int           `json:"status"`
	Code       string        `json:"code,omitempty"`
	AuthError  string        `json:"auth_error,omitempty"`
	Fault      string        `json:"fault,omitempty"`
	Message    string        `json:"message,omitempty"`
	Mark       netsuite.Mark `json:"mark,omitempty"`
	Problem    string        `json:"problem,omitempty"`
	Next       string        `json:"next,omitempty"`
}

// SignIn runs call while no other process signs in as the same user. SignIn fails
// with ErrSpent if the user has no sign-in left. Without a usable store, SignIn runs
// call unguarded: a read-only vault must stay usable.
func (g *Guard) SignIn(ctx context.Context, s netsuite.SignIn, call func() error) error {
	store := g.Store()
	if store == nil || g.wasIn(s) {
		return call()
	}
	user, ran := s.Account+" "+g.User(s), false
	before := read(store, user).Count
	err := store.SignInAlone(ctx, user, func() error {
		ran = true
		known := read(store, user)
		if known.Count > before && known.Last.Credential == s.Credential && !forced(ctx) {
			return known.Last.error()
		}
		if err := Check(known.Refused, g.Now(), forced(ctx)); err != nil {
			return err
		}
		err := call()
		g.note(store, user, known, s, err)
		return err
	})
	if err == nil || ran || ctx.Err() != nil || errors.Is(err, ErrBusy) {
		return err
	}
	return call()
}

func (g *Guard) wasIn(s netsuite.SignIn) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.passed[s]
}

// note stores the result of a sign-in. A failure to store is no error: in the worst
// case, each other process tries one sign-in of its own.
func (g *Guard) note(store Store, user string, known log, s netsuite.SignIn, err error) {
	var failed *netsuite.Error
	errors.As(err, &failed)
	switch {
	case failed != nil && failed.Class == netsuite.Refused:
		now := g.Now()
		known.Count++
		known.Refused = append(slices.DeleteFunc(known.Refused, func(at time.Time) bool { return now.Sub(at) >= Window }), now)
		known.Last = refusalOf(s, failed)
	case err == nil, failed != nil && failed.Class == netsuite.Forbidden: // NetSuite has let the user in
		if s.Lasts {
			g.mu.Lock()
			if g.passed == nil {
				g.passed = map[netsuite.SignIn]bool{}
			}
			g.passed[s] = true
			g.mu.Unlock()
		}
		if len(known.Refused) == 0 {
			return
		}
		known.Refused = nil
	default:
		return
	}
	if text, err := json.Marshal(known); err == nil {
		_ = store.KeepRefusedSignIns(user, text)
	}
}

func read(store Store, user string) log {
	var known log
	if text := store.RefusedSignIns(user); text == nil || json.Unmarshal(text, &known) != nil {
		return log{}
	}
	return known
}

func refusalOf(s netsuite.SignIn, e *netsuite.Error) refusal {
	return refusal{
		Credential: s.Credential, Status: e.Status, Code: e.Code, AuthError: e.AuthError, Fault: e.Fault,
		Message: e.Message, Mark: e.Mark, Problem: e.Problem, Next: e.Next,
	}
}

// error returns the refusal as the result of a sign-in that suitekey did not send.
func (r refusal) error() *netsuite.Error {
	e := &netsuite.Error{
		Class: netsuite.Refused, Shared: true, Status: r.Status, Code: r.Code, AuthError: r.AuthError, Fault: r.Fault,
		Message: r.Message, Mark: r.Mark, Problem: r.Problem, Next: r.Next,
	}
	if e.Next == "" {
		e.Next = "another suitekey process tried the same sign-in at the same time. This process sent nothing, because five refusals lock the user for 30 minutes. Compare the values, and see the Login Audit Trail for the reason"
	}
	return e
}
