package records

import (
	"maps"
	"slices"
)

// Copy copies the records of an account, for restore.
func (a *Account) copy() *Account {
	c := &Account{ID: a.ID, Name: a.Name, Limit: a.Limit, Features: maps.Clone(a.Features)}
	for _, i := range a.Integrations {
		c.Integrations = append(c.Integrations, i.Copy())
	}
	for _, r := range a.Roles {
		copied := *r
		copied.permissions = maps.Clone(r.permissions)
		c.Roles = append(c.Roles, &copied)
	}
	for _, u := range a.Users {
		copied := *u
		copied.Roles, copied.Nonces = slices.Clone(u.Roles), maps.Clone(u.Nonces)
		c.Users = append(c.Users, &copied)
	}
	for _, t := range a.tokens {
		copied := *t
		c.tokens = append(c.tokens, &copied)
	}
	for _, m := range a.Mappings {
		copied := *m
		c.Mappings = append(c.Mappings, &copied)
	}
	return c
}

// restore brings the records back and keeps what was added since.
func (a *Account) restore(before *Account) {
	tokens, mappings := a.tokens, a.Mappings
	a.Limit, a.Features, a.Integrations = before.Limit, before.Features, before.Integrations
	a.Roles, a.Users, a.tokens, a.Mappings = before.Roles, before.Users, before.tokens, before.Mappings
	for _, t := range tokens {
		if a.TokenByID(t.ID) == nil {
			a.tokens = append(a.tokens, t)
		}
	}
	for _, m := range mappings {
		if !slices.ContainsFunc(a.Mappings, func(had *Mapping) bool { return had.Certificate.ID == m.Certificate.ID }) {
			a.Mappings = append(a.Mappings, m)
		}
	}
}

// Sound is the account as it was before the fault, if there is one: what the
// administrator's pages go by, so that a set-up can be finished and then fail.
func (a *Account) Sound() *Account {
	if a.before != nil {
		return a.before
	}
	return a
}

// Copy copies the record.
func (i *Integration) Copy() *Integration {
	c := *i
	c.Boxes = maps.Clone(i.Boxes)
	return &c
}

// BeginFault keeps the records and the card of an account as they are, under
// the name of the fault that spoils them next.
func (w *Administrator) BeginFault(id, name string) error {
	card, err := w.PracticeFor(id)
	if err != nil {
		return err
	}
	return w.accounts.Change(id, func(a *Account) error {
		a.before, a.card, a.Met = a.copy(), &card, name
		return nil
	})
}

// FaultOf is the name that BeginFault was called with, "" for none.
func (w *Administrator) FaultOf(id string) string {
	w.accounts.Mu.Lock()
	defer w.accounts.Mu.Unlock()
	if a, err := w.accounts.account(id); err == nil {
		return a.Met
	}
	return ""
}

// EndFault brings the records back. Tokens and certificate mappings made
// meanwhile stay.
func (w *Administrator) EndFault(id string) error {
	return w.accounts.Change(id, func(a *Account) error {
		if a.before != nil {
			a.restore(a.before)
		}
		a.before, a.card, a.Met, a.Spoil = nil, nil, "", Spoil{}
		return nil
	})
}
