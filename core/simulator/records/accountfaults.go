package records

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"strings"
	"time"
)

// Spoil is the effect of a fault on an account, besides changed records. It applies to
// existing and to new tokens and mappings.
type Spoil struct {
	Mapping  MappingFault
	otherKey crypto.PublicKey // for mappedOther
	Grant    grantFault
	Altered  Alteration
	Wire     *WireFault
	Company  string // the company that answers in place of the account's own
	Unlisted bool   // discovery does not know the account
	NoWSDL   bool
	NoSOAP   bool // the SOAP endpoints were removed
}

// MappingFault is a fault of the uploaded certificates on NetSuite's side.
type MappingFault int

const (
	mappedRight MappingFault = iota
	MappedNowhere
	MappedRevoked
	MappedExpired
	mappedOther // to another key
)

// grantFault is what happens to an access token after it was issued.
type grantFault int

const (
	grantGood grantFault = iota
	GrantExpired
	GrantBlocked
	GrantOrphaned // its integration record is deleted
	GrantUnknown  // it is altered between issue and use
)

// Mapped returns the mapping that a sign-in finds in place of m; nil for none.
func (a *Account) Mapped(m *Mapping) *Mapping {
	if m == nil || a.Spoil.Mapping == mappedRight {
		return m
	}
	seen := *m
	switch a.Spoil.Mapping {
	case MappedNowhere:
		return nil
	case MappedRevoked:
		seen.Revoked = true
	case MappedExpired:
		seen.ValidTo = seen.ValidFrom
	case mappedOther:
		seen.Certificate.Public = a.Spoil.otherKey
	}
	return &seen
}

// SpoilGrant applies the fault of the account to a new access token.
func (a *Account) SpoilGrant(g *Grant, now time.Time) {
	switch a.Spoil.Grant {
	case GrantExpired:
		g.Expires = now
	case GrantBlocked:
		g.Blocked = true
	case GrantOrphaned:
		g.Integration = ""
	case GrantUnknown:
		g.Unknown = true
	}
}

// Spoil changes the effect of a fault on an account.
func (w *Administrator) Spoil(id string, change func(*Spoil)) error {
	return w.accounts.Change(id, func(a *Account) error {
		change(&a.Spoil)
		return nil
	})
}

// Alteration is a change that a device between the client and NetSuite makes to a request.
// A correct client meets the answers to such requests in no other way.
type Alteration int

const (
	asSent Alteration = iota
	NonceCut
	ParameterTwice
	FieldDropped
	VersionChanged
	AlgorithmChanged
	CredentialsDropped // the Authorization header
	PassportDropped
	SentTwice
	KeyIDDropped
	LifetimeStretched
	ScopesDropped
)

// WireFault is an answer that replaces the correct one after a successful sign-in.
type WireFault struct {
	Surface Surface
	Status  int
	Code    string
	Message string
	Kind    string // of the SOAP fault
}

// production returns the ID of the company's production account.
func (a *Account) production() string {
	id, _, _ := strings.Cut(a.ID, "_")
	return id
}

// Company returns the ID of the company that answers for the account.
func (a *Account) Company() string {
	if a.Spoil.Company != "" {
		return a.Spoil.Company
	}
	return a.ID
}

// ReplaceConsumerKey gives the practice integration record another consumer key, which no
// card shows.
func (w *Administrator) ReplaceConsumerKey(id string) error {
	return w.accounts.changeIntegration(id, func(_ *Account, i *Integration) { i.ConsumerKey = w.accounts.Value("another consumer key") })
}

// ReplaceConsumerSecret gives the practice integration record another consumer secret,
// which no card shows.
func (w *Administrator) ReplaceConsumerSecret(id string) error {
	return w.accounts.changeIntegration(id, func(_ *Account, i *Integration) { i.ConsumerSecret = w.accounts.Value("another consumer secret") })
}

// ReplaceTokenSecrets gives all tokens of the account other secrets.
func (w *Administrator) ReplaceTokenSecrets(id string) error {
	return w.changeTokens(id, func(t *Token) { t.Secret = w.accounts.Value("another token secret") })
}

// ReplaceTokenIDs gives all tokens of the account other IDs.
func (w *Administrator) ReplaceTokenIDs(id string) error {
	return w.changeTokens(id, func(t *Token) { t.ID = w.accounts.Value("another token id") })
}

// DeactivateTokens makes all tokens of the account inactive.
func (w *Administrator) DeactivateTokens(id string) error {
	return w.changeTokens(id, func(t *Token) { t.Inactive = true })
}

// MoveTokens ties all tokens of the account to another integration record.
func (w *Administrator) MoveTokens(id string) error {
	return w.accounts.changeIntegration(id, func(a *Account, i *Integration) {
		other := i.Copy()
		other.ID, other.ApplicationID, other.Name = "2", uuid("another integration"), "another integration"
		other.ConsumerKey, other.ConsumerSecret = w.accounts.Value("consumer key of another"), w.accounts.Value("consumer secret of another")
		a.Integrations = append(a.Integrations, other)
		for _, t := range a.tokens {
			t.Integration = other.ID
		}
	})
}

func (w *Administrator) changeTokens(id string, f func(*Token)) error {
	return w.accounts.Change(id, func(a *Account) error {
		for _, t := range a.tokens {
			f(t)
		}
		return nil
	})
}

// MapElsewhere replaces every mapped key by another one.
func (w *Administrator) MapElsewhere(id string) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	return w.Spoil(id, func(s *Spoil) { s.Mapping, s.otherKey = mappedOther, &key.PublicKey })
}

// LimitToWebServices ticks Web Services Only Role on the practice role.
func (w *Administrator) LimitToWebServices(id string) error {
	return w.accounts.changeRole(id, func(r *Role) { r.WebServicesOnly = true })
}

// LockUserForGood locks the practice user for a year, so that the lock lasts as long as its
// fault.
func (w *Administrator) LockUserForGood(id string) error {
	return w.accounts.changeUser(id, func(u *User) { u.LockedUntil, u.forGood = w.accounts.Now().AddDate(1, 0, 0), true })
}

// RenewCard makes the card show the account in its present state, even during a fault.
func (w *Administrator) RenewCard(id string) error {
	return w.accounts.Change(id, func(a *Account) error {
		a.card = nil
		return nil
	})
}
