// Package access is everything that signs in with a saved connection: access
// tokens, headers, tests, revocations, and the return to an earlier state.
package access

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"suitekey/core/diagnose"
	"suitekey/core/lockout"
	"suitekey/core/m2m"
	"suitekey/core/netsuite"
	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/core/tba"
	"suitekey/storage"
	"suitekey/ui/app/connections"
	"suitekey/ui/app/problem"
)

const (
	// spare is how long a token that is given out stays good at least.
	spare = 5 * time.Minute
	// longestToken is what no access token outlives: NetSuite's are good for 60
	// minutes (docs.oracle.com ... section_162755359851). One that seems to be
	// good for longer was stored while the clock was wrong.
	longestToken = 2 * time.Hour
)

// Timeout bounds each call of a connection test. A person waits for it, so
// it is shorter than the call time-out that is stored for the product.
const Timeout = netsuite.DefaultTimeout

// Client signs in with the connections of a vault.
type Client struct {
	Connections *connections.Connections
	NetSuite    *netsuite.Client
}

func (c *Client) now() time.Time { return c.Connections.Now() }

// Token is an access token of a connection.
type Token struct {
	Value   secret.Secret
	Expires time.Time
	Cached  bool // it was got earlier
}

// Options are the options of Token and Header.
type Options struct {
	Refresh bool // leave the stored one alone
	Force   bool // sign in though four recent sign-ins were refused
}

// Token returns an access token that is valid for at least five minutes: the stored
// token, or a new one, which it stores encrypted beside the connection. It notes a
// refused sign-in there and does not repeat it.
func (c *Client) Token(ctx context.Context, p profile.Profile, o Options) (Token, error) {
	session, err := c.Connections.Open()
	if err != nil {
		return Token{}, err
	}
	if p.Method == profile.TBA {
		return Token{}, problem.Usage(p.Name+" signs in by Token-Based Authentication, which has no access tokens: each request has its own signature",
			"suitekey header "+p.Name+" GET URL signs one", "suitekey curl "+p.Name+" URL signs and sends it")
	}
	if access, ok := c.cached(session, p); ok && !o.Refresh {
		return access, nil
	}
	if err := c.checkBudget(p, o.Force); err != nil {
		return Token{}, err
	}
	ctx = lockout.Force(ctx, o.Force)
	var access Token
	if p.Method == profile.Code {
		access, err = c.refresh(ctx, session, p)
	} else {
		access, err = c.signIn(ctx, session, p)
	}
	if err != nil {
		return Token{}, c.refusedAccess(session, p, err)
	}
	return access, nil
}

// cached returns the stored access token if it is usable.
func (c *Client) cached(session *storage.Session, p profile.Profile) (Token, bool) {
	kept, ok := storage.TokensOf(session).Cached(p)
	if !ok || !usable(kept, c.now()) {
		return Token{}, false
	}
	return Token{Value: kept.Access, Expires: kept.Expires, Cached: true}, true
}

// keep stores an access token. It ignores a failure: the next call then signs in again.
func (c *Client) keep(session *storage.Session, p profile.Profile, token netsuite.Token) Token {
	_ = storage.TokensOf(session).Cache(p, storage.AccessToken{Access: token.Access, Expires: token.Expires, Got: c.now()})
	return Token{Value: token.Access, Expires: token.Expires}
}

// usable reports whether a stored token is valid for long enough.
func usable(t storage.AccessToken, now time.Time) bool {
	left := t.Expires.Sub(now)
	return left > spare && left < longestToken && !now.Before(t.Got.Add(-spare))
}

// checkBudget returns an error if another refusal could lock the user.
func (c *Client) checkBudget(p profile.Profile, force bool) error {
	all, err := c.Connections.Refusals(p)
	if err == nil {
		err = lockout.Check(all, c.now(), force)
	}
	return spent(p, err)
}

// spent says what to do when suitekey no longer signs in.
func spent(p profile.Profile, err error) error {
	if !errors.Is(err, lockout.ErrSpent) {
		return err
	}
	var withheld *netsuite.Error
	if !errors.As(err, &withheld) {
		err = fmt.Errorf("signing in to %s: %w", p.Account.Realm(), err)
	}
	return problem.WithHints(err, "wait, or fix the cause first: suitekey test "+p.Name, "to sign in anyway: --force")
}

// signIn gets a new access token with the certificate.
func (c *Client) signIn(ctx context.Context, session *storage.Session, p profile.Profile) (Token, error) {
	if err := c.checkCertificate(p); err != nil {
		return Token{}, err
	}
	request, err := netsuite.TokenRequestFor(p)
	if err != nil {
		return Token{}, fmt.Errorf("signing in to %s: %w", p.Account.Realm(), err)
	}
	token, err := c.NetSuite.With(Timeout, p.Retries, p.RetryInterval).Token(ctx, p.Account, request)
	if err != nil {
		return Token{}, err
	}
	return c.keep(session, p, token), nil
}

// refresh gets a new access token with the refresh token. The refresh token of a public
// client can be used once; a second use ends the connection. So one process refreshes at
// a time, the next process first looks for the new access token, and a refresh that has
// begun is not cancelled.
func (c *Client) refresh(ctx context.Context, session *storage.Session, p profile.Profile) (access Token, err error) {
	waiting, cancel := context.WithTimeout(ctx, 2*Timeout)
	defer cancel()
	err = session.Alone(waiting, p.Name, func(context.Context) error {
		now, err := session.Load(p.Name)
		if err != nil {
			return err
		}
		if !now.RefreshToken.Equal(p.RefreshToken) {
			if found, ok := c.cached(session, now); ok {
				access = found
				return nil
			}
		}
		if netsuite.CodeGrantFor(now).Public() {
			ctx = context.WithoutCancel(ctx)
		}
		access, err = c.refreshAlone(ctx, session, now)
		return err
	})
	return access, err
}

func (c *Client) refreshAlone(ctx context.Context, session *storage.Session, p profile.Profile) (Token, error) {
	again := "sign in again in the browser: suitekey retoken " + p.Name
	if ended(p, c.now()) {
		return Token{}, problem.WithHints(fmt.Errorf("signing in to %s: the refresh token of %s has %w", p.Account.Realm(), p.Name, problem.ErrExpired), again)
	}
	token, err := c.NetSuite.With(Timeout, p.Retries, p.RetryInterval).Refresh(ctx, netsuite.CodeGrantFor(p), p.RefreshToken)
	if errors.Is(err, netsuite.ErrSignInAgain) {
		// Store that the token has expired now, whatever its date was: nothing uses it
		// again.
		now := c.now()
		_ = session.Note(p, func(p *profile.Profile) { p.RefreshUntil = now })
		return Token{}, problem.WithHints(err, again)
	}
	if err != nil {
		return Token{}, err
	}
	if !token.Refresh.Equal(p.RefreshToken) {
		if err := session.KeepRefreshToken(p.Name, p.RefreshToken, token.Refresh, token.RefreshUntil); err != nil {
			return Token{}, problem.WithHints(fmt.Errorf("the new refresh token could not be stored, and the former one can no longer be used: %w", err), again)
		}
	}
	return c.keep(session, p, token.Token), nil
}

// ended reports whether NetSuite certainly refuses the refresh token. The record of a
// public client sets how long its refresh token lives, and suitekey cannot read that
// setting: NetSuite has to refuse the token once. docs.oracle.com, section_158081952044
func ended(p profile.Profile, now time.Time) bool {
	switch {
	case p.RefreshToken.IsEmpty():
		return true
	case p.RefreshUntil.IsZero() || now.Before(p.RefreshUntil):
		return false
	case !netsuite.CodeGrantFor(p).Public():
		return true
	}
	return slices.ContainsFunc(p.Refusals, func(at time.Time) bool { return !at.Before(p.RefreshUntil) })
}

// checkCertificate returns an error for an expired certificate, because NetSuite would
// refuse it.
func (c *Client) checkCertificate(p profile.Profile) error {
	cert, err := m2m.ParseCertificate([]byte(p.Certificate))
	if err != nil || c.now().Before(cert.Ends()) {
		return nil //nolint:nilerr // without a certificate NetSuite judges
	}
	return problem.WithHints(fmt.Errorf("signing in to %s: the certificate of %s has %w, on %s", p.Account.Realm(), p.Name, problem.ErrExpired, cert.Ends().Format("2 January 2006")),
		"suitekey renew "+p.Name+" replaces it")
}

// refusedAccess notes a refused sign-in and says where to find the reason.
func (c *Client) refusedAccess(session *storage.Session, p profile.Profile, err error) error {
	hint := "suitekey test " + p.Name + " says what may be wrong and how to fix it"
	var failed *netsuite.Error
	switch {
	case !errors.As(err, &failed) || failed.Class != netsuite.Refused:
		return spent(p, err)
	case !netsuite.Counts(err):
		return problem.WithHints(err, hint)
	}
	now := c.now()
	noted := session.Note(p, func(p *profile.Profile) { diagnose.Report{Refusals: 1}.Remember(p, now) })
	hints := []string{hint}
	if noted != nil {
		hints = append(hints, "the refusal could not be stored: "+noted.Error())
	}
	return problem.WithHints(err, hints...)
}

// Header is the Authorization header of one request.
type Header struct {
	Value   secret.Secret
	Method  string
	URL     string // as it is to be sent
	Expires time.Time
	Cached  bool // its access token was got earlier
}

// Header returns the Authorization header for a request: a signature for this request
// only, or the access token. target may be only a path.
func (c *Client) Header(ctx context.Context, p profile.Profile, method, target string, o Options) (Header, error) {
	url, err := p.Account.Target(target)
	if err == nil {
		err = tba.CheckMethod(method)
	}
	if err != nil {
		return Header{}, &problem.UsageError{Err: err}
	}
	h := Header{Method: method, URL: url}
	if p.Method == profile.TBA {
		value, err := p.Signer().Header(method, url, tba.NewStamp(c.now()))
		if err != nil {
			return Header{}, &problem.UsageError{Err: err}
		}
		h.Value = secret.New(value)
		return h, nil
	}
	access, err := c.Token(ctx, p, o)
	if err != nil {
		return Header{}, err
	}
	h.Value, h.Expires, h.Cached = secret.New("Bearer "+access.Value.Reveal()), access.Expires, access.Cached
	return h, nil
}
