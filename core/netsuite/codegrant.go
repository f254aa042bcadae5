package netsuite

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"golang.org/x/oauth2"

	"suitekey/core/account"
	"suitekey/core/m2m"
	"suitekey/core/profile"
	"suitekey/core/secret"
)

// How long a refresh token is expected to live where NetSuite does not say it. A
// confidential client's is used as often as wanted and ends after seven days,
// whatever happens; a public client's is used once and brings another, and its
// record sets from 1 to 720 hours (48 unless edited), which may be more or less than
// expected here: the day is a reminder, and no proof that the token has ended.
// docs.oracle.com ... section_158081952044, section_157771733782; the 720 hours from
// the prerequisites of Oracle Integration's NetSuite adapter.
const (
	RefreshLifetime       = 7 * 24 * time.Hour
	PublicRefreshLifetime = 48 * time.Hour
	longestRefresh        = 720 * time.Hour
)

// ErrSignInAgain means that NetSuite no longer accepts the refresh token: a person must
// sign in with the browser again.
var ErrSignInAgain = errors.New("the refresh token has expired")

// CodeGrant is an integration record as the OAuth 2.0 authorization code grant
// uses it, always with PKCE. In order: Begin, a person allows it on
// CodeSignIn.URL, the address the browser ends on goes through ParsePasted, then
// Exchange; from then on Refresh, and RevokeRefresh at the end.
type CodeGrant struct {
	Account     account.ID
	Consumer    Consumer // without a secret: a public client
	RedirectURI string   // one of the record's, to the letter; see CheckRedirectURI
	Scopes      []string // rest_webservices, restlets

	// RefreshFor is how long the record of a public client lets a refresh token live, as
	// a person read it there; zero: not known.
	RefreshFor time.Duration
}

// CodeGrantFor returns the grant of a connection that uses this method.
func CodeGrantFor(p profile.Profile) CodeGrant {
	return CodeGrant{
		Account: p.Account, Consumer: Consumer{Key: p.ConsumerKey, Secret: p.ConsumerSecret},
		RedirectURI: p.RedirectURI, Scopes: p.Scopes, RefreshFor: RefreshHours(p.RefreshHours),
	}
}

// Public reports whether the record is a public client, which has no secret and
// gets a new refresh token each time.
func (g CodeGrant) Public() bool { return g.Consumer.Secret.IsEmpty() }

// lifetime returns how long a refresh token of this record is valid, as far as is known.
func (g CodeGrant) lifetime() time.Duration {
	switch {
	case !g.Public():
		return RefreshLifetime
	case g.RefreshFor > 0:
		return g.RefreshFor
	}
	return PublicRefreshLifetime
}

// RefreshHours returns the time that text, a whole number of hours from 1 to 720, stands
// for; zero for any other text. docs.oracle.com ... section_157771733782
func RefreshHours(text string) time.Duration {
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > int(longestRefresh/time.Hour) {
		return 0
	}
	return time.Duration(n) * time.Hour
}

// CheckRedirectURI reports whether text can be a redirect URI of the code grant:
// https or a scheme of the application's own. NetSuite takes no http, not even
// for localhost. docs.oracle.com ... section_157771733782
func CheckRedirectURI(text string) error {
	u, err := url.Parse(text)
	switch {
	case text == "":
		return errors.New("the redirect URI is missing: enter a redirect URI of the integration record, for example suitekey://callback")
	case err != nil || u.Scheme == "" || u.Host == "" && u.Opaque == "" && u.Path == "" || strings.ContainsAny(text, " #"):
		return errors.New("the redirect URI cannot be read: enter it exactly as on the integration record, for example suitekey://callback")
	case u.Scheme == "http":
		return errors.New("NetSuite does not accept http in a redirect URI, not even for localhost: enter an https address or a custom scheme such as suitekey://callback, and the same on the integration record")
	case u.Scheme == "javascript" || u.Scheme == "data" || u.Scheme == "file":
		return errors.New("the scheme of the redirect URI is not usable: enter an https address or a custom scheme such as suitekey://callback")
	}
	return nil
}

// CodeSignIn is a sign-in in progress. It can be stored while the person uses the browser;
// the verifier is a secret.
type CodeSignIn struct {
	Grant    CodeGrant
	State    string
	Verifier secret.Secret
}

// Begin checks the grant's values and makes state and verifier.
func (g CodeGrant) Begin() (CodeSignIn, error) {
	switch {
	case g.Account.IsZero():
		return CodeSignIn{}, errors.New("signing in by browser: the account ID is missing: give it first")
	case g.Consumer.Key == "":
		return CodeSignIn{}, errors.New("signing in by browser: the client ID is missing: take it from the integration record")
	}
	err := CheckRedirectURI(g.RedirectURI)
	if err == nil {
		err = m2m.CheckScopes(g.Scopes)
	}
	if err != nil {
		return CodeSignIn{}, fmt.Errorf("signing in by browser: %w", err)
	}
	return CodeSignIn{Grant: g, State: NewState(), Verifier: secret.New(oauth2.GenerateVerifier())}, nil
}

// URL is the page on which a person allows the access. It holds no secret.
// docs.oracle.com ... section_158081944642
func (s CodeSignIn) URL() string {
	return s.Grant.config().AuthCodeURL(s.State, oauth2.S256ChallengeOption(s.Verifier.Reveal()))
}

func (g CodeGrant) config() *oauth2.Config {
	style := oauth2.AuthStyleInHeader
	if g.Public() {
		style = oauth2.AuthStyleInParams // client_id alone
	}
	return &oauth2.Config{
		ClientID: g.Consumer.Key, ClientSecret: g.Consumer.Secret.Reveal(), RedirectURL: g.RedirectURI, Scopes: g.Scopes,
		Endpoint: oauth2.Endpoint{
			AuthURL:  "https://" + g.Account.App() + "/app/login/oauth2/authorize.nl",
			TokenURL: TokenURL(g.Account), AuthStyle: style,
		},
	}
}

// CodeToken is the result of Exchange and Refresh.
type CodeToken struct {
	Token
	// Refresh is the refresh token to use from now on. For a public client it is new each
	// time and must be stored immediately: the former token is used up, and another use
	// of it ends the connection.
	Refresh secret.Secret
	// RefreshUntil is the end of Refresh, as far as it is known; zero if Refresh is the
	// given token, whose end has not changed.
	RefreshUntil time.Time
}

// Exchange exchanges the redirect's code for tokens, after Callback.CheckCode. It sends
// one request, because a code can be used once.
func (c *Client) Exchange(ctx context.Context, s CodeSignIn, answer Callback) (CodeToken, error) {
	if err := answer.CheckCode(s.Grant.Account, s.State); err != nil {
		return CodeToken{}, err
	}
	call := s.Grant.call("signing in to " + s.Grant.Account.Realm() + " with the code from the browser")
	call.once = true
	token, err := c.grant(ctx, s.Grant, call, secret.Secret{}, func(ctx context.Context, config *oauth2.Config) (*oauth2.Token, error) {
		return config.Exchange(ctx, answer.Code.Reveal(), oauth2.VerifierOption(s.Verifier.Reveal()))
	})
	var failed *Error
	if errors.As(err, &failed) && (failed.Class == Refused && failed.Code == "invalid_grant" || failed.Class == TimedOut || failed.Mark == MarkBroken) {
		failed.Next = "start the sign-in in the browser again: a code expires after a few minutes and can be used once"
	}
	for _, value := range []struct {
		own    *string
		answer string
	}{{&token.Company, answer.Company}, {&token.Role, answer.Role}, {&token.Entity, answer.Entity}} {
		if err == nil && *value.own == "" {
			*value.own = value.answer
		}
	}
	return token, err
}

// Refresh gets a new access token without a person. Its errors say
// ErrSignInAgain where NetSuite no longer takes the refresh token; that is never
// tried again. A public client's refresh token is spent by the call, even if
// the answer is lost.
func (c *Client) Refresh(ctx context.Context, g CodeGrant, refresh secret.Secret) (CodeToken, error) {
	call := g.call("signing in to " + g.Account.Realm() + " with the refresh token")
	call.once = g.Public()
	token, err := c.grant(ctx, g, call, refresh, func(ctx context.Context, config *oauth2.Config) (*oauth2.Token, error) {
		return config.TokenSource(ctx, &oauth2.Token{RefreshToken: refresh.Reveal()}).Token()
	})
	var failed *Error
	if errors.As(err, &failed) {
		switch {
		case failed.Class == Refused && failed.Code == "invalid_grant":
			failed.Err = ErrSignInAgain
			failed.Next = "sign in again in the browser: a refresh token expires after seven days (for a public client after one use, or after the 1 to 720 hours that its integration record sets)"
		case g.Public() && failed.lost():
			failed.Next = "the refresh token may be used up: if NetSuite refuses the next attempt, sign in again in the browser"
		}
	}
	return token, err
}

// RevokeRefresh revokes a refresh token and its access tokens. docs.oracle.com ...
// section_161071224088
func (c *Client) RevokeRefresh(ctx context.Context, g CodeGrant, refresh secret.Secret) error {
	call := g.call("revoking the refresh token in " + g.Account.Realm())
	call.url = strings.TrimSuffix(call.url, "token") + "revoke"
	call.once = true
	form := url.Values{"token": {refresh.Reveal()}}
	if g.Public() {
		form.Set("client_id", g.Consumer.Key)
	} else {
		call.auth = basic{g.Consumer}
	}
	call.body = func(time.Time) ([]byte, error) { return []byte(form.Encode()), nil }
	_, err := c.send(ctx, call)
	return err
}

type basic struct{ consumer Consumer }

func (b basic) Authorize(r *http.Request, _ time.Time) error {
	r.SetBasicAuth(url.QueryEscape(b.consumer.Key), url.QueryEscape(b.consumer.Secret.Reveal())) // RFC 6749 section 2.3.1
	return nil
}

func (g CodeGrant) call(doing string) call {
	return call{
		doing: doing, method: http.MethodPost, url: TokenURL(g.Account),
		accept: "application/json", contentType: "application/x-www-form-urlencoded", judge: judgeToken,
	}
}

// grant makes the request with golang.org/x/oauth2 and sends it through this client, with
// all its checks and limits.
func (c *Client) grant(ctx context.Context, g CodeGrant, call call, had secret.Secret, do func(context.Context, *oauth2.Config) (*oauth2.Token, error)) (CodeToken, error) {
	sender := &sender{client: c, call: call}
	got, err := do(context.WithValue(ctx, oauth2.HTTPClient, &http.Client{Transport: sender}), g.config())
	var failed *Error
	switch {
	case errors.As(err, &failed):
		return CodeToken{}, failed // without the library's words around it
	case sender.got == nil:
		return CodeToken{}, err
	case err != nil: // not repeated: the library quotes the answer, tokens included
		return CodeToken{}, call.blame(sender.got.unexpected("the answer (HTTP 200) is not the JSON that NetSuite sends here"))
	case !headerSafe(got.AccessToken) || !strings.EqualFold(got.Type(), "bearer"):
		return CodeToken{}, call.blame(sender.got.unexpected("the answer (HTTP 200) contains no access token"))
	}
	seconds := got.ExpiresIn
	if seconds <= 0 {
		seconds = 3600 // docs.oracle.com ... section_158081952044
	}
	token := CodeToken{Token: Token{
		Access: secret.New(got.AccessToken), Expires: sender.got.sent.Add(time.Duration(seconds) * time.Second),
	}, Refresh: had}
	token.readClaims(got.AccessToken)
	if refresh := secret.New(got.RefreshToken); !refresh.IsEmpty() && !refresh.Equal(had) {
		lifetime := g.lifetime()
		if said, ok := got.Extra("refresh_token_expires_in").(float64); ok && said > 0 && said <= longestRefresh.Seconds() {
			lifetime = time.Duration(said) * time.Second
		}
		token.Refresh, token.RefreshUntil = refresh, sender.got.sent.Add(lifetime)
	}
	return token, nil
}

// sender is the transport that x/oauth2 is given.
type sender struct {
	client *Client
	call   call
	got    *answer
}

// RoundTrip sends the library's body and client authentication as call.
func (s *sender) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err = errors.Join(err, r.Body.Close()); err != nil {
		return nil, err
	}
	call := s.call
	call.body = func(time.Time) ([]byte, error) { return body, nil }
	call.auth = header(r.Header.Get("Authorization"))
	a, err := s.client.send(r.Context(), call)
	if err != nil {
		return nil, err
	}
	if a.truncated {
		return nil, call.blame(a.decode(nil))
	}
	s.got = a
	return &http.Response{
		StatusCode: a.status, Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(bytes.NewReader(a.body)), Request: r,
	}, nil
}

// header is an Authorization header, or "".
type header string

func (h header) Authorize(r *http.Request, _ time.Time) error {
	if h != "" {
		r.Header.Set("Authorization", string(h))
	}
	return nil
}
