package steps

import (
	"suitekey/core/account"
	"suitekey/core/diagnose"
	"suitekey/core/m2m"
	"suitekey/core/profile"
)

// ByBrowser is the answer to how a token is got: a person signs in and NetSuite
// makes it. The other is that it was made there and is copied.
const (
	ByBrowser = "browser"
	ByCopy    = "copy"
)

// ExistingKey is the answer to the key type when a pair is brought along.
const ExistingKey = "existing"

// Guards: what the answers lead to.

// Guards.
func IsTBA(s State) bool { return s.Method() == profile.TBA }

func IsM2M(s State) bool { return s.Method() == profile.M2M }

func UsesSOAP(s State) bool { return s.Has(profile.SOAP) }

func IsCode(s State) bool { return s.Method() == profile.Code }

func TokenByBrowser(s State) bool {
	return IsTBA(s) && s.Value(KeyTokenBy) == ByBrowser
}

func HasToken(s State) bool {
	return s.Value(KeyTokenID) != "" && !s.Secret(KeyTokenSecret).IsEmpty()
}

// UploadsByBrowser tells whether somebody signs in so that suitekey can upload.
func UploadsByBrowser(s State) bool { return IsM2M(s) && s.Value(KeyUploadBy) == ByBrowser }

// UsesCodeGrant tells whether the integration record needs the box and the
// redirect URI of the authorization code grant.
func UsesCodeGrant(s State) bool { return IsCode(s) || UploadsByBrowser(s) }

func BringsKey(s State) bool { return IsM2M(s) && s.Value(KeyKeyType) == ExistingKey }

// What "not there" looks like, for State.forget.
var (
	hostsNone     account.DataCenters
	NoReport      diagnose.Report
	NoKey         m2m.Key
	NoCertificate m2m.Certificate
)
