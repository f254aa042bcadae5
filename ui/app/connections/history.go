package connections

import (
	"errors"
	"fmt"
	"time"

	"suitekey/core/account"
	"suitekey/core/profile"
	"suitekey/core/termsafe"
	"suitekey/storage"
	"suitekey/storage/journal"
	"suitekey/ui/app/problem"
)

// ErrNoEarlier means that there is no earlier state to restore.
var ErrNoEarlier = errors.New("there is no earlier state")

// History lists the states of a connection, the newest first, also of a removed
// connection.
func (c *Connections) History(name string) ([]storage.Generation, error) {
	session, err := c.Open()
	if err != nil {
		return nil, err
	}
	return session.History(name)
}

// Removed is a removed connection with a state that can be restored.
type Removed struct {
	Name   string
	State  profile.Profile // its last state that can be read; the zero Profile if there is none
	Saved  time.Time       // when that state was saved
	States int             // how many are kept
	At     time.Time       // when it was removed, and by which user of the operating system;
	User   string          // zero if the log of the vault does not say so
}

// Removed lists the removed connections with a state that can be restored, by name.
func (c *Connections) Removed() ([]Removed, error) {
	session, err := c.Open()
	if err != nil {
		return nil, err
	}
	names, err := session.Removed()
	if err != nil || len(names) == 0 {
		return nil, err
	}
	log, _, _ := session.Log().Read(time.Time{}) // without a log the list says less
	var list []Removed
	for _, name := range names {
		states, err := session.History(name)
		if err != nil {
			continue // somebody else has purged it since
		}
		r := Removed{Name: name, States: len(states)}
		for _, g := range states {
			if state, err := session.LoadGeneration(name, g.Number); g.Err == nil && err == nil {
				r.State, r.Saved = state, g.Saved
				break
			}
		}
		for _, e := range log {
			if e.Event == journal.Removed && e.Profile == name && !e.Ended().Before(r.Saved.Truncate(time.Millisecond)) {
				r.At, r.User = e.Ended(), e.User
			}
		}
		list = append(list, r)
	}
	return list, nil
}

// Earlier is a state of a connection that Undo can restore.
type Earlier struct {
	Generation storage.Generation
	Account    account.ID
	Changes    []string // names of the fields that bringing it back changes
	Removed    bool     // the connection was removed since
	Damaged    bool     // what is stored now cannot be read

	State profile.Profile // as it was
	Now   profile.Profile // as it is stored now; the zero Profile where that cannot be read
}

// Name returns the connection's name.
func (e Earlier) Name() string { return e.State.Name }

// OtherCredential reports whether the connection now signs in with another credential.
func (e Earlier) OtherCredential() bool {
	return e.Now.Name != "" && (e.Now.TokenID != e.State.TokenID || e.Now.CertificateID != e.State.CertificateID)
}

// Earlier returns the state with that number; with 0, the newest readable state that
// differs from the present one.
func (c *Connections) Earlier(name string, number int) (Earlier, error) {
	session, err := c.Open()
	if err != nil {
		return Earlier{}, err
	}
	states, err := session.History(name)
	if err != nil {
		return Earlier{}, err
	}
	now, err := session.Load(name)
	var damaged *storage.DamagedError
	found := Earlier{Removed: errors.Is(err, storage.ErrNotFound), Damaged: errors.As(err, &damaged), Now: now}
	if err != nil && !found.Removed && !found.Damaged {
		return Earlier{}, err
	}
	for _, g := range states {
		if number == 0 && (g.Current || g.Err != nil) || number != 0 && g.Number != number {
			continue
		}
		if g.Err != nil {
			return Earlier{}, g.Err
		}
		found.Generation = g
		if found.State, err = session.LoadGeneration(name, g.Number); err != nil {
			return Earlier{}, err
		}
		found.Account = found.State.Account
		if found.Removed || found.Damaged {
			return found, nil
		}
		found.Changes = profile.Diff(now, found.State)
		if len(found.Changes) > 0 {
			return found, nil
		}
		if number != 0 {
			return Earlier{}, problem.Usage(fmt.Sprintf("state %d is the current state of %s", number, name))
		}
	}
	if number != 0 {
		return Earlier{}, problem.Usage(fmt.Sprintf("%s has no state number %d", name, number), "suitekey history "+name+" lists them")
	}
	return Earlier{}, fmt.Errorf("undoing %s: %w that can be read and differs from the current one", name, ErrNoEarlier)
}

// MadeBy says what made a state: the journey, by its name or title, and in a team's vault
// the person or machine.
func MadeBy(g storage.Generation, journey string) string {
	switch by := termsafe.Line(g.By, 70); {
	case by == "":
		return journey
	case journey == "":
		return by
	default:
		return by + " (" + journey + ")"
	}
}

// UndoLines says what an undo would do.
func UndoLines(e Earlier, now time.Time) []string {
	g := e.Generation
	line := fmt.Sprintf("State %d of %s, saved on %s", g.Number, e.Name(), g.Saved.In(now.Location()).Format("2 January 2006 at 15:04"))
	if by := MadeBy(g, g.Journey); by != "" {
		line += " by " + by
	}
	lines := []string{line + "."}
	switch {
	case e.Removed:
		lines = append(lines, "The connection was removed since.")
	case e.Damaged:
		lines = append(lines, "The stored state is damaged.")
	default:
		lines = append(lines, "It changes: "+profile.Names(e.Changes)+".")
	}
	return lines
}
