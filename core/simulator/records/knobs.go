package records

import (
	"fmt"
	"maps"
	"slices"
	"time"
)

// Each method of this file causes an event of real life in an account. The account ID may
// be in any spelling. A method fails if the account, or the record that it changes, does
// not exist.

// RefreshSandbox overwrites a sandbox with its production account. Integration records,
// features and roles are copied from production; access tokens and certificate mappings are
// deleted (docs.oracle.com, section_4254975694, section_162686838198).
func (w *Administrator) RefreshSandbox(id string) error {
	return w.accounts.Change(id, func(a *Account) error {
		source := w.accounts.ByID[a.production()]
		if a == source {
			return fmt.Errorf("%s is a production account: only a sandbox or Release Preview is refreshed", a.ID)
		}
		a.Integrations = nil
		for _, i := range source.Integrations {
			a.Integrations = append(a.Integrations, i.Copy())
		}
		a.Features = maps.Clone(source.Features)
		a.Roles, a.Users = nil, nil
		for _, r := range source.Roles {
			copied := *r
			copied.permissions = maps.Clone(r.permissions)
			a.Roles = append(a.Roles, &copied)
		}
		for _, u := range source.Users {
			a.Users = append(a.Users, &User{ID: u.ID, Name: u.Name, Roles: slices.Clone(u.Roles), inactive: u.inactive})
		}
		a.tokens, a.Mappings = nil, nil
		clear(a.Grants)
		a.Requests, a.Codes, a.Refreshes = nil, nil, nil
		return nil
	})
}

// NewToken creates a token pair for the practice integration, user and role, as Setup >
// Users/Roles > Access Tokens > New Access Token does. The card shows this pair from then
// on.
func (w *Administrator) NewToken(id string) (tokenID, tokenSecret string, err error) {
	err = w.accounts.Change(id, func(a *Account) error {
		t := w.accounts.NewToken(a)
		if t == nil {
			return fmt.Errorf("account %s has no integration record", a.ID)
		}
		tokenID, tokenSecret = t.ID, t.Secret
		return nil
	})
	return tokenID, tokenSecret, err
}

// ResetCredentials gives the practice integration record a new consumer pair. Existing
// token pairs work with the new consumer pair; certificate mappings do not
// (docs.oracle.com, section_4395597766).
func (w *Administrator) ResetCredentials(id string) error {
	return w.accounts.changeIntegration(id, func(a *Account, i *Integration) {
		i.ConsumerKey, i.ConsumerSecret = w.accounts.Value("consumer key"), w.accounts.Value("consumer secret")
		a.Mappings = slices.DeleteFunc(a.Mappings, func(m *Mapping) bool { return m.Integration == i.ID })
	})
}

// SetState sets the State of the practice integration record.
func (w *Administrator) SetState(id string, state State) error {
	return w.accounts.changeIntegration(id, func(_ *Account, i *Integration) { i.State = state })
}

// BlockIntegration sets the State of the practice integration record to Blocked.
func (w *Administrator) BlockIntegration(id string) error { return w.SetState(id, Blocked) }

// DeleteIntegration removes the practice integration record.
func (w *Administrator) DeleteIntegration(id string) error {
	return w.accounts.changeIntegration(id, func(a *Account, _ *Integration) { a.Integrations = a.Integrations[1:] })
}

// SetBox selects or clears a box of the practice integration record.
func (w *Administrator) SetBox(id string, box Box, ticked bool) error {
	return w.accounts.changeIntegration(id, func(_ *Account, i *Integration) { i.Boxes[box] = ticked })
}

// UntickBox clears a box of the practice integration record.
func (w *Administrator) UntickBox(id string, box Box) error { return w.SetBox(id, box, false) }

// SetRedirects replaces the redirect URIs of the practice integration record, to which the
// authorization code grant may redirect.
func (w *Administrator) SetRedirects(id string, redirects ...string) error {
	return w.accounts.changeIntegration(id, func(_ *Account, i *Integration) { i.Redirects = redirects })
}

// SetFeature enables or disables a feature of the account.
func (w *Administrator) SetFeature(id string, feature Feature, on bool) error {
	return w.accounts.Change(id, func(a *Account) error {
		a.Features[feature] = on
		return nil
	})
}

// DisableFeature disables a feature of the account.
func (w *Administrator) DisableFeature(id string, feature Feature) error {
	return w.SetFeature(id, feature, false)
}

// SetPermission adds a permission to the practice role, or removes it.
func (w *Administrator) SetPermission(id string, permission Permission, held bool) error {
	return w.accounts.changeRole(id, func(r *Role) { r.permissions[permission] = held })
}

// TakePermission removes a permission from the practice role.
func (w *Administrator) TakePermission(id string, permission Permission) error {
	return w.SetPermission(id, permission, false)
}

// DeactivateRole makes the practice role inactive.
func (w *Administrator) DeactivateRole(id string) error {
	return w.accounts.changeRole(id, func(r *Role) { r.Inactive = true })
}

// DeactivateUser makes the practice user inactive.
func (w *Administrator) DeactivateUser(id string) error {
	return w.accounts.changeUser(id, func(u *User) { u.inactive = true })
}

// ActivateUser makes the practice user active again.
func (w *Administrator) ActivateUser(id string) error {
	return w.accounts.changeUser(id, func(u *User) { u.inactive = false })
}

// RemoveRole removes the practice role from the practice user. The token stays in the list
// but can no longer sign in.
func (w *Administrator) RemoveRole(id string) error {
	return w.accounts.changeUser(id, func(u *User) {
		u.Roles = slices.DeleteFunc(u.Roles, func(r string) bool { return r == PracticeRole })
	})
}

// BecomeAdministrator gives the practice user the role Administrator and moves the user's
// tokens and mappings to that role.
func (w *Administrator) BecomeAdministrator(id string) error {
	return w.accounts.Change(id, func(a *Account) error {
		a.UserByID(PracticeEntity).Roles = []string{AdministratorRole}
		for _, t := range a.tokens {
			t.Role = AdministratorRole
		}
		for _, m := range a.Mappings {
			m.Role = AdministratorRole
		}
		return nil
	})
}

// LockUser locks the practice user for 30 minutes, as five failed sign-ins do.
func (w *Administrator) LockUser(id string) error {
	return w.accounts.changeUser(id, func(u *User) { u.LockedUntil = w.accounts.Now().Add(lockFor) })
}

// UnlockUser ends a lock, as the User Access Reset Tool does (see Account.Unlock).
func (w *Administrator) UnlockUser(id string) error {
	return w.accounts.Change(id, func(a *Account) error {
		a.Unlock()
		return nil
	})
}

// Unlock ends the lock of the practice user. A fault that consists of the lock ends, too:
// otherwise the account would name a fault that no sign-in meets.
func (a *Account) Unlock() {
	user := a.UserByID(PracticeEntity)
	if user.forGood {
		a.before, a.card, a.Met = nil, nil, ""
	}
	user.Unlock()
}

// LockedUntil returns the end of the practice user's lock; the zero time if the user is not
// locked.
func (w *Administrator) LockedUntil(id string) (until time.Time, err error) {
	err = w.accounts.changeUser(id, func(u *User) {
		if u.LockedUntil.After(w.accounts.Now()) {
			until = u.LockedUntil
		}
	})
	return until, err
}

// RevokeToken permanently revokes all token pairs of the account.
func (w *Administrator) RevokeToken(id string) error {
	return w.accounts.Change(id, func(a *Account) error {
		for _, t := range a.tokens {
			t.Revoked = true
		}
		return nil
	})
}

// BlockAccessTokens blocks all OAuth 2.0 access tokens that were issued so far.
func (w *Administrator) BlockAccessTokens(id string) error {
	return w.accounts.changeGrants(id, func(g *Grant) { g.Blocked = true })
}

// ExpireAccessTokens lets all OAuth 2.0 access tokens expire.
func (w *Administrator) ExpireAccessTokens(id string) error {
	return w.accounts.changeGrants(id, func(g *Grant) { g.Expires = w.accounts.ServerTime() })
}

// RevokeCertificates revokes all certificates of the account.
func (w *Administrator) RevokeCertificates(id string) error {
	return w.accounts.changeMappings(id, func(m *Mapping) { m.Revoked = true })
}

// RevokeCertificate revokes one certificate, as an administrator of the account does by
// hand.
func RevokeCertificate(w *Administrator, id, certificateID string) error {
	return w.accounts.changeMappings(id, func(m *Mapping) { m.Revoked = m.Revoked || m.Certificate.ID == certificateID })
}

// ExpireCertificates lets all certificates of the account expire.
func (w *Administrator) ExpireCertificates(id string) error {
	return w.accounts.changeMappings(id, func(m *Mapping) { m.ValidTo = w.accounts.ServerTime() })
}

// LimitConcurrency sets how many requests the account accepts at the same time.
func (w *Administrator) LimitConcurrency(id string, n int) error {
	return w.accounts.Change(id, func(a *Account) error {
		a.Limit = n
		return nil
	})
}
