package netsuite

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"suitekey/core/account"
	"suitekey/core/m2m"
	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/core/termsafe"
)

// TokenURL is where an account hands out access tokens; it is also the
// audience of the assertion, character by character.
func TokenURL(id account.ID) string {
	return id.TokenURL()
}

// TokenRequest are the values of a sign-in with client credentials.
type TokenRequest struct {
	ClientID      string
	CertificateID string
	Scopes        []string
	Algorithm     m2m.Algorithm
	Key           m2m.Key
}

// TokenRequestFor returns the request of an M2M connection.
func TokenRequestFor(p profile.Profile) (TokenRequest, error) {
	key, err := m2m.ParseKey(p.PrivateKey, secret.Secret{})
	if err != nil {
		return TokenRequest{}, err
	}
	return TokenRequest{
		ClientID: p.ConsumerKey, CertificateID: p.CertificateID,
		Scopes: p.Scopes, Algorithm: m2m.Algorithm(p.JWTAlgorithm), Key: key,
	}, nil
}

// Token is an access token. Company, Role and Entity are internal IDs that the
// token says about itself, as a hint: NetSuite alone checks its signature.
type Token struct {
	Access  secret.Secret
	Expires time.Time
	Company string
	Role    string
	Entity  string
}

// Token signs in with a client assertion (OAuth 2.0 client credentials).
func (c *Client) Token(ctx context.Context, id account.ID, r TokenRequest) (Token, error) {
	call := call{
		doing:       "signing in to " + id.Realm() + " with the certificate",
		method:      http.MethodPost,
		url:         TokenURL(id),
		accept:      "application/json",
		contentType: "application/x-www-form-urlencoded",
		judge:       judgeToken,
		signIn:      SignIn{Credential: r.CertificateID},
		body: func(now time.Time) ([]byte, error) {
			assertion, err := m2m.Assertion{
				ClientID: r.ClientID, CertificateID: r.CertificateID, Scopes: r.Scopes,
				Audience: TokenURL(id), Algorithm: r.Algorithm, Issued: now,
			}.Sign(r.Key)
			if err != nil {
				return nil, err
			}
			return []byte(url.Values{
				"grant_type":            {"client_credentials"},
				"client_assertion_type": {"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
				"client_assertion":      {assertion.Reveal()},
			}.Encode()), nil
		},
	}
	a, err := c.send(ctx, call)
	if err != nil {
		return Token{}, err
	}
	token, failed := readToken(a)
	if failed != nil {
		return Token{}, call.blame(failed)
	}
	return token, nil
}

// judgeToken takes every 400 of the token endpoint for a refused sign-in, also
// with a code that RFC 6749 does not know.
//
// A 403 is a refusal too: nobody has been let in yet who could lack a permission.
func judgeToken(a *answer) *Error {
	failed := a.failed()
	switch {
	case failed == nil:
	case failed.Class == Forbidden, a.status == http.StatusBadRequest && failed.Code != "" && failed.Class == Unexpected:
		failed.Class = Refused
	}
	return failed
}

func readToken(a *answer) (Token, *Error) {
	var body struct {
		AccessToken string          `json:"access_token"`
		ExpiresIn   json.RawMessage `json:"expires_in"` // a number; leniently, also a string
		TokenType   string          `json:"token_type"`
	}
	if failed := a.decode(&body); failed != nil {
		return Token{}, failed
	}
	if !headerSafe(body.AccessToken) || (body.TokenType != "" && !strings.EqualFold(body.TokenType, "bearer")) {
		return Token{}, a.unexpected("the answer (HTTP " + strconv.Itoa(a.status) + ") contains no access token")
	}
	seconds, err := strconv.ParseUint(strings.Trim(string(body.ExpiresIn), `"`), 10, 31)
	if err != nil {
		seconds = 3600 // docs.oracle.com ... section_162755359851
	}
	token := Token{
		Access:  secret.New(body.AccessToken),
		Expires: a.sent.Add(time.Duration(seconds) * time.Second),
	}
	token.readClaims(body.AccessToken)
	return token, nil
}

// readClaims reads sub = "role;entity" and aud = ["application;company", ...].
// docs.oracle.com ... section_158255317571
func (t *Token) readClaims(access string) {
	parts := strings.Split(access, ".")
	if len(parts) != 3 {
		return
	}
	payload, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(parts[1], "="))
	if err != nil {
		return
	}
	var claims struct {
		Subject  string   `json:"sub"`
		Audience []string `json:"aud"`
	}
	if json.Unmarshal(payload, &claims) != nil {
		return
	}
	if role, entity, ok := strings.Cut(claims.Subject, ";"); ok {
		t.Role, t.Entity = termsafe.Line(role, 60), termsafe.Line(entity, 60)
	}
	for _, audience := range claims.Audience {
		if _, company, ok := strings.Cut(audience, ";"); ok {
			t.Company = termsafe.Line(company, 60)
			return
		}
	}
}
