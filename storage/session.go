package storage

import (
	"context"
	"errors"
	"fmt"

	"filippo.io/age"

	"suitekey/core/profile"
	"suitekey/storage/marks"
	"suitekey/storage/ring"
)

// The folders and files of a vault.
const (
	profiles    = "profiles"
	history     = "history"
	drafts      = "drafts"
	suffix      = ".age"
	unfinished  = "writing.tmp"
	pendingFile = "pending.age"
	indexFile   = "index.age"
)

// Session is an unlocked vault. Several goroutines can use it at once.
type Session struct {
	vault *Vault
	keys  vaultKeys
	// recipient is derived from the identity that the passphrase authenticated. A
	// public key in a file of its own could be replaced: everything saved after
	// that would be readable for the attacker.
	recipient *age.X25519Recipient
	mark      string          // of the identity file that the keys came from, as KeyMark
	under     context.Context // of the Hold that the session works under; nil without one
	lists     *lists
	ring      *ring.Ring   // the keys of a team's vault; nil for a vault of one person
	seen      *marks.Marks // what this computer has seen; nil: nothing is compared
}

func newSession(v *Vault, keys vaultKeys, mark string) *Session {
	return &Session{vault: v, keys: keys, recipient: keys.current.Recipient(), mark: mark, lists: &lists{}}
}

// Format keeps the key out of all output: an age identity prints its key.
func (s *Session) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte("[unlocked vault]")) }

// Change describes a new state of a connection, for its history.
type Change struct {
	Journey string   // "setup", "renew", "undo", ...
	Fields  []string // names of the fields that changed, never their values
}

// Load returns a connection. Save compares its Changed to detect that somebody else
// has saved in between. Load fails with ErrNotFound, a DamagedError or a
// NewerError.
func (s *Session) Load(name string) (profile.Profile, error) {
	if err := profile.CheckName(name); err != nil {
		return profile.Profile{}, err
	}
	s.finishPending()
	r, err := s.view().current(name)
	if err != nil {
		return profile.Profile{}, err
	}
	return r.Profile.toProfile(name), nil
}

// Save stores a connection and keeps its former state in the history. A
// connection with a zero Changed is a new one, and fails with ErrExists if the
// name is taken; one that came from Load or LoadGeneration replaces what is
// stored, and fails with ErrConflict if that was changed or removed meanwhile.
// Edit is for a change that can be applied to whatever is stored.
// After a Save the caller's copy is old: Load it before saving it again.
func (s *Session) Save(p profile.Profile, change Change) error {
	if err := profile.CheckName(p.Name); err != nil {
		return err
	}
	var stored record
	err := s.change("saving "+p.Name, func(c changing) error {
		former, err := c.replaceable(p)
		if err != nil {
			return err
		}
		stored, err = c.store(p, former, change)
		return err
	})
	if err == nil {
		s.saved(p.Name, stored.Profile.Changed)
	}
	return err
}

// store makes p the next state of a connection, after former, and returns this state.
func (c changing) store(p profile.Profile, former record, change Change) (record, error) {
	now := c.vault.now()
	p.Changed = now
	if p.Created.IsZero() {
		p.Created = now
	}
	if former.Profile != nil {
		p.Created = former.Profile.Created
		// Two states never have the same Changed, whatever the clock does.
		if !now.After(former.Profile.Changed) {
			p.Changed = former.Profile.Changed.Add(1)
		}
		keepTested(&p, former)
		p.Refusals = mergeRefusals(p, former.Profile.Refusals)
		keepRefresh(&p, former)
	}
	var err error
	if former.Generation, err = c.archive(p.Name); err != nil {
		return record{}, err
	}
	stored := record{
		Kind: kindProfile, Name: p.Name, Saved: instant(now), Generation: former.Generation + 1,
		Journey: change.Journey, By: c.vault.author, Fields: texts(change.Fields), Profile: toStored(p), Spent: former.Spent,
	}
	if err := c.write(profileKey(p.Name), stored); err != nil {
		return record{}, err
	}
	c.prune(p.Name)
	c.dropToken(p.Name)
	return stored, nil
}

// replaceable returns the stored state that p may replace. It is empty for a new
// connection, and for a damaged one that an earlier state will replace.
func (v view) replaceable(p profile.Profile) (record, error) {
	former, err := v.current(p.Name)
	var damaged *DamagedError
	switch {
	case errors.Is(err, ErrNotFound) && p.Changed.IsZero():
		return record{}, nil
	case errors.Is(err, ErrNotFound):
		return record{}, conflict(p.Name)
	case errors.As(err, &damaged) && !p.Changed.IsZero():
		return record{}, nil
	case err != nil:
		return record{}, err
	case p.Changed.IsZero():
		return record{}, taken(p.Name)
	case !p.Changed.Equal(former.Profile.Changed):
		return record{}, conflict(p.Name)
	}
	return former, nil
}

// Remove removes a connection. Its last state stays in the history:
// LoadGeneration and Save restore it. Remove fails with ErrNotFound.
func (s *Session) Remove(name string) (err error) {
	if err := profile.CheckName(name); err != nil {
		return err
	}
	defer func() {
		if err == nil {
			s.saved(name, s.vault.now())
		}
	}()
	return s.change("removing "+name, func(c changing) error {
		there, err := c.exists(profileKey(name))
		if err != nil {
			return err
		}
		if !there {
			return notFound("connection", name)
		}
		if _, err := c.archive(name); err != nil {
			return err
		}
		c.tx.Remove(profileKey(name))
		c.prune(name)
		c.dropToken(name)
		return nil
	})
}
