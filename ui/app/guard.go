package app

import (
	"context"
	"errors"
	"fmt"

	"suitekey/core/lockout"
	"suitekey/core/netsuite"
	"suitekey/core/profile"
	"suitekey/storage"
	"suitekey/ui/app/access"
)

// guard stands in front of every call that signs in, so that the programs on this
// computer do not spend the refused sign-ins of a user together.
func (a *App) guard() netsuite.Gate {
	return &lockout.Guard{
		Store: func() lockout.Store {
			if session := a.Session(); session != nil {
				return patient{storage.SignInsOf(session)}
			}
			return nil
		},
		User: a.userOf,
		Now:  a.options.Now,
	}
}

// userOf names the user of a sign-in: the entity that a test has shown, so that two
// tokens of one user are counted together, or the credential itself.
func (a *App) userOf(s netsuite.SignIn) string {
	session := a.Session()
	if session == nil {
		return s.Credential
	}
	rows, err := session.Rows()
	if err != nil {
		return s.Credential
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
	return s.Credential
}

// patient waits for another process's sign-in as long as that can take.
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
