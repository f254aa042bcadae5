package diagnose

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"suitekey/core/account"
	"suitekey/core/m2m"
	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/core/simulator/faults"
	"suitekey/core/simulator/records"
)

// change makes a fault out of a profile alone.
func change(f func(*profile.Profile)) func(*testing.T, bench, *profile.Profile) {
	return func(_ *testing.T, _ bench, p *profile.Profile) { f(p) }
}

// turn makes a fault by a knob of the world.
func turn(f func(bench) error) func(*testing.T, bench, *profile.Profile) {
	return func(t *testing.T, b bench, _ *profile.Profile) {
		t.Helper()
		if err := f(b); err != nil {
			t.Fatal(err)
		}
	}
}

// weather makes a fault that no account is to blame for.
func weather(f func(bench)) func(*testing.T, bench, *profile.Profile) {
	return func(_ *testing.T, b bench, _ *profile.Profile) { f(b) }
}

var localFaults = []fault{
	{"no account", profile.TBA, change(func(p *profile.Profile) { p.Account = account.ID{} }), Values, "AccountMissing", 1},
	{"no consumer key", profile.TBA, change(func(p *profile.Profile) { p.ConsumerKey = "" }), Values, "IntegrationValuesMissing", 1},
	{"no consumer secret", profile.TBA, change(func(p *profile.Profile) { p.ConsumerSecret = secret.Secret{} }), Values, "IntegrationValuesMissing", 1},
	{"four sign-ins refused a minute ago", profile.TBA, change(func(p *profile.Profile) {
		p.Refusals = slices.Repeat([]time.Time{testNow.Add(-time.Minute)}, 4)
	}), Values, "SignInsSpent", 1},
	{"no token secret", profile.TBA, change(func(p *profile.Profile) { p.TokenSecret = secret.Secret{} }), Values, "TokenValuesMissing", 1},
	{"equal consumer values", profile.TBA, change(func(p *profile.Profile) { p.ConsumerSecret = secret.New(p.ConsumerKey) }), Values, "SameIntegrationValues", 1},
	{"token ID where the consumer key belongs", profile.TBA, change(func(p *profile.Profile) { p.TokenID = p.ConsumerKey }), Values, "SameTokenValues", 1},
	{"secret of the wrong pair", profile.TBA, change(func(p *profile.Profile) { p.TokenSecret = p.ConsumerSecret }), Values, "SameTokenValues", 1},
	{"application ID as consumer key", profile.TBA, change(func(p *profile.Profile) { p.ConsumerKey = "1C61CD58-044D-497A-AA29-7A3E9A9BB924" }), Values, "ApplicationIDGiven", 1},
	{"a hidden consumer key", profile.TBA, change(func(p *profile.Profile) { p.ConsumerKey = strings.Repeat("•", 20) }), Values, "MaskedValue", 1},
	{"a hidden token secret", profile.TBA, change(func(p *profile.Profile) { p.TokenSecret = secret.New("**************") }), Values, "MaskedValue", 1},
	{"a padded token secret", profile.TBA, change(func(p *profile.Profile) { p.TokenSecret = secret.New(" " + p.TokenSecret.Reveal() + "\u200b\n") }), Values, "PaddedValue", 1},
	{"a padded consumer key", profile.TBA, change(func(p *profile.Profile) { p.ConsumerKey = `"` + p.ConsumerKey + `"` }), Values, "PaddedValue", 1},
	{"unknown signature algorithm", profile.TBA, change(func(p *profile.Profile) { p.SignatureAlgorithm = "PLAINTEXT" }), Values, "UnknownAlgorithm", 1},
	{"another account's WSDL", profile.TBA, change(func(p *profile.Profile) {
		p.WSDL = "https://9999901.suitetalk.api.netsuite.com/wsdl/v2025_2_0/netsuite.wsdl"
	}), Values, "WSDLOfAnotherAccount", 1},
	{"WSDL on another host", profile.TBA, change(func(p *profile.Profile) { p.WSDL = "https://evil.example.com/wsdl/v2025_2_0/netsuite.wsdl" }), Values, "WSDLUnusable", 1},

	{"no client ID", profile.M2M, change(func(p *profile.Profile) { p.ConsumerKey = "" }), Values, "IntegrationValuesMissing", 1},
	{"no certificate ID", profile.M2M, change(func(p *profile.Profile) { p.CertificateID = "" }), Values, "MissingKeyId", 1},
	{"client ID as certificate ID", profile.M2M, change(func(p *profile.Profile) { p.CertificateID = p.ConsumerKey }), Values, "CertificateIDIsClientID", 1},
	{"client ID and certificate ID swapped", profile.M2M, change(func(p *profile.Profile) { p.ConsumerKey, p.CertificateID = p.CertificateID, p.ConsumerKey }), Values, "CertificateIDSwapped", 1},
	{"key and certificate swapped", profile.M2M, change(func(p *profile.Profile) {
		p.PrivateKey, p.Certificate = secret.New(p.Certificate), p.PrivateKey.Reveal()
	}), Values, "KeyCertificateSwapped", 1},
	{"a key under a passphrase", profile.M2M, change(func(p *profile.Profile) {
		p.PrivateKey = secret.New("-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00112233445566778899AABBCCDDEEFF\n\nAAAAAAAAAAAAAAAAAAAAAA==\n-----END EC PRIVATE KEY-----\n")
	}), Values, "KeyEncrypted", 1},
	{"a key too small", profile.M2M, func(t *testing.T, _ bench, p *profile.Profile) { p.PrivateKey = smallKey(t) }, Values, "KeyUnsupported", 1},
	{"no private key", profile.M2M, change(func(p *profile.Profile) { p.PrivateKey = secret.Secret{} }), Values, "KeyUnusable", 1},
	{"algorithm of another curve", profile.M2M, change(func(p *profile.Profile) { p.JWTAlgorithm = "ES512" }), Values, "AlgorithmMismatch", 1},
	{"an algorithm that NetSuite refuses", profile.M2M, change(func(p *profile.Profile) { p.JWTAlgorithm = "RS256" }), Values, "AlgorithmMismatch", 1},
	{"no scope", profile.M2M, change(func(p *profile.Profile) { p.Scopes = nil }), Values, "InvalidScope", 1},
	{"scope of the other surface", profile.M2M, change(func(p *profile.Profile) { p.Scopes = []string{"restlets"} }), Values, "ScopeMissing", 1},
	{"SOAP", profile.M2M, change(func(p *profile.Profile) { p.Surfaces = append(p.Surfaces, profile.SOAP) }), Values, "SOAPNeedsTBA", 1},
	{"another key's certificate", profile.M2M, func(t *testing.T, _ bench, p *profile.Profile) { p.Certificate = newCertificate(t, testNow, 365) }, Values, "KeyMismatch", 1},
	{"an expired certificate", profile.M2M, func(t *testing.T, _ bench, p *profile.Profile) {
		p.Certificate = newCertificate(t, testNow.AddDate(0, 0, -40), 30)
	}, Values, "CertificateExpired", 1},
	{"a certificate of tomorrow", profile.M2M, func(t *testing.T, _ bench, p *profile.Profile) {
		p.Certificate = newCertificate(t, testNow.AddDate(0, 0, 1), 30)
	}, Values, "CertificateNotYetValid", 1},
	{"a certificate that is none", profile.M2M, change(func(p *profile.Profile) { p.Certificate = "-----BEGIN NOTHING-----" }), Values, "CertificateUnusable", 1},
}

func newCertificate(t *testing.T, from time.Time, days int) string {
	t.Helper()
	key, err := m2m.Generate(t.Context(), m2m.P256)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := m2m.SelfSign(key, m2m.CertificateOptions{CommonName: "other", From: from, Days: days})
	if err != nil {
		t.Fatal(err)
	}
	return certificate.PEM()
}

func smallKey(t *testing.T) secret.Secret {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return secret.New(string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})))
}

var worked = profile.Tested{At: testNow.AddDate(0, -1, 0)}

// What NetSuite answers to these is one and the same: only what is known beside
// the answer can tell them apart.
var tbaFaults = []fault{
	{"wrong consumer secret", profile.TBA, change(func(p *profile.Profile) { p.ConsumerSecret = secret.New(strings.Repeat("0", 64)) }), SignIn, "InvalidSignature", 3},
	{"truncated token secret", profile.TBA, change(func(p *profile.Profile) { p.TokenSecret = secret.New(p.TokenSecret.Reveal()[:60]) }), SignIn, "InvalidSignature", 1},
	{"wrong consumer key", profile.TBA, change(func(p *profile.Profile) { p.ConsumerKey = strings.Repeat("0", 64) }), SignIn, "consumer_key_unknown", 5},
	{"truncated consumer key", profile.TBA, change(func(p *profile.Profile) { p.ConsumerKey = p.ConsumerKey[:63] }), SignIn, "consumer_key_unknown", 1},
	{"truncated token ID", profile.TBA, change(func(p *profile.Profile) { p.TokenID = p.TokenID[1:] }), SignIn, "token_rejected", 1},
	{"HMAC-SHA1", profile.TBA, change(func(p *profile.Profile) { p.SignatureAlgorithm = "HMAC-SHA1" }), SignIn, "UnknownAlgorithm", 1},
	{"sandbox refreshed", profile.TBA, func(t *testing.T, b bench, p *profile.Profile) {
		p.Tested = worked
		turn(func(b bench) error { return b.RefreshSandbox(sandbox) })(t, b, p)
	}, SignIn, "SandboxRefreshed", 1},
	{"token revoked", profile.TBA, turn(func(b bench) error { return b.RevokeToken(sandbox) }), SignIn, "token_rejected", 3},
	{"record blocked", profile.TBA, turn(func(b bench) error { return b.BlockIntegration(sandbox) }), SignIn, "consumer_key_refused", 7},
	{"feature off", profile.TBA, turn(func(b bench) error { return b.DisableFeature(sandbox, records.FeatureTBA) }), SignIn, "FeatureDisabled", 8},
	{"user without the role", profile.TBA, turn(func(b bench) error { return b.RemoveRole(sandbox) }), SignIn, "permission_denied", 5},
	{"permission to log in missing", profile.TBA, turn(func(b bench) error { return b.TakePermission(sandbox, records.PermissionTokenLogin) }), SignIn, "permission_denied", 5},
	{"user locked", profile.TBA, turn(func(b bench) error { return b.LockUser(sandbox) }), SignIn, "temporary_locked", 9},
	{"user locked, refusals remembered", profile.TBA, func(t *testing.T, b bench, p *profile.Profile) {
		p.Refusals = []time.Time{testNow, testNow, testNow}
		turn(func(b bench) error { return b.LockUser(sandbox) })(t, b, p)
	}, SignIn, "temporary_locked", 4},
	{"overload as a refusal", profile.TBA, weather(func(b bench) { b.BusyAsRefused(1) }), SignIn, "Overload", 10},
	{"a told reason", profile.TBA, func(t *testing.T, b bench, p *profile.Profile) {
		b.TellDetails(true)
		turn(func(b bench) error { return b.BlockIntegration(sandbox) })(t, b, p)
	}, SignIn, "consumer_key_refused", 1},
	{"REST permission missing", profile.TBA, turn(func(b bench) error { return b.TakePermission(sandbox, records.PermissionREST) }), REST, "INSUFFICIENT_PERMISSION", 1},
	{"REST feature off", profile.TBA, turn(func(b bench) error { return b.DisableFeature(sandbox, records.FeatureREST) }), REST, "RESTFeatureOff", 2},
	{"SOAP permission missing", profile.TBA, turn(func(b bench) error { return b.TakePermission(sandbox, records.PermissionSOAP) }), SOAP, "WS_PERMISSION_REQD", 1},
	{"SOAP feature off", profile.TBA, turn(func(b bench) error { return b.DisableFeature(sandbox, records.FeatureSOAP) }), SOAP, "WS_FEATURE_REQD", 1},
}

var m2mFaults = []fault{
	{"wrong client ID", profile.M2M, change(func(p *profile.Profile) { p.ConsumerKey = strings.Repeat("0", 64) }), SignIn, "InvalidIssuer", 3},
	{"wrong certificate ID", profile.M2M, change(func(p *profile.Profile) { p.CertificateID = strings.Repeat("x", 43) }), SignIn, "MissingKey", 1},
	{"certificate revoked", profile.M2M, turn(func(b bench) error { return b.RevokeCertificates(sandbox) }), SignIn, "MissingKey", 1},
	{"sandbox refreshed", profile.M2M, func(t *testing.T, b bench, p *profile.Profile) {
		p.Tested = worked
		turn(func(b bench) error { return b.RefreshSandbox(sandbox) })(t, b, p)
	}, SignIn, "SandboxRefreshed", 1},
	{"scope box unticked", profile.M2M, turn(func(b bench) error { return b.UntickBox(sandbox, records.BoxScopeREST) }), SignIn, "ScopeMismatched", 1},
	{"M2M box unticked", profile.M2M, turn(func(b bench) error { return b.UntickBox(sandbox, records.BoxM2M) }), SignIn, "AuthorizationCodeGrantRequired", 1},
	{"record blocked", profile.M2M, turn(func(b bench) error { return b.BlockIntegration(sandbox) }), SignIn, "IntegrationBlocked", 3},
	{"feature off", profile.M2M, turn(func(b bench) error { return b.DisableFeature(sandbox, records.FeatureOAuth2) }), SignIn, "FeatureDisabled", 5},
	{"role inactive", profile.M2M, turn(func(b bench) error { return b.DeactivateRole(sandbox) }), SignIn, "EntityOrRoleDisabled", 1},
	{"permission to log in missing", profile.M2M, turn(func(b bench) error { return b.TakePermission(sandbox, records.PermissionOAuth2Login) }), SignIn, "EntityOrRoleDisabled", 1},
	{"clock two minutes ahead", profile.M2M, weather(func(b bench) { b.SkewClock(-2 * time.Minute) }), Clock, "TokenNotAcceptable", 1},
	{"clock almost five minutes behind", profile.M2M, weather(func(b bench) { b.SkewClock(5*time.Minute - 5*time.Second) }), Clock, "TokenExpired", 1},
	{"REST permission missing", profile.M2M, turn(func(b bench) error { return b.TakePermission(sandbox, records.PermissionREST) }), REST, "INSUFFICIENT_PERMISSION", 1},
}

var otherFaults = []fault{
	{"unknown account", profile.TBA, func(t *testing.T, _ bench, p *profile.Profile) { p.Account = parse(t, "1234567") }, Account, "AccountUnknown", 1},
	{"clock an hour off", profile.TBA, weather(func(b bench) { b.SkewClock(time.Hour) }), Clock, "InvalidTimestamp", 1},
	{"clock an hour ahead", profile.M2M, weather(func(b bench) { b.SkewClock(-time.Hour) }), Clock, "TokenNotAcceptable", 1},
	{"outage", profile.TBA, weather(func(b bench) { b.Outage(100) }), Account, "ServiceUnavailable", 1},
	{"busy", profile.TBA, weather(func(b bench) { b.Busy(100) }), SignIn, "ConcurrencyLimit", 1},
	{"busy RESTlets", profile.TBA, func(t *testing.T, b bench, p *profile.Profile) {
		p.Surfaces = []profile.Surface{profile.RESTlet}
		b.Busy(100)
	}, SignIn, "ConcurrencyLimit", 1},
	{"busy SOAP", profile.TBA, func(t *testing.T, b bench, p *profile.Profile) {
		p.Surfaces = []profile.Surface{profile.SOAP}
		b.Busy(100)
	}, SignIn, "ConcurrencyLimit", 1},
	{"a log-in page", profile.TBA, weather(func(b bench) { b.Garbage(faults.GarbageHTML) }), Account, "NotNetSuite", 1},
	{"truncated JSON", profile.TBA, weather(func(b bench) { b.Garbage(faults.GarbageTruncated) }), Account, "NotNetSuite", 1},
	{"binary", profile.TBA, weather(func(b bench) { b.Garbage(faults.GarbageBinary) }), Account, "NotNetSuite", 1},
	{"an empty answer", profile.TBA, weather(func(b bench) { b.Garbage(faults.GarbageEmpty) }), Account, "NotNetSuite", 1},
	{"an endless answer", profile.TBA, weather(func(b bench) { b.Garbage(faults.GarbageEndless) }), Account, "NotNetSuite", 1},
	{"a redirect", profile.TBA, weather(func(b bench) { b.Garbage(faults.GarbageRedirect) }), Account, "NotNetSuite", 1},
	{"garbage on the REST host", profile.TBA, weather(func(b bench) {
		b.OnlyFor("/services/rest/")
		b.Garbage(faults.GarbageHTML)
	}), SignIn, "NotNetSuite", 1},
	{"garbage for the token", profile.M2M, weather(func(b bench) {
		b.OnlyFor("/token")
		b.Garbage(faults.GarbageTruncated)
	}), SignIn, "NotNetSuite", 1},
	{"garbage for the WSDL", profile.TBA, weather(func(b bench) {
		b.OnlyFor("/wsdl/")
		b.Garbage(faults.GarbageBinary)
	}), WSDL, "WSDLUnusable", 1},
}

// fault is a mistake and where it belongs in the list of causes.
type fault struct {
	name   string
	method profile.Method
	change func(*testing.T, bench, *profile.Profile)
	failed string // check
	cause  string
	within int // 1: must be named first; else among the first so many, since NetSuite does not tell more
}

func meetOwnFaults(t *testing.T, note func(Report)) {
	faults := slices.Concat(localFaults, tbaFaults, m2mFaults, otherFaults)
	first := 0
	for _, f := range faults {
		t.Run(string(f.method)+" "+f.name, func(t *testing.T) {
			b := newBench(t)
			var p profile.Profile
			if f.method == profile.M2M {
				p = b.m2mProfile(t, sandbox)
			} else {
				p = b.tbaProfile(t, sandbox)
			}
			f.change(t, b, &p)
			report := b.run(t, p)
			note(report)
			if report.OK || report.Err == nil {
				t.Fatalf("passed: %+v", report.Checks)
			}
			if got := firstFailed(report); got != f.failed {
				t.Errorf("failed at %q, want %q: %v", got, f.failed, report.Err)
			}
			place := slices.IndexFunc(report.Causes, func(c Cause) bool { return c.Code == f.cause }) + 1
			if place == 0 || place > f.within {
				t.Errorf("%s is in place %d of %s", f.cause, place, codes(report))
			}
			if place == 1 {
				first++
			}
			// Overload posing as a refusal is in nobody's audit trail; the run has
			// to count it all the same.
			if refused := refusals(b); refused > 1 || (refused == 1) != report.Refused && f.cause != "Overload" {
				t.Errorf("%d sign-ins were refused, Refused is %v", refused, report.Refused)
			}
		})
	}
	t.Logf("%d of %d faults were named first", first, len(faults))
}

func firstFailed(r Report) string {
	for _, check := range r.Checks {
		if check.State == Failed {
			return check.Name
		}
	}
	return ""
}

func codes(r Report) string {
	var list []string
	for _, c := range r.Causes {
		list = append(list, fmt.Sprintf("%s(%s)", c.Code, c.Likelihood))
	}
	return strings.Join(list, " ")
}

// refusals counts what the account itself wrote down.
func refusals(b bench) int {
	n := 0
	for _, id := range []string{production, sandbox} {
		for _, row := range b.AuditTrail(id) {
			if !row.OK {
				n++
			}
		}
	}
	return n
}
