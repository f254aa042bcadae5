package steps

import (
	"suitekey/core/account"
	"suitekey/core/diagnose"
	"suitekey/core/m2m"
	"suitekey/core/profile"
)

// The answers to token_by: a person signs in with a browser and NetSuite makes the token,
// or a person copies a token made in NetSuite.
const (
	ByBrowser = "browser"
	ByCopy    = "copy"
)

// ExistingKey is the key type of a key pair that the person provides.
const ExistingKey = "existing"

// Guards.

// Guards.
func IsTBA(s State) bool { return s.Method() == profile.TBA }

func IsM2M(s State) bool { return s.Method() == profile.M2M }

func UsesSOAP(s State) bool { return s.Has(profile.SOAP) }

func UsesConnect(s State) bool { return s.Has(profile.Connect) }

func IsCode(s State) bool { return s.Method() == profile.Code }

func TokenByBrowser(s State) bool {
	return IsTBA(s) && s.Value(KeyTokenBy) == ByBrowser
}

func HasToken(s State) bool {
	return s.Value(KeyTokenID) != "" && !s.Secret(KeyTokenSecret).IsEmpty()
}

// UploadsByBrowser reports whether suitekey uploads the certificate with a browser sign-in.
func UploadsByBrowser(s State) bool { return IsM2M(s) && s.Value(KeyUploadBy) == ByBrowser }

// UsesCodeGrant reports whether the integration record needs the box and the redirect URI
// of the authorization code grant.
func UsesCodeGrant(s State) bool { return IsCode(s) || UploadsByBrowser(s) }

func BringsKey(s State) bool { return IsM2M(s) && s.Value(KeyKeyType) == ExistingKey }

// Zero values for State.forget.
var (
	hostsNone     account.DataCenters
	NoReport      diagnose.Report
	NoKey         m2m.Key
	NoCertificate m2m.Certificate
)
