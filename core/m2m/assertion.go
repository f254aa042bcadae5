package m2m

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"suitekey/core/secret"
)

// The scopes of a client assertion. The AI connector's mcp scope cannot be used
// with client credentials (docs.oracle.com, section_157771733782).
const (
	ScopeREST     = "rest_webservices"
	ScopeRESTlets = "restlets"
	ScopeConnect  = "suite_analytics"
)

const (
	// DefaultLifetime is long enough for one token request and a slow clock.
	DefaultLifetime = 5 * time.Minute
	// maxLifetime is below Oracle's limit, "less than 60 minutes" (section_162790605110).
	maxLifetime = 59 * time.Minute
	// backdate is subtracted from the time of issue: NetSuite answers TokenNotAcceptable
	// if that time is in its future, even by a second.
	backdate = 10 * time.Second
)

// Assertion is the content of a client assertion. Sign makes the token to send.
type Assertion struct {
	ClientID      string        // the integration record's consumer key
	CertificateID string        // as NetSuite shows it
	Scopes        []string      // at least one
	Audience      string        // the token URL to which it is posted
	Algorithm     Algorithm     // empty: the key's usual one
	Issued        time.Time     // now
	Lifetime      time.Duration // 0: DefaultLifetime
}

// CheckScopes returns an error if a list of scopes cannot be requested.
func CheckScopes(scopes []string) error {
	const choose = "choose " + ScopeREST + ", " + ScopeRESTlets + " or " + ScopeConnect
	if len(scopes) == 0 {
		return errors.New("no scope is chosen: " + choose + ", as selected on the integration record")
	}
	for i, scope := range scopes {
		switch {
		case scope == "mcp":
			return errors.New("the scope mcp cannot be used with client credentials: " + choose)
		case scope != ScopeREST && scope != ScopeRESTlets && scope != ScopeConnect:
			return fmt.Errorf("%s is not a scope: "+choose, secret.Quote(scope))
		case slices.Contains(scopes[:i], scope):
			return fmt.Errorf("the scope %s is given twice: give it once", scope)
		}
	}
	return nil
}

// check returns an error that names a missing value.
func (a Assertion) check() error {
	switch {
	case strings.TrimSpace(a.ClientID) == "":
		return errors.New("the assertion needs the client ID, which the integration record calls consumer key")
	case strings.TrimSpace(a.CertificateID) == "":
		return errors.New("the assertion needs the certificate ID, which NetSuite shows after the upload of the certificate")
	case a.Audience == "":
		return errors.New("the assertion needs the token URL as its audience")
	case a.Issued.IsZero():
		return errors.New("the assertion needs its time of issue")
	case a.Lifetime < 0 || a.Lifetime > maxLifetime:
		return fmt.Errorf("an assertion cannot be valid for %s: NetSuite accepts less than an hour", a.Lifetime)
	}
	return CheckScopes(a.Scopes)
}

// header is the header of an assertion. Here and in claims, the maps and the interfaces of
// package jwt would take an eighth of the time of a signature.
type header struct {
	Algorithm   Algorithm `json:"alg"`
	Certificate string    `json:"kid"`
	Type        string    `json:"typ"`
}

// claims are the claims of an assertion.
type claims struct {
	Issuer string `json:"iss"`
	// An array: Oracle's prose speaks of commas, but its own sample token
	// carries an array (section_162755359851).
	Scopes   []string `json:"scope"`
	Audience string   `json:"aud"`
	Issued   int64    `json:"iat"`
	Expires  int64    `json:"exp"`
	ID       string   `json:"jti"`
}

// Sign makes the signed client assertion, ready to be posted.
func (a Assertion) Sign(k Key) (secret.Secret, error) {
	if k.IsZero() {
		return secret.Secret{}, errNoKey
	}
	if err := a.check(); err != nil {
		return secret.Secret{}, err
	}
	if a.Algorithm == "" {
		a.Algorithm = k.Type().Algorithms()[0]
	}
	if err := k.Type().CheckAlgorithm(a.Algorithm); err != nil {
		return secret.Secret{}, err
	}
	var random [16]byte
	_, _ = rand.Read(random[:]) // never fails; see crypto/rand
	issued := a.Issued.Add(-backdate)
	lifetime := a.Lifetime
	if lifetime == 0 {
		lifetime = DefaultLifetime
	}
	return signed(header{a.Algorithm, a.CertificateID, "JWT"}, claims{
		Issuer: a.ClientID, Scopes: a.Scopes, Audience: a.Audience,
		Issued: issued.Unix(), Expires: issued.Add(lifetime).Unix(),
		ID: base64.RawURLEncoding.EncodeToString(random[:]),
	}, k)
}

// signed is the token of a header and claims, in the compact form of RFC 7515, 7.1.
func signed(h header, c claims, k Key) (secret.Secret, error) {
	token := make([]byte, 0, 1024)
	first, err := json.Marshal(&h)
	if err != nil {
		return secret.Secret{}, fmt.Errorf("encoding the assertion: %w", err)
	}
	second, err := json.Marshal(&c)
	if err != nil {
		return secret.Secret{}, fmt.Errorf("encoding the assertion: %w", err)
	}
	token = append(base64.RawURLEncoding.AppendEncode(token, first), '.')
	token = base64.RawURLEncoding.AppendEncode(token, second)
	signature, err := jwt.GetSigningMethod(string(h.Algorithm)).Sign(string(token), k.private.signer)
	if err != nil {
		return secret.Secret{}, fmt.Errorf("signing the assertion: %w", err)
	}
	return secret.New(string(base64.RawURLEncoding.AppendEncode(append(token, '.'), signature))), nil
}
