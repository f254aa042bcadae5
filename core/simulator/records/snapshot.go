package records

import (
	"maps"
	"slices"
)

// copy returns a copy of the account's records, for restore.
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

// restore sets the records back and keeps those that were added since.
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

// Sound returns the account as it was before the active fault. The administrator's pages
// use it, so that a person can complete a set-up and then meet the fault.
func (a *Account) Sound() *Account {
	if a.before != nil {
		return a.before
	}
	return a
}

// Copy returns a copy of the record.
func (i *Integration) Copy() *Integration {
	c := *i
	c.Boxes = maps.Clone(i.Boxes)
	return &c
}

// BeginFault keeps the present records and card of an account, before the named fault
// changes them.
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

// FaultOf returns the name that was passed to BeginFault; "" if there is no fault.
func (w *Administrator) FaultOf(id string) string {
	w.accounts.Mu.Lock()
	defer w.accounts.Mu.Unlock()
	if a, err := w.accounts.account(id); err == nil {
		return a.Met
	}
	return ""
}

// EndFault sets the records back. Tokens and certificate mappings that were created
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
