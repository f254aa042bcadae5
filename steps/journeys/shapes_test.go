package journeys

import (
	"strings"
	"testing"

	"suitekey/core/secret"
	"suitekey/steps"
)

var (
	hexA = strings.Repeat("a1b2c3d4", 8)
	hexB = strings.Repeat("0f1e2d3c", 8)
)

func TestCredentialChecks(t *testing.T) {
	state := steps.NewState(steps.Facts{}).With(steps.KeyConsumerKey, hexA).WithSecret(steps.KeyTokenSecret, secret.New(hexB))
	for _, tc := range []struct{ name, key, text, problem, warning string }{
		{"right", steps.KeyConsumerKey, hexA, "", ""},
		{"same as another field", steps.KeyTokenID, hexA, "", "same as the consumer key"},
		{"same as a secret field", steps.KeyTokenID, hexB, "same as the token secret", ""},
		{"cut off", steps.KeyTokenID, strings.Repeat("a", 63), "", "63 of 64"},
		{"pasted twice", steps.KeyTokenID, strings.Repeat("ab", 64), "", "pasted twice"},
		{"capitals", steps.KeyTokenID, strings.Repeat("AB", 32), "", "capitals"},
		{"not hex", steps.KeyTokenID, strings.Repeat("xy", 32), "", "other characters"},
		{"private key", steps.KeyConsumerSecret, "-----BEGIN PRIVATE KEY----- abc", "private key", ""},
		{"certificate", steps.KeyConsumerKey, "-----BEGIN CERTIFICATE----- abc", "certificate", ""},
		{"application ID", steps.KeyConsumerKey, "1C61CD58-044D-497A-AA29-7A3E9A9BB924", "application ID", ""},
		{"access token", steps.KeyTokenID, "eyJhbGciOi.abc.def", "access token", ""},
		{"link", steps.KeyConsumerKey, "https://1234567.app.netsuite.com/", "link", ""},
		{"account ID", steps.KeyConsumerKey, "1234567_SB1", "account ID", ""},
		{"certificate ID", steps.KeyConsumerKey, "NPMnRyPg-WDWhPiAbisjKiH0fqnBpjOZ367wDTe0pqA", "", "certificate ID"},
		{"a token where the key belongs", steps.KeyConsumerKey, "Token ID: " + hexA, "label of the token ID", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f := steps.CheckCredential(tc.key)(state, tc.text)
			check := func(kind, got, want string) {
				if (want == "") != (got == "") || !strings.Contains(got, want) {
					t.Errorf("%s %q, want something with %q", kind, got, want)
				}
			}
			check("problem", f.Problem, tc.problem)
			check("warning", f.Warning, tc.warning)
		})
	}
}

func TestCertificateIDChecks(t *testing.T) {
	for _, tc := range []struct{ text, problem, warning string }{
		{hexA, "client ID", ""},
		{"-----BEGIN CERTIFICATE-----", "certificate itself", ""},
		{"NPMnRyPg-WDWhPiAbisjKiH0fqnBpjOZ367wDTe0pqA", "", ""},
		{"NPMnRyPg", "", "8 characters"},
		{"NPMnRyPg+WDWhPiAbisjKiH0fqnBpjOZ367wDTe0pqA", "letters, digits", ""},
	} {
		f := steps.CheckCertificateID(steps.NewState(steps.Facts{}), tc.text)
		if !strings.Contains(f.Problem, tc.problem) || (tc.problem == "") != (f.Problem == "") {
			t.Errorf("%s: problem %q", tc.text, f.Problem)
		}
		if !strings.Contains(f.Warning, tc.warning) || (tc.warning == "") != (f.Warning == "") {
			t.Errorf("%s: warning %q", tc.text, f.Warning)
		}
	}
}
