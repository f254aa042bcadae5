package records

import "time"

// RequestToken is a three-step flow that is in progress (docs.oracle.com,
// section_156338994830).
type RequestToken struct {
	ID, Secret   string
	Integration  string
	Callback     string
	Role         string // the requested role; "" for any
	Verifier     string // "" until a person has allowed the application
	Entity       string
	GrantedRole  string
	Expires      time.Time
	Over, Denied bool
}

// Authorization is an authorization code.
type Authorization struct {
	Integration  string
	Entity, Role string
	Redirect     string
	Challenge    string // "" without PKCE
	Scopes       []string
	Expires      time.Time
	Spent        bool
}

// Refresh is a refresh token.
type Refresh struct {
	Integration  string
	Entity, Role string
	Scopes       []string
	Family       int // shared with its successors and their access tokens
	Expires, End time.Time
	Spent        bool // a public client has exchanged it
	Revoked      bool
}

// RevokeFamily revokes a refresh token, its successors and their access tokens.
func (a *Account) RevokeFamily(family int) {
	for _, r := range a.Refreshes {
		r.Revoked = r.Revoked || r.Family == family
	}
	for _, g := range a.Grants {
		g.Blocked = g.Blocked || g.Family == family
	}
}
