package simulator

import (
	"fmt"
	"maps"
	"slices"
	"time"
)

// The knobs turn what happens to accounts in real life. Each names an account,
// in any spelling, and fails where the account, or the thing in it, is not there.

// RefreshSandbox overwrites a sandbox with its production account, as a refresh
// does: integration records, features and roles come from production; access
// tokens and certificate mappings are wiped (docs.oracle.com, section_4254975694,
// section_162686838198).
func (w *World) RefreshSandbox(id string) error {
	return w.change(id, func(a *account) error {
		source := w.accounts[practiceAccount]
		if a == source {
			return fmt.Errorf("%s is a production account: only a sandbox or Release Preview is refreshed", a.id)
		}
		a.integrations = nil
		for _, i := range source.integrations {
			a.integrations = append(a.integrations, i.copy())
		}
		a.features = maps.Clone(source.features)
		a.roles, a.users = nil, nil
		for _, r := range source.roles {
			copied := *r
			copied.permissions = maps.Clone(r.permissions)
			a.roles = append(a.roles, &copied)
		}
		for _, u := range source.users {
			a.users = append(a.users, &user{id: u.id, name: u.name, roles: slices.Clone(u.roles), inactive: u.inactive})
		}
		a.tokens, a.mappings = nil, nil
		clear(a.grants)
		a.requests, a.codes, a.refreshes = nil, nil, nil
		return nil
	})
}

// NewToken makes a token pair for the practice integration, user and role, as
// Setup > Users/Roles > Access Tokens > New Access Token does. From then on it
// is the one on the card.
func (w *World) NewToken(id string) (tokenID, tokenSecret string, err error) {
	err = w.change(id, func(a *account) error {
		t := w.newToken(a)
		if t == nil {
			return fmt.Errorf("account %s has no integration record", a.id)
		}
		tokenID, tokenSecret = t.id, t.secret
		return nil
	})
	return tokenID, tokenSecret, err
}

// ResetCredentials gives the practice integration record a new consumer pair.
// Existing token pairs work with the new one; certificate mappings do not
// (docs.oracle.com, section_4395597766).
func (w *World) ResetCredentials(id string) error {
	return w.changeIntegration(id, func(a *account, i *integration) {
		i.consumerKey, i.consumerSecret = w.value("consumer key"), w.value("consumer secret")
		a.mappings = slices.DeleteFunc(a.mappings, func(m *mapping) bool { return m.integration == i.id })
	})
}

// SetState sets the State of the practice integration record.
func (w *World) SetState(id string, state State) error {
	return w.changeIntegration(id, func(_ *account, i *integration) { i.state = state })
}

// BlockIntegration sets the State of the practice integration record to Blocked.
func (w *World) BlockIntegration(id string) error { return w.SetState(id, Blocked) }

// DeleteIntegration removes the practice integration record.
func (w *World) DeleteIntegration(id string) error {
	return w.changeIntegration(id, func(a *account, _ *integration) { a.integrations = a.integrations[1:] })
}

// SetBox ticks or clears a box of the practice integration record.
func (w *World) SetBox(id string, box Box, ticked bool) error {
	return w.changeIntegration(id, func(_ *account, i *integration) { i.boxes[box] = ticked })
}

// UntickBox clears a box of the practice integration record.
func (w *World) UntickBox(id string, box Box) error { return w.SetBox(id, box, false) }

// SetRedirects replaces the Redirect URIs of the practice integration record,
// which the authorization code grant may lead back to.
func (w *World) SetRedirects(id string, redirects ...string) error {
	return w.changeIntegration(id, func(_ *account, i *integration) { i.redirects = redirects })
}

// SetFeature enables or disables a feature of the account.
func (w *World) SetFeature(id string, feature Feature, on bool) error {
	return w.change(id, func(a *account) error {
		a.features[feature] = on
		return nil
	})
}

// DisableFeature disables a feature of the account.
func (w *World) DisableFeature(id string, feature Feature) error {
	return w.SetFeature(id, feature, false)
}

// SetPermission gives the practice role a permission or takes it.
func (w *World) SetPermission(id string, permission Permission, held bool) error {
	return w.changeRole(id, func(r *role) { r.permissions[permission] = held })
}

// TakePermission takes a permission from the practice role.
func (w *World) TakePermission(id string, permission Permission) error {
	return w.SetPermission(id, permission, false)
}

// DeactivateRole makes the practice role inactive.
func (w *World) DeactivateRole(id string) error {
	return w.changeRole(id, func(r *role) { r.inactive = true })
}

// DeactivateUser makes the practice user inactive.
func (w *World) DeactivateUser(id string) error {
	return w.changeUser(id, func(u *user) { u.inactive = true })
}

// RemoveRole takes the practice role from the practice user. The token stays
// in the list and cannot log in any more.
func (w *World) RemoveRole(id string) error {
	return w.changeUser(id, func(u *user) {
		u.roles = slices.DeleteFunc(u.roles, func(r string) bool { return r == practiceRole })
	})
}

// BecomeAdministrator gives the practice user the Administrator role and turns
// its tokens and mappings into ones of that role.
func (w *World) BecomeAdministrator(id string) error {
	return w.change(id, func(a *account) error {
		a.userByID(practiceEntity).roles = []string{administrator}
		for _, t := range a.tokens {
			t.role = administrator
		}
		for _, m := range a.mappings {
			m.role = administrator
		}
		return nil
	})
}

// LockUser locks the practice user for 30 minutes, as five failed sign-ins do.
func (w *World) LockUser(id string) error {
	return w.changeUser(id, func(u *user) { u.lockedUntil = w.now().Add(lockFor) })
}

// UnlockUser ends a lock, as the User Access Reset Tool does.
func (w *World) UnlockUser(id string) error {
	return w.changeUser(id, func(u *user) { u.lockedUntil, u.failures = time.Time{}, 0 })
}

// RevokeToken revokes all token pairs of the account. There is no way back.
func (w *World) RevokeToken(id string) error {
	return w.change(id, func(a *account) error {
		for _, t := range a.tokens {
			t.revoked = true
		}
		return nil
	})
}

// BlockAccessTokens blocks all OAuth 2.0 access tokens that were handed out.
func (w *World) BlockAccessTokens(id string) error {
	return w.changeGrants(id, func(g *grant) { g.blocked = true })
}

// ExpireAccessTokens lets all OAuth 2.0 access tokens run out.
func (w *World) ExpireAccessTokens(id string) error {
	return w.changeGrants(id, func(g *grant) { g.expires = w.serverTime() })
}

// RevokeCertificates revokes all certificates of the account.
func (w *World) RevokeCertificates(id string) error {
	return w.changeMappings(id, func(m *mapping) { m.revoked = true })
}

// ExpireCertificates lets all certificates of the account run out.
func (w *World) ExpireCertificates(id string) error {
	return w.changeMappings(id, func(m *mapping) { m.validTo = w.serverTime() })
}

// LimitConcurrency sets how many requests the account takes at a time.
func (w *World) LimitConcurrency(id string, n int) error {
	return w.change(id, func(a *account) error {
		a.limit = n
		return nil
	})
}

func (w *World) change(id string, f func(*account) error) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	a, err := w.account(id)
	if err != nil {
		return err
	}
	return f(a)
}

func (w *World) changeIntegration(id string, f func(*account, *integration)) error {
	return w.change(id, func(a *account) error {
		if len(a.integrations) == 0 {
			return fmt.Errorf("account %s has no integration record", a.id)
		}
		f(a, a.integrations[0])
		return nil
	})
}

func (w *World) changeRole(id string, f func(*role)) error {
	return w.change(id, func(a *account) error {
		f(a.roleByID(practiceRole))
		return nil
	})
}

func (w *World) changeUser(id string, f func(*user)) error {
	return w.change(id, func(a *account) error {
		f(a.userByID(practiceEntity))
		return nil
	})
}

func (w *World) changeGrants(id string, f func(*grant)) error {
	return w.change(id, func(a *account) error {
		for _, g := range a.grants {
			f(g)
		}
		return nil
	})
}

func (w *World) changeMappings(id string, f func(*mapping)) error {
	return w.change(id, func(a *account) error {
		for _, m := range a.mappings {
			f(m)
		}
		return nil
	})
}
