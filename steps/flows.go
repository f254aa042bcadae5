package steps

import (
	"suitekey/core/account"
	"suitekey/core/diagnose"
	"suitekey/core/m2m"
	"suitekey/core/profile"
)

// Flows are the journeys, in the order in which they are offered.
func Flows() []Flow { return []Flow{Setup(), Retoken(), Renew(), Migrate(), Change()} }

// Setup is the first journey: from nothing to a verified, saved connection.
func Setup() Flow {
	return Flow{
		Name:  "setup",
		Title: "first set-up",
		Steps: []Step{
			accountStep(),
			productStep(),
			surfacesStep(),
			methodStep(),
			wsdlVersionStep(),
			wsdlStep(),
			roleStep(),
			integrationStep(),
			tokenStep(),
			askTokenStep(),
			allowStep(),
			signatureStep(),
			oldSignatureStep(),
			keyTypeStep(),
			existingKeyStep(),
			jwtStep(),
			keyPairStep(),
			uploadStep(),
			beginCodeStep("ask-upload", uploadsByBrowser, uploaded),
			allowUploadStep(),
			scopesStep(),
			beginCodeStep("ask-code", isCode, signedIn),
			allowCodeStep(),
			timeoutStep(),
			retryStep(),
			testStep(),
			NewVault(),
			saveStep(),
		},
	}
}

// FixedBy names the journey that replaces, in a saved connection, what the set-up
// step of that name was for; "" where none does.
func FixedBy(step string) string {
	for _, s := range Setup().Steps {
		if s.Name == step {
			return s.FixedBy
		}
	}
	return ""
}

// Guards.
func isTBA(s State) bool    { return s.Method() == profile.TBA }
func isM2M(s State) bool    { return s.Method() == profile.M2M }
func usesSOAP(s State) bool { return s.Has(profile.SOAP) }

// What "not there" looks like, for State.forget.
var (
	hostsNone       account.DataCenters
	reportNone      diagnose.Report
	keyNone         m2m.Key
	certificateNone m2m.Certificate
)
