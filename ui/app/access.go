package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"suitekey/core/diagnose"
	"suitekey/core/m2m"
	"suitekey/core/netsuite"
	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/core/tba"
	"suitekey/storage"
)

// ErrBudget means that no sign-in was tried, since the next refused one may lock
// the user.
var ErrBudget = errors.New("too many sign-ins were refused")

const (
	// spare is how long a token that is given out stays good at least.
	spare = 5 * time.Minute
	// longestToken is what no access token outlives: NetSuite's are good for 60
	// minutes (docs.oracle.com ... section_162755359851). One that seems to be
	// good for longer was stored while the clock was wrong.
	longestToken = 2 * time.Hour
)

// Access is an access token of a connection.
type Access struct {
	Token   secret.Secret
	Expires time.Time
	Cached  bool // it was got earlier
}

// AccessOptions of AccessToken.
type AccessOptions struct {
	Refresh bool // leave the stored one alone
	Force   bool // sign in though four recent sign-ins were refused
}

// AccessToken gives an access token that is good for five minutes at least: the
// one that is stored, or a new one, which is stored encrypted beside the
// connection. A sign-in that is refused is noted there and not tried again.
func (a *App) AccessToken(ctx context.Context, p profile.Profile, o AccessOptions) (Access, error) {
	session, err := a.open()
	if err != nil {
		return Access{}, err
	}
	if p.Method == profile.TBA {
		return Access{}, Usage(p.Name+" signs in by Token-Based Authentication, which has no access tokens: each request is signed by itself",
			"suitekey header "+p.Name+" GET URL signs one", "suitekey curl "+p.Name+" URL signs and sends it")
	}
	now := a.options.Now()
	if kept, ok := session.CachedToken(p); ok && !o.Refresh && usable(kept, now) {
		return Access{Token: kept.Access, Expires: kept.Expires, Cached: true}, nil
	}
	if err := a.checkBudget(p, o.Force); err != nil {
		return Access{}, err
	}
	token, err := a.signIn(ctx, p)
	if err != nil {
		return Access{}, a.refusedAccess(session, p, err)
	}
	// Without the stored one, the next call signs in again: no reason to fail.
	_ = session.CacheToken(p, storage.AccessToken{Access: token.Access, Expires: token.Expires, Got: now})
	return Access{Token: token.Access, Expires: token.Expires}, nil
}

// usable tells whether a stored token is still good for a while.
func usable(t storage.AccessToken, now time.Time) bool {
	left := t.Expires.Sub(now)
	return left > spare && left < longestToken && !now.Before(t.Got.Add(-spare))
}

// checkBudget keeps from spending the fifth sign-in.
func (a *App) checkBudget(p profile.Profile, force bool) error {
	all, err := a.refusals(p)
	if err != nil || force {
		return err
	}
	p.Refusals = all
	if n := diagnose.Recent(p, a.options.Now()); n >= StopRefusals {
		return WithHints(fmt.Errorf("signing in to %s: %w within half an hour (%d), and the fifth locks the user for 30 minutes; none was tried now", p.Account.Realm(), ErrBudget, n),
			"wait, or mend the cause first: suitekey test "+p.Name, "to sign in all the same: --force")
	}
	return nil
}

// signIn gets a new access token, in the way of the connection's method.
func (a *App) signIn(ctx context.Context, p profile.Profile) (netsuite.Token, error) {
	client := a.client.With(TestTimeout, p.Retries, p.RetryInterval)
	switch p.Method {
	case profile.M2M:
		if err := a.checkCertificate(p); err != nil {
			return netsuite.Token{}, err
		}
		request, err := netsuite.TokenRequestFor(p)
		if err != nil {
			return netsuite.Token{}, fmt.Errorf("signing in to %s: %w", p.Account.Realm(), err)
		}
		return client.Token(ctx, p.Account, request)
	default:
		return netsuite.Token{}, fmt.Errorf("signing in to %s: this suitekey gets no access tokens by the method %q", p.Account.Realm(), p.Method)
	}
}

// checkCertificate spares the user a refusal that is certain.
func (a *App) checkCertificate(p profile.Profile) error {
	cert, err := m2m.ParseCertificate([]byte(p.Certificate))
	if err != nil || a.options.Now().Before(cert.Ends()) {
		return nil //nolint:nilerr // without a certificate NetSuite judges
	}
	return WithHints(fmt.Errorf("signing in to %s: the certificate of %s has %w, on %s", p.Account.Realm(), p.Name, ErrExpired, cert.Ends().Format("2 January 2006")),
		"suitekey renew "+p.Name+" replaces it")
}

// refusedAccess notes a refused sign-in and says where the reason is to be found.
func (a *App) refusedAccess(session *storage.Session, p profile.Profile, err error) error {
	var failed *netsuite.Error
	if !errors.As(err, &failed) || failed.Class != netsuite.Refused {
		return err
	}
	now := a.options.Now()
	noted := session.Note(p.Name, func(p *profile.Profile) { diagnose.Report{Refusals: 1}.Remember(p, now) })
	hints := []string{"suitekey test " + p.Name + " says what may be wrong and what mends it"}
	if noted != nil {
		hints = append(hints, "the refusal could not be noted: "+noted.Error())
	}
	return WithHints(err, hints...)
}

// Header is the Authorization header of one request.
type Header struct {
	Value   secret.Secret
	Method  string
	URL     string // as it is to be sent
	Expires time.Time
	Cached  bool // its access token was got earlier
}

// Header makes the Authorization header for a request: a signature for just this
// one, or the access token. target may be a path alone.
func (a *App) Header(ctx context.Context, p profile.Profile, method, target string, o AccessOptions) (Header, error) {
	url, err := p.Account.Target(target)
	if err == nil {
		err = tba.CheckMethod(method)
	}
	if err != nil {
		return Header{}, &UsageError{Err: err}
	}
	h := Header{Method: method, URL: url}
	if p.Method == profile.TBA {
		value, err := p.Signer().Header(method, url, tba.NewStamp(a.options.Now()))
		if err != nil {
			return Header{}, &UsageError{Err: err}
		}
		h.Value = secret.New(value)
		return h, nil
	}
	access, err := a.AccessToken(ctx, p, o)
	if err != nil {
		return Header{}, err
	}
	h.Value, h.Expires, h.Cached = secret.New("Bearer "+access.Token.Reveal()), access.Expires, access.Cached
	return h, nil
}
