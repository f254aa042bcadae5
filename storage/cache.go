package storage

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/storage/place"
)

const (
	cache     = "cache"
	kindCache = "cache"
)

// AccessToken is an access token that a connection has requested.
type AccessToken struct {
	Access  secret.Secret
	Expires time.Time
	Got     time.Time // when it was stored
}

// storedToken is an AccessToken in the record. The record's Saved is the time when
// the token was stored.
type storedToken struct {
	Access  string    `json:"access_token"`
	Expires time.Time `json:"expires"`
	For     string    `json:"for"`
}

// Tokens is the cache of access tokens.
type Tokens struct{ session *Session }

// TokensOf returns the cache of the vault of s.
func TokensOf(s *Session) Tokens { return Tokens{s} }

// Cached returns the access token that was stored for p, if there is one and
// the values that p signs in with have not changed since. A token that cannot be
// read counts as none: requesting another one costs one call.
func (t Tokens) Cached(p profile.Profile) (AccessToken, bool) {
	if profile.CheckName(p.Name) != nil {
		return AccessToken{}, false
	}
	r, err := t.session.here().read(cacheKey(p.Name), kindCache, p.Name)
	if err != nil || r.Token == nil || r.Token.For != signsInWith(p) {
		return AccessToken{}, false
	}
	return AccessToken{Access: secret.New(r.Token.Access), Expires: r.Token.Expires, Got: r.Saved}, true
}

// Cache stores an access token that p has requested, in place of any other.
// It does nothing if p was changed or removed in the meantime. The cache is
// optional, so Cache does not wait while another process writes to the vault.
func (t Tokens) Cache(p profile.Profile, token AccessToken) error {
	if err := profile.CheckName(p.Name); err != nil {
		return err
	}
	doing := "keeping the access token of " + p.Name
	return t.session.vault.changeWithin(context.Background(), lockPoll, doing, func(tx place.Tx) error {
		now, err := t.session.view().current(p.Name)
		if err != nil || !now.Profile.Changed.Equal(p.Changed) {
			return nil //nolint:nilerr // then nobody needs this token
		}
		return changing{view{t.session, tx}, tx}.write(cacheKey(p.Name), record{Kind: kindCache, Name: p.Name, Saved: instant(token.Got), Token: &storedToken{
			Access: token.Access.Reveal(), Expires: instant(token.Expires), For: signsInWith(p),
		}})
	})
}

// KeepRefreshToken replaces the refresh token spent by next, which expires at
// until. It makes no new state in the history: with one new token per hour, the
// useful states would soon be gone. It fails with ErrConflict if spent is not the
// stored token, and with ErrNotFound without such a connection.
func (s *Session) KeepRefreshToken(name string, spent, next secret.Secret, until time.Time) error {
	if err := profile.CheckName(name); err != nil {
		return err
	}
	return s.change("keeping the refresh token of "+name, func(c changing) error {
		r, err := c.current(name)
		if err != nil {
			return err
		}
		if !spent.Equal(r.Profile.RefreshToken) {
			return conflict(name) // somebody has signed in again
		}
		r.noteRefresh(next, instant(until))
		return c.write(profileKey(name), r)
	})
}

// dropToken removes the access token of a connection that was changed or removed. The
// token would not be used anyway, but a credential that nobody needs should not stay.
func (c changing) dropToken(name string) { c.tx.Clear(cacheKey(name)) }

// signsInWith returns a hash of all values that an access token depends on.
func signsInWith(p profile.Profile) string {
	text, err := json.Marshal([]any{
		p.Account.Realm(), p.Method, p.ConsumerKey, p.CertificateID, p.JWTAlgorithm, texts(p.Scopes), instant(p.Changed),
	})
	if err != nil {
		return "" // cannot happen: these are texts and a time
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}
