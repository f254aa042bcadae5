package simulator

import (
	"time"

	"suitekey/core/simulator/records"
	"suitekey/core/simulator/wire"
)

// alterClaim changes a token-based request as the fault x describes.
func alterClaim(x records.Alteration, c claim) claim {
	switch x {
	case records.NonceCut:
		c.nonce = "abcde"
	case records.ParameterTwice:
		c.malformed = true
	case records.FieldDropped:
		c.missing = true
	case records.VersionChanged:
		c.version = "2.0"
	case records.AlgorithmChanged:
		c.algorithm = "HMAC-SHA1"
	}
	return c
}

// alterAssertion changes the claims of a client assertion. Its signature stays valid.
func alterAssertion(x records.Alteration, s wire.Assertion) wire.Assertion {
	switch x {
	case records.AlgorithmChanged:
		s.Algorithm = "RS256"
	case records.KeyIDDropped:
		s.KeyID = ""
	case records.LifetimeStretched:
		s.Expires = s.Issued.Add(3 * time.Hour)
	case records.ScopesDropped:
		s.Scopes = nil
	}
	return s
}

// misfortune returns the answer that a fault sends in place of the correct one.
func misfortune(a *records.Account, surface records.Surface, version string) (wire.Answer, bool) {
	f := a.Spoil.Wire
	switch {
	case f == nil || f.Surface != surface:
		return wire.Answer{}, false
	case f.Status >= 300 && f.Status < 400:
		return wire.Reply(f.Status, "text/plain", "").With("Location", "https://"+wire.GenericREST+"/elsewhere"), true
	case surface == records.SurfaceSOAP:
		return wire.SOAPFault(version, f.Kind, f.Code, f.Message), true
	case surface == records.SurfaceRESTlet:
		return wire.RESTletError(f.Status, f.Code, f.Message), true
	case surface == records.SurfaceToken:
		return wire.TokenError(a.ID, f.Status, f.Code), true
	}
	return wire.RESTError(f.Status, f.Code, f.Message), true
}
