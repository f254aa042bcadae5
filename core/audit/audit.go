// Package audit compares what one NetSuite account has with what the vault knows:
// certificates by integration record, the age of tokens and consumer pairs, and the
// users and roles that connections sign in as.
package audit

import (
	"cmp"
	"slices"
	"time"

	"suitekey/core/account"
	"suitekey/core/netsuite"
	"suitekey/core/profile"
)

// Use says what the vault knows of a certificate.
type Use string

// The uses.
const (
	InUse   Use = "in_use"  // a connection signs in with it
	Former  Use = "former"  // a connection signed in with it and has not retired it yet
	Unknown Use = "unknown" // active, and no connection of this vault knows it
	Ended   Use = "ended"   // revoked or expired
)

// Certificate is one certificate of an integration record.
type Certificate struct {
	netsuite.Mapping
	Use      Use
	Profiles []string // the connections that know it
}

// Record is an integration record with the certificates that NetSuite listed.
type Record struct {
	ConsumerKey  string
	Name         string   // as NetSuite calls it; "" if it listed nothing
	Profiles     []string // the connections that use the record
	Certificates []Certificate
}

// Active counts the certificates that are neither revoked nor expired. NetSuite
// allows netsuite.CertificateCap.
func (r Record) Active() int {
	n := 0
	for _, c := range r.Certificates {
		if c.Use != Ended {
			n++
		}
	}
	return n
}

// Compare returns the record with the consumer key: what NetSuite listed for it
// against the saved connections of the account. Certificates that the vault does not
// know come first, ended ones last.
func Compare(id account.ID, consumerKey string, listed []netsuite.Mapping, saved []profile.Profile, now time.Time) Record {
	r := Record{ConsumerKey: consumerKey}
	for _, p := range saved {
		if p.Account == id && p.ConsumerKey == consumerKey {
			r.Profiles = append(r.Profiles, p.Name)
		}
	}
	for _, m := range listed {
		r.Name = cmp.Or(r.Name, m.ApplicationName)
		r.Certificates = append(r.Certificates, judge(id, consumerKey, m, saved, now))
	}
	order := []Use{Unknown, Former, InUse, Ended}
	slices.SortStableFunc(r.Certificates, func(a, b Certificate) int {
		return cmp.Or(cmp.Compare(slices.Index(order, a.Use), slices.Index(order, b.Use)), cmp.Compare(a.ValidUntil, b.ValidUntil))
	})
	return r
}

func judge(id account.ID, consumerKey string, m netsuite.Mapping, saved []profile.Profile, now time.Time) Certificate {
	c := Certificate{Mapping: m, Use: Unknown}
	same := func(p profile.Profile) bool {
		return p.Account == id && p.ConsumerKey == consumerKey && p.CertificateID == m.CertificateID
	}
	for _, p := range saved {
		switch {
		case p.Method == profile.M2M && same(p):
			c.Use, c.Profiles = InUse, append(c.Profiles, p.Name)
		case p.Old != nil && p.Old.Method == profile.M2M && same(*p.Old):
			if c.Use != InUse {
				c.Use = Former
			}
			c.Profiles = append(c.Profiles, p.Name)
		}
	}
	if !m.ActiveAt(now) {
		c.Use = Ended
	}
	return c
}

// User is a user that connections sign in as.
type User struct {
	Entity     string   // internal ID or name; "" where it is not known
	Roles      []string // internal IDs or names, as each connection knows them
	Profiles   []string
	Privileged string // the highly privileged role among Roles; "" without one
}

// Shared reports whether several connections sign in as this user, so that the Login
// Audit Trail cannot tell them apart by user.
func (u User) Shared() bool { return len(u.Profiles) > 1 }

// Users returns the users that the account's connections sign in as, in the order of
// the connections.
func Users(id account.ID, saved []profile.Profile) []User {
	var users []User
	for _, p := range saved {
		if p.Account != id {
			continue
		}
		entity, role := cmp.Or(p.Tested.Entity, p.Entity), cmp.Or(p.Tested.Role, p.Role)
		if entity == "" && role == "" {
			continue
		}
		privileged := cmp.Or(profile.PrivilegedRole(p.Tested.Role), profile.PrivilegedRole(p.Role))
		at := slices.IndexFunc(users, func(u User) bool { return entity != "" && u.Entity == entity })
		if at < 0 {
			users = append(users, User{Entity: entity})
			at = len(users) - 1
		}
		if role != "" && !slices.Contains(users[at].Roles, role) {
			users[at].Roles = append(users[at].Roles, role)
		}
		users[at].Profiles = append(users[at].Profiles, p.Name)
		users[at].Privileged = cmp.Or(users[at].Privileged, privileged)
	}
	return users
}
