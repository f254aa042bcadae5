// Package profile describes one saved NetSuite connection: what the journeys
// produce, the vault keeps and the client signs in with.
package profile

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"suitekey/core/account"
	"suitekey/core/lazyregexp"
	"suitekey/core/secret"
	"suitekey/core/tba"
)

// Method is how a connection signs in.
type Method string

// The methods. The values are those of the answers file.
const (
	TBA  Method = "tba"  // Token-Based Authentication, OAuth 1.0a
	M2M  Method = "m2m"  // OAuth 2.0 client credentials
	Code Method = "code" // OAuth 2.0 authorization code grant: a person signs in
)

// Surface is one of NetSuite's programming interfaces. People read the word interface; the
// answers file, the flag --surfaces and JSON have the key surfaces, which never changes,
// and the code follows the key. Interface describes a Surface.
type Surface string

// The interfaces. The values are those of the answers file.
const (
	REST    Surface = "rest"
	RESTlet Surface = "restlet"
	SOAP    Surface = "soap"
	Connect Surface = "connect" // SuiteAnalytics Connect: SQL by an ODBC, JDBC or ADO.NET driver
)

// Profile is one connection. Fields of the other methods are empty.
type Profile struct {
	Name     string     // chosen by the person; see CheckName
	Tags     []string   // chosen by the person for sorting; see CheckTag
	Account  account.ID // the account it signs in to
	Product  string     // key of the product that will use it (assets/consumers.json)
	Method   Method
	Surfaces []Surface
	Records  []string // API names of the record types that the product uses, as the person listed them

	WSDL   string // WSDL URL, for SOAP only
	RoleID string // internal ID of the role, for SuiteAnalytics Connect only: its driver sends it

	ConsumerKey    string        // also called client ID
	ConsumerSecret secret.Secret // TBA and Code, empty for a public client; M2M never sends it
	ConsumerSince  time.Time     // when this consumer pair was saved, for its age; zero: not known

	TokenID            string
	TokenSecret        secret.Secret
	TokenSince         time.Time // when this token pair was saved, for its age; zero: not known
	SignatureAlgorithm string    // "HMAC-SHA256", or "HMAC-SHA1" if the person accepts it

	KeyType       string        // "p256", "p384", "p521", "rsa3072", "rsa4096"
	JWTAlgorithm  string        // "ES256" ... "PS512"
	PrivateKey    secret.Secret // PKCS#8, PEM
	Certificate   string        // PEM, public
	CertificateID string        // as NetSuite shows it; the JWT's kid
	Scopes        []string      // "rest_webservices", "restlets", "suite_analytics"
	Entity        string        // internal ID or name of the mapped user, informative
	Role          string        // internal ID or name of the mapped role, informative

	RefreshToken secret.Secret // Code: used to request access tokens
	RefreshUntil time.Time     // Code: when RefreshToken expires and a person has to sign in again
	RedirectURI  string        // Code: one of the redirect URIs on the integration record
	RefreshHours string        // Code: how many hours the record of a public client lets a refresh token live; "": not known

	Timeout       time.Duration // call time-out of the product that will use it
	Retries       int           // on recoverable exceptions, 0 (none) to 5
	RetryInterval time.Duration // between two tries, at most 5 s

	Tested   Tested      // the last live test that passed
	Refusals []time.Time // recent refused sign-ins: five lock the user for 30 minutes
	Created  time.Time
	Changed  time.Time

	// Old is the state before a renewal or migration. The product may still use
	// its credential, so Old is kept until that credential is retired. An Old has
	// no Old of its own.
	Old *Profile
	// RetireOn is the day from which Old may be retired without asking again;
	// zero: only when a person says so.
	RetireOn time.Time
	// Unrevoked is the reason why suitekey cannot revoke Old, for a person: a clause
	// without a full stop. A person has to revoke the credential in NetSuite then. It is
	// empty as long as suitekey has not tried in vain.
	Unrevoked string
}

// Tested is what the last passed test learned from the account itself.
type Tested struct {
	At      time.Time
	Company string // company name or ID as the server reported it, if it did
	Role    string // role as the server reported it, if it did
	Entity  string // entity as the server reported it, if it did
}

var namePattern = lazyregexp.Lazy(`^[a-z0-9][a-z0-9._-]{0,62}$`)

// CheckName returns an error unless text can name a connection: up to 63
// lower-case letters, digits, dots, hyphens and underscores, starting with a
// letter or digit. The name is also a file name on every system, hence the narrow
// alphabet.
func CheckName(text string) error {
	if text == "" {
		return errors.New("the connection needs a name, for example acme-sb1")
	}
	if !namePattern().MatchString(text) || strings.Contains(text, "..") || strings.HasSuffix(text, ".") {
		return fmt.Errorf("%s cannot be a name: use lower-case letters, digits, hyphens and dots, at most 63, for example acme-sb1", secret.Quote(text))
	}
	if reservedOnWindows[strings.SplitN(text, ".", 2)[0]] {
		return fmt.Errorf("%q is a device name on Windows: choose another, for example %s-1", text, text)
	}
	return nil
}

var tagPattern = lazyregexp.Lazy(`^[a-z0-9][a-z0-9._/-]{0,31}$`)

// CheckTag returns an error unless text can be a tag: up to 32 lower-case letters, digits,
// dots, hyphens, underscores and slashes.
func CheckTag(text string) error {
	if !tagPattern().MatchString(text) {
		return fmt.Errorf("%s cannot be a tag: use lower-case letters, digits, hyphens, dots and slashes, at most 32, for example team/finance", secret.Quote(text))
	}
	return nil
}

var reservedOnWindows = func() map[string]bool {
	names := map[string]bool{"con": true, "prn": true, "aux": true, "nul": true}
	for _, device := range []string{"com", "lpt"} {
		for digit := '1'; digit <= '9'; digit++ {
			names[device+string(digit)] = true
		}
	}
	return names
}()

// Has reports whether the connection is for surface.
func (p *Profile) Has(surface Surface) bool {
	return slices.Contains(p.Surfaces, surface)
}

// KeepsTBA reports whether the end of Token-Based Authentication leaves the connection
// alone: SuiteAnalytics Connect goes on taking tokens (docs.oracle.com, section_0525020842).
func (p *Profile) KeepsTBA() bool { return p.Has(Connect) && len(p.Surfaces) == 1 }

// Signer returns the credentials that sign the requests of a TBA connection.
func (p Profile) Signer() tba.Credentials {
	return tba.Credentials{
		Account:     p.Account,
		ConsumerKey: p.ConsumerKey, ConsumerSecret: p.ConsumerSecret,
		TokenID: p.TokenID, TokenSecret: p.TokenSecret,
		Algorithm: tba.Algorithm(p.SignatureAlgorithm),
	}
}
