package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync"

	"suitekey/core/lockout"
	"suitekey/core/netsuite"
	"suitekey/core/profile"
	"suitekey/storage"
	"suitekey/ui/app/access"
)

// guard checks every call that signs in, so that several programs on this computer do not
// lock a user together.
func (a *App) guard() netsuite.Gate {
	return &lockout.Guard{
		Store: func() lockout.Store {
			if session := a.Session(); session != nil {
				return patient{storage.SignInsOf(session)}
			}
			return nil
		},
		User: (&users{session: a.Session, known: map[credential]string{}}).of,
		Now:  a.options.Now,
	}
}

// users are the users of sign-ins.
type users struct {
	session func() *storage.Session

	mu    sync.Mutex
	known map[credential]string // a credential is of one user for ever
}

type credential struct{ account, id string }

// of returns the key of the user who signs in: the entity that a test has shown, so that
// two tokens of one user count together, or else the credential.
func (u *users) of(s netsuite.SignIn) string {
	session, key := u.session(), credential{s.Account, s.Credential}
	if session == nil {
		return s.Credential
	}
	u.mu.Lock()
	user := u.known[key]
	u.mu.Unlock()
	if user == "" {
		user = entityOf(session, s)
		u.mu.Lock()
		u.known[key] = user
		u.mu.Unlock()
	}
	return cmp.Or(user, s.Credential)
}

// entityOf returns the entity that a test of the credential has shown, or "". It reads only
// what this computer knows: the caller has just loaded the connection, and a fresh list
// would cost every sign-in a copy of all changes by colleagues.
func entityOf(session *storage.Session, s netsuite.SignIn) string {
	rows, err := storage.RowsHere(session)
	if err != nil {
		return ""
	}
	for i := range rows.Len() {
		if account, readable := rows.Account(i); !readable || account.HostLabel() != s.Account {
			continue
		}
		e := rows.Entry(i)
		id := e.TokenID
		if e.Method == profile.M2M {
			id = e.CertificateID
		}
		if e.Err == nil && id == s.Credential && e.Tested.Entity != "" {
			return "entity " + e.Tested.Entity
		}
	}
	return ""
}

// patient waits for another process's sign-in, as long as a sign-in can take.
type patient struct{ lockout.Store }

const longestSignIn = 2 * access.Timeout

func (p patient) SignInAlone(ctx context.Context, user string, work func() error) error {
	waiting, cancel := context.WithTimeout(ctx, longestSignIn)
	defer cancel()
	err := p.Store.SignInAlone(waiting, user, work)
	if errors.Is(err, storage.ErrLocked) {
		return fmt.Errorf("%w: %w", lockout.ErrBusy, err)
	}
	return err
}
