package netsuite

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"suitekey/core/account"
	"suitekey/core/secret"
	"suitekey/core/tba"
	"suitekey/core/termsafe"
)

// The three-step flow gets a TBA token pair through the browser: RequestToken,
// then a person allows it on TemporaryToken.AuthorizeURL, then AccessToken with
// the verifier that the browser is sent back with (see ParseCallback). The
// integration record needs the box "TBA: Authorization Flow" and the callback
// URL. docs.oracle.com ... section_156337186044

// Consumer is the pair of an integration record.
type Consumer struct {
	Key    string        // also called client ID
	Secret secret.Secret // also called client secret; empty for a public client
}

// credentials sign as the consumer. The flow knows HMAC-SHA256 alone.
func (c Consumer) credentials(id account.ID) tba.Credentials {
	return tba.Credentials{Account: id, ConsumerKey: c.Key, ConsumerSecret: c.Secret, Algorithm: tba.HMACSHA256}
}

// RequestTokenRequest are the values of the first step.
type RequestTokenRequest struct {
	Consumer Consumer
	// Callback is where the browser is sent back to. It must match the
	// integration record; "http://localhost:*" there allows any port and path of
	// localhost. docs.oracle.com ... bridgehead_4249032125
	Callback string
	// Role is the internal ID of the role to sign in with; "" lets the person
	// choose on NetSuite's page.
	Role string
}

// TemporaryToken is the result of the first step. It is valid for a few minutes.
type TemporaryToken struct {
	Account account.ID
	Token   string
	Secret  secret.Secret
}

// AuthorizeURL is the page on which a person allows the access, in the browser.
// state comes back with the redirect and must be compared: see NewState. Here
// it may have up to 512 letters and digits.
// docs.oracle.com ... section_156536698849
func (t TemporaryToken) AuthorizeURL(state string) string {
	query := url.Values{"oauth_token": {t.Token}}
	if state != "" {
		query.Set("state", state)
	}
	return "https://" + t.Account.App() + "/app/login/secure/authorizetoken.nl?" + query.Encode()
}

// NewState makes a state that nobody can guess, fit for both flows: 52 letters
// and digits.
func NewState() string { return rand.Text() + rand.Text() }

// RequestToken is the first step. A failure does not count as a refused sign-in, because
// nobody has signed in yet.
func (c *Client) RequestToken(ctx context.Context, id account.ID, r RequestTokenRequest) (TemporaryToken, error) {
	extra := []tba.Param{{Name: "oauth_callback", Value: r.Callback}}
	if r.Role != "" {
		extra = append(extra, tba.Param{Name: "role", Value: r.Role})
	}
	values, err := c.flowStep(ctx, call{
		doing: "asking " + id.Realm() + " for a request token",
		url:   "https://" + id.RESTlets() + "/rest/requesttoken",
		auth:  flowAuth{r.Consumer.credentials(id), extra},
	}, "compare the consumer key and secret with the integration record, and check that \"TBA: Authorization Flow\" is ticked there and that the callback URL matches "+
		termsafe.Line(r.Callback, 200)+"; the Login Audit Trail has the reason")
	if err != nil {
		return TemporaryToken{}, err
	}
	return TemporaryToken{Account: id, Token: values.Get("oauth_token"), Secret: secret.New(values.Get("oauth_token_secret"))}, nil
}

// AccessTokenRequest are the values of the last step.
type AccessTokenRequest struct {
	Consumer  Consumer
	Temporary TemporaryToken
	Verifier  secret.Secret // Callback.Verifier
}

// TokenPair is an access token of TBA. It does not expire.
type TokenPair struct {
	TokenID     string
	TokenSecret secret.Secret
}

// AccessToken is the last step. It is made once: the request token is used up
// by it, so that after a lost answer the sign-in has to be begun again, and a
// token that nobody knows the secret of may stand in the list of access tokens.
// docs.oracle.com ... section_156537025868
func (c *Client) AccessToken(ctx context.Context, id account.ID, r AccessTokenRequest) (TokenPair, error) {
	credentials := r.Consumer.credentials(id)
	credentials.TokenID, credentials.TokenSecret = r.Temporary.Token, r.Temporary.Secret
	values, err := c.flowStep(ctx, call{
		doing: "getting the access token from " + id.Realm(),
		url:   "https://" + id.RESTlets() + "/rest/accesstoken",
		auth:  flowAuth{credentials, []tba.Param{{Name: "oauth_verifier", Value: r.Verifier.Reveal()}}},
		once:  true,
	}, "start the sign-in in the browser again: a request token expires after a few minutes and can be used once; the Login Audit Trail has the reason")
	var failed *Error
	if errors.As(err, &failed) && (failed.Class == TimedOut || failed.Mark == MarkBroken) {
		failed.Next = "start the sign-in in the browser again; if NetSuite made a token nevertheless, revoke the unused token under " + account.PageTokens.Menu()
	}
	if err != nil {
		return TokenPair{}, err
	}
	return TokenPair{TokenID: values.Get("oauth_token"), TokenSecret: secret.New(values.Get("oauth_token_secret"))}, nil
}

// flowAuth signs with further parameters in the header.
type flowAuth struct {
	credentials tba.Credentials
	extra       []tba.Param
}

func (a flowAuth) Authorize(r *http.Request, now time.Time) error {
	header, err := a.credentials.Header(r.Method, r.URL.String(), tba.NewStamp(now), a.extra...)
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", header)
	return nil
}

// flowStep sends the first or the last step and reads the pair it gives.
func (c *Client) flowStep(ctx context.Context, call call, refused string) (url.Values, error) {
	call.method, call.accept = http.MethodPost, "application/x-www-form-urlencoded, application/json;q=0.9, text/plain;q=0.8"
	call.judge = func(a *answer) *Error {
		if _, ok := a.tokenPair(); ok && a.status < 300 {
			return nil // whatever its Content-Type
		}
		failed := judgeToken(a)
		switch {
		case failed == nil:
			failed = a.unexpected("the answer contains no token pair")
		case failed.Class == Refused:
			failed.Next = refused
		}
		return failed
	}
	a, err := c.send(ctx, call)
	if err != nil {
		return nil, err
	}
	values, _ := a.tokenPair()
	return values, nil
}

// tokenPair reads oauth_token and oauth_token_secret. NetSuite's pages do not
// say how they are encoded: OAuth 1.0 has a form (RFC 5849 section 2.1), the
// services beside it answer JSON, so both are taken.
func (a *answer) tokenPair() (url.Values, bool) {
	if a.truncated {
		return nil, false
	}
	text := strings.TrimSpace(string(a.body))
	values, err := url.ParseQuery(text)
	if strings.HasPrefix(text, "{") {
		var object map[string]any
		values, err = url.Values{}, json.Unmarshal([]byte(text), &object)
		for name, value := range object {
			if text, ok := value.(string); ok {
				values.Set(name, text)
			}
		}
	}
	const most = 1000
	for _, name := range []string{"oauth_token", "oauth_token_secret"} {
		if value := values.Get(name); !headerSafe(value) || len(value) > most {
			return nil, false
		}
	}
	return values, err == nil
}

// RevokeToken permanently ends a token pair. The pair itself signs the request, because
// NetSuite lets users revoke only their own tokens. The request is sent once: after a
// success NetSuite would refuse the same signature, which counts towards locking the
// user. After a lost answer see CheckRevoked. docs.oracle.com ... chapter_157017286140
func (c *Client) RevokeToken(ctx context.Context, id account.ID, credentials tba.Credentials) error {
	query := url.Values{"consumerKey": {credentials.ConsumerKey}, "token": {credentials.TokenID}}
	_, err := c.send(ctx, call{
		doing:  "revoking the access token in " + id.Realm(),
		method: http.MethodGet,
		url:    "https://" + id.RESTlets() + "/rest/revoketoken?" + query.Encode(),
		auth:   TBA(credentials),
		once:   true,
		// What a success holds is not published: anything but a page for people will do.
		judge: func(a *answer) *Error {
			if a.status >= 200 && a.status < 300 && !strings.HasPrefix(strings.TrimSpace(string(a.body)), "<") {
				return nil
			}
			return a.failed()
		},
	})
	return err
}

// CheckRevoked reports whether a token pair no longer signs in. Where it is
// revoked, as it should be, this is one of the five refused sign-ins that lock
// the user: call it only after an answer of RevokeToken was lost.
func (c *Client) CheckRevoked(ctx context.Context, id account.ID, credentials tba.Credentials) (bool, error) {
	_, err := c.With(c.timeout, 0, c.interval).TokenInfo(ctx, id, TBA(credentials))
	var failed *Error
	if errors.As(err, &failed) && failed.Class == Refused {
		return true, nil
	}
	return false, err
}
