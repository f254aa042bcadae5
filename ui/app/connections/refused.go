package connections

import (
	"slices"
	"time"

	"suitekey/core/account"
	"suitekey/core/profile"
	"suitekey/storage"
)

// Refused are the connections with refused sign-ins, as the vault was when they were read.
type Refused []profile.Profile

// RefusedOf reads the connections with refused sign-ins: once for many that are tested
// together. lockout.Guard, which stands in front of each sign-in, counts what another
// program adds later.
func RefusedOf(c *Connections) (Refused, error) {
	return refusedIn(c, func(account.ID) bool { return true })
}

// Refusals are the times of the refused sign-ins that count for p: also those of
// other connections of the same user, since NetSuite locks the user.
func (c *Connections) Refusals(p profile.Profile) ([]time.Time, error) {
	refused, err := refusedIn(c, func(id account.ID) bool { return id == p.Account })
	if err != nil {
		return nil, err
	}
	return refused.Refusals(p), nil
}

func refusedIn(c *Connections, wanted func(account.ID) bool) (Refused, error) {
	rows, err := c.Rows()
	if err != nil {
		return nil, err
	}
	var refused Refused
	var e storage.Entry
	for i := range rows.Len() {
		if id, readable := rows.Account(i); !readable || !wanted(id) {
			continue
		}
		if rows.Read(i, &e); e.Err == nil && len(e.Refusals) > 0 {
			refused = append(refused, e.Profile)
		}
	}
	return refused, nil
}

// Refusals are the times that Connections.Refusals returns for p.
func (r Refused) Refusals(p profile.Profile) []time.Time {
	all := slices.Clone(p.Refusals)
	for _, other := range r {
		if other.Name != p.Name && sameUser(other, p) {
			all = append(all, other.Refusals...)
		}
	}
	slices.SortFunc(all, time.Time.Compare)
	return all
}

func sameUser(a, b profile.Profile) bool {
	same := func(x, y string) bool { return x != "" && x == y }
	return a.Account == b.Account &&
		(same(a.TokenID, b.TokenID) || same(a.CertificateID, b.CertificateID) || same(a.Tested.Entity, b.Tested.Entity))
}
