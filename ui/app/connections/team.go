package connections

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"

	"suitekey/core/profile"
	"suitekey/storage"
	storageplace "suitekey/storage/place"
	"suitekey/storage/team/people"
	"suitekey/storage/team/shared"
	"suitekey/storage/team/vaults"
	"suitekey/ui/app/problem"
)

// Team is the team's vault of this run.
type Team struct {
	Vault        *vaults.Vault
	Place        storageplace.Place
	IdentityFile string // of a machine: it opens the vault instead of a passphrase

	opened   atomic.Pointer[people.Team]
	role     atomic.Pointer[people.Role] // of this person or machine; nil before the vault is open
	failed   error                       // why the machine's identity did not open the vault
	renewing sync.Mutex                  // guards the change to a new key of the vault
	closed   atomic.Pointer[error]       // see Closed
}

// ownVault is the vault in the folder, whose key the passphrase opens. For a team that is the
// person's key, and the team's vault is elsewhere.
func ownVault(c *Connections) *storage.Vault {
	if c.Team == nil {
		return c.Vault
	}
	return storage.Open(c.Home, storage.Options{Now: c.Now, WorkFactor: c.WorkFactor})
}

// enter goes on with a session that the passphrase has opened: in a team the person's
// key opens the vault's.
func enter(c *Connections, session *storage.Session) error {
	if c.Team == nil {
		return watch(c, session)
	}
	opened, err := openTeam(c, people.IdentityOf(storage.OwnKey(session)))
	if err != nil {
		return err
	}
	return watch(c, session.With(c.Vault, opened.Ring()))
}

// connect begins to connect to the engine, which answers while the passphrase is checked.
func (t *Team) connect() {
	if t == nil {
		return
	}
	if at, is := t.Place.(interface{ Connect() }); is {
		at.Connect()
	}
}

// unlockByIdentity opens a team's vault for a machine.
func unlockByIdentity(c *Connections) bool {
	identity, err := people.ReadIdentity(c.Team.IdentityFile)
	if err == nil {
		var opened *people.Team
		if opened, err = openTeam(c, identity); err == nil {
			err = watch(c, c.Vault.WithRing(opened.Ring()))
		}
	}
	c.Team.failed = err
	return err == nil
}

// Away says why the team's vault is out of reach; nil if the engine answered when it
// was last asked, or if the vault is the person's own. Reading goes on from the copy on
// this computer.
func (t *Team) Away() error {
	if t == nil {
		return nil
	}
	copied, is := t.Place.(interface{ Away() error })
	if !is {
		return nil
	}
	return copied.Away()
}

// Watch tells when a colleague has changed something; closed, changes may have been
// missed.
func (t *Team) Watch(ctx context.Context) (<-chan string, error) { return t.Place.Watch(ctx) }

// Works tells who else works on which connection, and since when: "ci since 10:03".
func (t *Team) Works(ctx context.Context) map[string]string {
	at, is := t.Place.(interface {
		Working(context.Context) ([]shared.Working, error)
	})
	if !is {
		return nil
	}
	working, err := at.Working(ctx)
	if err != nil {
		return nil // a list goes without
	}
	works := map[string]string{}
	for _, w := range working {
		name, ours := strings.CutPrefix(w.Name, storage.WorkPrefix)
		if ours && w.Who != t.Vault.Self {
			works[name] = w.Who + " since " + w.Since.Local().Format("15:04")
		}
	}
	return works
}

// Working runs work while nobody else in the team works on the connection name: see
// storage.Session.Working.
func Working(ctx context.Context, c *Connections, name string, work func(context.Context) error) error {
	if err := Renewed(ctx, c); err != nil { // many renewals take long enough for a removal
		return err
	}
	session, err := c.Open()
	if err != nil {
		return err
	}
	return session.Working(ctx, name, work)
}

// Failed is why the identity of a machine did not open the vault; nil if it did, or if
// there is none.
func (t *Team) Failed() error {
	if t == nil {
		return nil
	}
	return t.failed
}

func openTeam(c *Connections, identity people.Identity) (*people.Team, error) {
	v := c.Team.Vault
	if v.Waiting {
		return nil, problem.WithHints(fmt.Errorf("the vault %s is not open to you yet: an admin has to add you, and you have to compare the vault's fingerprint", v.Name()), "suitekey team join "+v.Name())
	}
	return openAs(context.Background(), c, identity)
}

// openAs opens the team's vault of this run with an identity.
func openAs(ctx context.Context, c *Connections, identity people.Identity) (*people.Team, error) {
	v := c.Team.Vault
	opened, err := people.Open(ctx, people.Options{Vault: v.Name(), Place: c.Team.Place, Identity: identity, Now: c.Now, Known: v.Known})
	if errors.Is(err, people.ErrNotMember) && v.Known.Recipient != "" {
		err = c.Team.removed()
	}
	if err != nil {
		return nil, err
	}
	c.Team.opened.Store(opened)
	c.Team.role.Store(&opened.Self.Role)
	return opened, v.Learn(opened.Known())
}

// MayChange fails where the engine would refuse to change a connection, because of this
// person's role: it is said before a person is asked anything, or a call to NetSuite is
// made. It fails for no vault of one person.
func (t *Team) MayChange() error {
	if t == nil {
		return nil
	}
	role := t.role.Load()
	if role == nil || role.Writes() {
		return nil
	}
	return problem.WithHints(fmt.Errorf("the vault %s is open to %s for reading only: the role %s changes no connection; ask an admin for the role %s", t.Vault.Name(), t.Vault.Self, *role, people.Member),
		"suitekey team people shows who is an admin")
}

// LookAtRole finds out which role this person has by now.
func (t *Team) LookAtRole(ctx context.Context) {
	if t == nil || t.opened.Load() == nil {
		return
	}
	if role, err := t.opened.Load().Role(ctx); err == nil { // else as it was known last
		t.role.Store(&role)
	}
}

// People are the people of the team's vault of this run, which is unlocked.
func (t *Team) People() (*people.Team, error) {
	switch {
	case t.Closed() != nil:
		return nil, t.Closed()
	case t == nil:
		return nil, problem.Usage("this vault is your own: name a team's vault", "suitekey --vault NAME, or SUITEKEY_VAULT", "suitekey team init NAME makes one")
	case t.opened.Load() == nil:
		return nil, problem.ErrLocked
	}
	return t.opened.Load(), nil
}

// SeenBy reports which connections still sign in with a credential that a removed
// person has seen.
func (t *Team) SeenBy(ctx context.Context, name string) (func(profile.Profile) bool, error) {
	team, err := t.People()
	if err != nil {
		return nil, err
	}
	marks, err := team.SeenBy(ctx, name)
	if err != nil {
		return nil, &problem.UsageError{Err: err}
	}
	return func(p profile.Profile) bool { return people.Seen(marks, p) }, nil
}

// SeenLeft counts the connections that still sign in with a credential that somebody
// who was removed has seen, by the person's name.
func SeenLeft(ctx context.Context, c *Connections) (map[string]int, error) {
	team, err := c.Team.People()
	if err != nil || len(team.Former()) == 0 {
		return nil, err
	}
	entries, err := c.Profiles()
	if err != nil {
		return nil, err
	}
	left := map[string]int{}
	for _, f := range team.Former() {
		marks, err := team.SeenBy(ctx, f.Name)
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			if e.Err == nil && people.Seen(marks, e.Profile) {
				left[f.Name]++
			}
		}
	}
	return left, nil
}

// Remember stores what was seen of the team's vault after opened has changed its people,
// and goes on with its new key.
func Remember(c *Connections, opened *people.Team) error {
	c.Team.renewing.Lock()
	defer c.Team.renewing.Unlock()
	c.Team.opened.Store(opened) // which may have been opened anew meanwhile
	if session := c.Session(); session != nil {
		if err := goOn(c, session, opened); err != nil {
			return err
		}
	}
	return c.Team.Vault.Learn(opened.Known())
}

// IsUnknownVault reports whether err is about a team's vault that this computer does not
// know.
func IsUnknownVault(err error) bool { return errors.Is(err, vaults.ErrUnknown) }
