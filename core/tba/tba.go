// Package tba signs requests for Token-Based Authentication: the OAuth 1.0a
// header of REST web services and RESTlets, and the token passport of SOAP. It
// is pure: nonce and time are arguments.
package tba

import (
	"crypto/rand"
	"errors"
	"time"

	"suitekey/core/account"
	"suitekey/core/secret"
)

// Algorithm is the signature method. The empty Algorithm is HMAC-SHA256.
type Algorithm string

// The algorithms. REST and RESTlets know the spelling with a hyphen only, and
// SOAP takes it too (docs.oracle.com, section_4395625838).
const (
	HMACSHA256 Algorithm = "HMAC-SHA256"
	HMACSHA1   Algorithm = "HMAC-SHA1"
)

// SHA1SwitchedOff returns the release with which accounts of that kind stopped
// accepting HMAC-SHA1, whatever the WSDL version. The release calendar has its source.
func SHA1SwitchedOff(kind account.Kind) string {
	end, _ := account.FindDeadline(account.SubjectSHA1) // a test of the calendar finds it
	return end.For(kind).String()
}

// Warning returns what to say about an algorithm before it is used in an account of
// that kind, "" for a good one.
func (a Algorithm) Warning(kind account.Kind) string {
	if a != HMACSHA1 {
		return ""
	}
	return "NetSuite switched HMAC-SHA1 off with release " + SHA1SwitchedOff(kind) +
		", whatever the WSDL version, and refuses it as UnknownAlgorithm: choose HMAC-SHA256 unless you are reproducing an old client's request"
}

// name returns the algorithm as requests spell it.
func (a Algorithm) name() string {
	if a == "" {
		return string(HMACSHA256)
	}
	return string(a)
}

// Credentials sign a request. TokenID and TokenSecret are empty in the first step of the
// three-step flow, which requests a token.
type Credentials struct {
	Account        account.ID
	ConsumerKey    string
	ConsumerSecret secret.Secret
	TokenID        string
	TokenSecret    secret.Secret
	Algorithm      Algorithm
}

// check returns an error if the credentials are incomplete.
func (c Credentials) check() error {
	switch {
	case c.Account.IsZero():
		return errors.New("signing needs the account ID: give it first")
	case c.ConsumerKey == "":
		return errors.New("signing needs the consumer key: take it from the integration record")
	case c.ConsumerSecret.IsEmpty():
		return errors.New("signing needs the consumer secret, which NetSuite showed once: give it, or reset the credentials on the integration record")
	case c.TokenID == "" && !c.TokenSecret.IsEmpty():
		return errors.New("there is a token secret but no token ID: give both, NetSuite shows them together")
	case c.TokenID != "" && c.TokenSecret.IsEmpty():
		return errors.New("there is a token ID but no token secret: give both, or make a new token")
	case c.Algorithm.newHash() == nil:
		return errors.New("the signature algorithm is unknown: choose HMAC-SHA256")
	}
	return nil
}

// Stamp makes a request unique. NetSuite refuses a nonce that it has seen with the same
// time, so each attempt needs a new stamp.
type Stamp struct {
	Nonce string // 6 to 64 letters and digits; 20 is what Oracle advises
	Time  int64  // Unix seconds, within 5 minutes of NetSuite's clock
}

// NewStamp makes a stamp with a random nonce.
func NewStamp(now time.Time) Stamp {
	const nonceLength = 20
	return Stamp{Nonce: rand.Text()[:nonceLength], Time: now.Unix()}
}

// Param is a further parameter of the three-step flow: role, oauth_callback,
// oauth_verifier. It is signed and sent in the header.
type Param struct{ Name, Value string }
