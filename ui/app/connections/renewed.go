package connections

import (
	"context"
	"errors"
	"fmt"

	"suitekey/storage"
	storageplace "suitekey/storage/place"
	"suitekey/storage/team/people"
)

// removedError says that a team's vault, which this person or machine has opened before, is
// encrypted to a key without them. It is a people.ErrNotMember.
type removedError struct{ text string }

func (e *removedError) Error() string { return e.text }
func (e *removedError) Unwrap() error { return people.ErrNotMember }

// removed makes a sentence of a ring that does not open. The computer cannot know more: also
// an operator of the engine can put a key there that nobody opens.
func (t *Team) removed() error {
	name, self := t.Vault.Name(), t.Vault.Self
	who, whom := "you ("+self+")", "you"
	if t.IdentityFile != "" {
		who, whom = "the machine "+self, self
	}
	return &removedError{fmt.Sprintf("the vault %s has a new key that is not for %s: an admin has removed %s from the team, or has given the name %s another key, unless somebody with access to the engine has put a key there. Nothing can be read or stored any more. Ask an admin of the vault over another channel than the engine; suitekey team join %s asks to be added again",
		name, who, whom, self, name)}
}

// Closed returns why the open vault of a team is not open to this person any more; nil if
// nothing is known of that.
func (t *Team) Closed() error {
	if t == nil {
		return nil
	}
	if err := t.closed.Load(); err != nil {
		return *err
	}
	return nil
}

// Renewed goes on with the new key of a team's vault, which the vault has since a colleague
// was removed. If the vault is closed to this person from then on, Renewed returns the
// reason, and so does Open until the vault is open to the person again.
func Renewed(ctx context.Context, c *Connections) error {
	t, session := c.Team, c.Session()
	if t == nil || session == nil {
		return nil
	}
	t.renewing.Lock()
	defer t.renewing.Unlock()
	if session = c.Session(); session == nil || !storage.Stale(session) {
		return nil
	}
	identity, err := t.identity(session)
	if err != nil {
		return err
	}
	opened, err := openAs(ctx, c, identity)
	switch {
	case errors.Is(err, people.ErrNotMember), errors.Is(err, people.ErrStranger), errors.Is(err, people.ErrOlder):
		t.closed.Store(&err)
		return err
	case storageplace.IsTrouble(err):
		return nil // the engine is away; whoever reads next says so
	case err != nil:
		return err
	}
	t.closed.Store(nil)
	return goOn(c, session, opened)
}

// PeopleNow opens the team's vault of this run again, to see its people as they are now: an
// admin may have changed them.
func PeopleNow(ctx context.Context, c *Connections) (*people.Team, error) {
	if _, err := c.Team.People(); err != nil {
		return nil, err
	}
	if err := Renewed(ctx, c); err != nil {
		return nil, err
	}
	session, err := c.Open()
	if err != nil {
		return nil, err
	}
	identity, err := c.Team.identity(session)
	if err != nil {
		return nil, err
	}
	return openAs(ctx, c, identity)
}

// identity returns the key of this person or machine, which has opened session.
func (t *Team) identity(session *storage.Session) (people.Identity, error) {
	if t.IdentityFile != "" {
		return people.ReadIdentity(t.IdentityFile)
	}
	return people.IdentityOf(storage.OwnKey(session)), nil
}

// goOn replaces the session by the one with the keys of opened.
func goOn(c *Connections, session *storage.Session, opened *people.Team) error {
	Close(c) // under the key that it has
	return watch(c, session.With(c.Vault, opened.Ring()))
}
