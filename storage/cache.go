package storage

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"time"

	"suitekey/core/profile"
	"suitekey/core/secret"
)

const (
	cache     = "cache"
	kindCache = "cache"
)

// AccessToken is an access token that was got with a connection.
type AccessToken struct {
	Access  secret.Secret
	Expires time.Time
	Got     time.Time // when it was stored
}

// storedToken is an AccessToken as it is encrypted. Saved of the record is when
// it was got.
type storedToken struct {
	Access  string    `json:"access_token"`
	Expires time.Time `json:"expires"`
	For     string    `json:"for"`
}

// CachedToken is the access token that was stored for p, if there is one that
// was got with just what p signs in with now. One that cannot be read is none:
// it costs a call to get another.
func (s *Session) CachedToken(p profile.Profile) (AccessToken, bool) {
	if profile.CheckName(p.Name) != nil {
		return AccessToken{}, false
	}
	r, err := s.read(s.cachePath(p.Name), kindCache, p.Name)
	if err != nil || r.Token == nil || r.Token.For != signsInWith(p) {
		return AccessToken{}, false
	}
	return AccessToken{Access: secret.New(r.Token.Access), Expires: r.Token.Expires, Got: r.Saved}, true
}

// CacheToken stores an access token that was got with p, in place of any other.
// It does nothing if p was changed or removed meanwhile. Callers can do without
// it, so it does not wait for whoever is writing to the vault.
func (s *Session) CacheToken(p profile.Profile, t AccessToken) error {
	if err := profile.CheckName(p.Name); err != nil {
		return err
	}
	return s.vault.lockedWithin(lockPoll, "keeping the access token of "+p.Name, func() error {
		now, err := s.current(p.Name)
		if err != nil || !now.Profile.Changed.Equal(p.Changed) {
			return nil //nolint:nilerr // then nobody will ask for this token
		}
		return s.write(s.cachePath(p.Name), record{Kind: kindCache, Name: p.Name, Saved: instant(t.Got), Token: &storedToken{
			Access: t.Access.Reveal(), Expires: instant(t.Expires), For: signsInWith(p),
		}})
	})
}

// KeepRefreshToken puts a refresh token in the place of the one that was spent to
// get it. That is no change of the connection, so it makes no new state: with
// one an hour, the states worth going back to would soon be gone.
func (s *Session) KeepRefreshToken(name string, spent, next secret.Secret, until time.Time) error {
	if err := profile.CheckName(name); err != nil {
		return err
	}
	return s.vault.locked("keeping the refresh token of "+name, func() error {
		if err := s.recoverPending(); err != nil {
			return err
		}
		r, err := s.current(name)
		if err != nil {
			return err
		}
		if !spent.Equal(r.Profile.RefreshToken) {
			return conflict(name) // somebody has signed in anew
		}
		r.noteRefresh(next, instant(until))
		return s.write(s.profilePath(name), r)
	})
}

// dropToken forgets the access token of a connection that is changed or gone;
// the caller holds the lock. Another mark would keep the token from being used
// as well, but what nobody needs should not lie about.
func (s *Session) dropToken(name string) {
	path := s.cachePath(name)
	if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
		return
	}
	_ = s.vault.disk.remove(path)
}

func (s *Session) cachePath(name string) string { return s.vault.path(cache, name+suffix) }

// signsInWith is a mark of all that an access token depends on.
func signsInWith(p profile.Profile) string {
	text, err := json.Marshal([]any{
		p.Account.Realm(), p.Method, p.ConsumerKey, p.CertificateID, p.JWTAlgorithm, texts(p.Scopes), instant(p.Changed),
	})
	if err != nil {
		return "" // cannot be: these are texts and a time
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}
