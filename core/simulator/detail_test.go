package simulator

import (
	"crypto/elliptic"
	"go/ast"
	"go/parser"
	"go/token"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"suitekey/core/simulator/records"
)

// attempt is a sign-in that goes wrong in one way.
type attempt struct {
	name   string
	detail string
	status int
	do     func(s *stage) response
}

const timePath = "/services/rest/system/v1/serverTime"

func set(name, value string) func(url.Values) {
	return func(v url.Values) { v.Set(name, value) }
}

// after turns a knob and asks for the time.
func after(knob func(*World, string) error) func(*stage) response {
	return func(s *stage) response {
		s.must(knob(s.world, s.card.Account))
		return s.do(s.signed("GET", s.suiteTalk(timePath), nil, nil))
	}
}

// asking changes the parameters of the OAuth header before it is signed.
func asking(change func(url.Values)) func(*stage) response {
	return func(s *stage) response { return s.do(s.signed("GET", s.suiteTalk(timePath), change, nil)) }
}

var tbaAttempts = []attempt{
	{"blocked record", "consumer_key_refused", 401, after((*World).BlockIntegration)},
	{"record waiting for approval", "consumer_key_refused", 401, after(func(w *World, a string) error { return w.SetState(a, records.WaitingForApproval) })},
	{"box cleared", "consumer_key_refused", 401, after(func(w *World, a string) error { return w.UntickBox(a, records.BoxTBA) })},
	{"no such key", "consumer_key_unknown", 401, asking(set("oauth_consumer_key", strings.Repeat("0", 64)))},
	{"record deleted", "consumer_key_unknown", 401, after((*World).DeleteIntegration)},
	{"credentials reset", "consumer_key_unknown", 401, after((*World).ResetCredentials)},
	{"feature off", "FeatureDisabled", 401, after(func(w *World, a string) error { return w.DisableFeature(a, records.FeatureTBA) })},
	{"parameter missing", "MissingTokenPassportRequiredFields", 401, asking(func(v url.Values) { v.Del("oauth_nonce") })},
	{"realm missing", "MissingTokenPassportRequiredFields", 401, asking(func(v url.Values) { v.Del("realm") })},
	{"nonce of 5", "nonce_rejected", 401, asking(set("oauth_nonce", "abcde"))},
	{"nonce of 65", "nonce_rejected", 401, asking(set("oauth_nonce", strings.Repeat("a", 65)))},
	{"nonce with a hyphen", "nonce_rejected", 401, asking(set("oauth_nonce", "abcde-fghij"))},
	{"replayed", "NonceUsed", 401, func(s *stage) response {
		r := s.signed("GET", s.suiteTalk(timePath), nil, nil)
		if first := s.do(r); first.status != 200 {
			s.Fatalf("the first try: %d %s", first.status, first.text)
		}
		return s.do(r)
	}},
	{"replayed at a RESTlet", "nonce_used", 401, func(s *stage) response {
		r := s.signed("GET", s.restlets("/rest/tokeninfo"), nil, nil)
		s.do(r)
		return s.do(r)
	}},
	{"parameter twice", "parameter_rejected", 401, asking(func(v url.Values) { v.Add("oauth_nonce", "0123456789") })},
	{"parameter empty", "parameter_rejected", 401, asking(set("oauth_version", ""))},
	{"header unreadable", "parameter_rejected", 401, func(s *stage) response {
		r := s.request("GET", s.suiteTalk(timePath), "", "")
		r.Header.Set("Authorization", "OAuth oauth_token")
		return s.do(r)
	}},
	{"user inactive", "permission_denied", 401, after((*World).DeactivateUser)},
	{"role inactive", "permission_denied", 401, after((*World).DeactivateRole)},
	{"role removed", "permission_denied", 401, after((*World).RemoveRole)},
	{"permission taken", "permission_denied", 401, after(func(w *World, a string) error { return w.TakePermission(a, records.PermissionTokenLogin) })},
	{"permission too many", "permission_denied", 401, after(func(w *World, a string) error { return w.SetPermission(a, records.PermissionTokenAdmin, true) })},
	{"wrong secret", "InvalidSignature", 401, func(s *stage) response {
		s.card.TokenSecret = strings.Repeat("0", 64)
		return s.do(s.signed("GET", s.suiteTalk(timePath), nil, nil))
	}},
	{"query not signed", "InvalidSignature", 401, func(s *stage) response {
		r := s.signed("GET", s.suiteTalk(catalogPath), nil, nil)
		r.URL.RawQuery = "select=customer"
		return s.do(r)
	}},
	{"HMAC-SHA1", "UnknownAlgorithm", 401, asking(set("oauth_signature_method", "HMAC-SHA1"))},
	{"underscore outside SOAP", "UnknownAlgorithm", 401, asking(set("oauth_signature_method", "HMAC_SHA256"))},
	{"locked", "temporary_locked", 401, after((*World).LockUser)},
	{"clock 6 minutes slow", "InvalidTimestamp", 401, func(s *stage) response {
		s.world.SkewClock(6 * time.Minute)
		return s.do(s.signed("GET", s.suiteTalk(timePath), nil, nil))
	}},
	{"clock 6 minutes fast", "InvalidTimestamp", 401, func(s *stage) response {
		s.world.SkewClock(-6 * time.Minute)
		return s.do(s.signed("GET", s.suiteTalk(timePath), nil, nil))
	}},
	{"milliseconds", "InvalidTimestamp", 401, asking(set("oauth_timestamp", "1801562400000"))},
	{"no number", "InvalidTimestamp", 401, asking(set("oauth_timestamp", "now"))},
	{"no such token", "token_rejected", 401, asking(set("oauth_token", strings.Repeat("0", 64)))},
	{"revoked token", "token_rejected", 401, after((*World).RevokeToken)},
	{"version 2.0", "VersionRejected", 401, asking(set("oauth_version", "2.0"))},
	{"syntax at a RESTlet", "VersionRejected", 400, func(s *stage) response {
		return s.do(s.signed("GET", s.restlets("/rest/tokeninfo"), set("oauth_version", "2.0"), nil))
	}},
	{"SOAP, wrong signature", "InvalidSignature", 500, func(s *stage) response {
		return s.do(s.soap("ns1", "HMAC-SHA256", func(v map[string]string) { v["signature"] = "AAAA" }))
	}},
	{"SOAP, replayed", "NonceUsed", 500, func(s *stage) response {
		again := func(v map[string]string) { v["nonce"] = "replayedreplayed" }
		s.do(s.soap("ns1", "HMAC-SHA256", again))
		return s.do(s.soap("ns1", "HMAC-SHA256", again))
	}},
	{"SOAP, field missing", "MissingTokenPassportRequiredFields", 500, func(s *stage) response {
		return s.do(s.soap("ns1", "HMAC-SHA256", func(v map[string]string) { v["token"] = "" }))
	}},
	{"SOAP, HMAC-SHA1", "UnknownAlgorithm", 500, func(s *stage) response { return s.do(s.soap("ns1", "HMAC-SHA1", nil)) }},
}

// asserting maps a certificate, turns a knob and asks for a token with a
// changed assertion.
func asserting(knob func(*World, string) error, change func(header, claims map[string]any)) func(*stage) response {
	return func(s *stage) response {
		p := ecPair(s.T, elliptic.P256(), "ES256")
		id := s.mapped(p)
		if knob != nil {
			s.must(knob(s.world, s.card.Account))
		}
		return s.askToken(s.assertion(p, id, change))
	}
}

func claim1(name string, value any) func(header, claims map[string]any) {
	return func(_, claims map[string]any) { claims[name] = value }
}

var tokenAttempts = []attempt{
	{"alg RS256", "UnsupportedAlgo", 400, asserting(nil, func(h, _ map[string]any) { h["alg"] = "RS256" })},
	{"alg none", "UnsupportedAlgo", 400, asserting(nil, func(h, _ map[string]any) { h["alg"] = "none" })},
	{"no kid", "MissingKeyId", 400, asserting(nil, func(h, _ map[string]any) { delete(h, "kid") })},
	{"another kid", "MissingKey", 401, asserting(nil, func(h, _ map[string]any) { h["kid"] = strings.Repeat("A", 43) })},
	{"certificate revoked", "MissingKey", 401, asserting((*World).RevokeCertificates, nil)},
	{"certificate expired", "MissingKey", 401, asserting((*World).ExpireCertificates, nil)},
	{"feature off", "FeatureDisabled", 400, asserting(func(w *World, a string) error { return w.DisableFeature(a, records.FeatureOAuth2) }, nil)},
	{"another client", "InvalidIssuer", 401, asserting(nil, claim1("iss", "nobody"))},
	{"credentials reset", "InvalidIssuer", 401, asserting((*World).ResetCredentials, nil)},
	{"record blocked", "IntegrationBlocked", 400, asserting((*World).BlockIntegration, nil)},
	{"box cleared", "AuthorizationCodeGrantRequired", 400, asserting(func(w *World, a string) error { return w.UntickBox(a, records.BoxM2M) }, nil)},
	{"another key", "SignatureValidation", 401, func(s *stage) response {
		id := s.mapped(ecPair(s.T, elliptic.P256(), "ES256"))
		return s.askToken(s.assertion(ecPair(s.T, elliptic.P256(), "ES256"), id, nil))
	}},
	{"algorithm of another curve", "SignatureValidation", 401, asserting(nil, func(h, _ map[string]any) { h["alg"] = "ES384" })},
	{"algorithm of another kind", "SignatureValidation", 401, asserting(nil, func(h, _ map[string]any) { h["alg"] = "PS256" })},
	{"another account's audience", "SignatureValidation", 401, asserting(nil, claim1("aud", "https://9999901-sb1.suitetalk.api.netsuite.com"+tokenPath))},
	{"issued in the future", "TokenNotAcceptable", 400, asserting(nil, func(_, c map[string]any) {
		c["iat"], c["exp"] = testStart.Unix()+60, testStart.Unix()+360
	})},
	{"no iat", "TokenNotAcceptable", 400, asserting(nil, func(_, c map[string]any) { delete(c, "iat") })},
	{"valid for two hours", "TokenValidityTooBroad", 400, asserting(nil, claim1("exp", testStart.Unix()+7200))},
	{"no exp", "TokenValidityTooBroad", 400, asserting(nil, func(_, c map[string]any) { delete(c, "exp") })},
	{"expired", "TokenExpired", 400, asserting(nil, func(_, c map[string]any) { c["iat"], c["exp"] = testStart.Unix()-600, testStart.Unix()-300 })},
	{"no scope", "InvalidScope", 400, asserting(nil, func(_, c map[string]any) { delete(c, "scope") })},
	{"scope box not ticked", "ScopeMismatched", 400, asserting(func(w *World, a string) error { return w.UntickBox(a, records.BoxScopeConnect) }, claim1("scope", []string{"suite_analytics"}))},
	{"scope that M2M has not", "ScopeMismatched", 400, asserting(nil, claim1("scope", []string{"mcp"}))},
	{"role removed", "EntityOrRoleDisabled", 400, asserting((*World).RemoveRole, nil)},
	{"user inactive", "EntityOrRoleDisabled", 400, asserting((*World).DeactivateUser, nil)},
	{"permission taken", "EntityOrRoleDisabled", 400, asserting(func(w *World, a string) error { return w.TakePermission(a, records.PermissionOAuth2Login) }, nil)},
	{"permission too many", "EntityOrRoleDisabled", 400, asserting(func(w *World, a string) error { return w.SetPermission(a, records.PermissionOAuth2Admin, true) }, nil)},
}

// bearing gets an access token, turns a knob and asks for the time.
func bearing(knob func(*World, string) error) func(*stage) response {
	return func(s *stage) response {
		token := s.accessToken()
		s.must(knob(s.world, s.card.Account))
		return s.do(s.bearer("GET", s.suiteTalk(timePath), token, ""))
	}
}

var bearerAttempts = []attempt{
	{"not a token", "InvalidSignature", 401, func(s *stage) response { return s.do(s.bearer("GET", s.suiteTalk(timePath), "x", "")) }},
	{"an hour later", "AccessTokenExpired", 401, func(s *stage) response {
		token := s.accessToken()
		s.clock.move(time.Hour)
		return s.do(s.bearer("GET", s.suiteTalk(timePath), token, ""))
	}},
	{"expired by knob", "AccessTokenExpired", 401, bearing((*World).ExpireAccessTokens)},
	{"blocked token", "TokenBlocked", 401, bearing((*World).BlockAccessTokens)},
	{"record deleted", "InvalidIntegration", 401, bearing((*World).DeleteIntegration)},
	{"record blocked", "IntegrationBlocked", 401, bearing((*World).BlockIntegration)},
	{"feature off", "FeatureDisabled", 401, bearing(func(w *World, a string) error { return w.DisableFeature(a, records.FeatureOAuth2) })},
	{"role inactive", "EntityOrRoleDisabled", 401, bearing((*World).DeactivateRole)},
	{"scope of another surface", "ScopeMismatched", 401, func(s *stage) response {
		p := ecPair(s.T, elliptic.P256(), "ES256")
		r := s.askToken(s.assertion(p, s.mapped(p), claim1("scope", []string{"restlets"})))
		return s.do(s.bearer("GET", s.suiteTalk(timePath), r.json(s.T)["access_token"].(string), ""))
	}},
}

// detailsIn are the values of the constants that a file declares for the Detail
// column.
func detailsIn(t *testing.T, file string) map[string]bool {
	t.Helper()
	source, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	values := map[string]bool{}
	ast.Inspect(source, func(n ast.Node) bool {
		if spec, ok := n.(*ast.ValueSpec); ok && strings.HasPrefix(spec.Names[0].Name, "Detail") && len(spec.Values) == 1 {
			value, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			if value != records.DetailNoAccount { // of our own
				values[value] = true
			}
		}
		return true
	})
	if len(values) == 0 {
		t.Fatalf("%s declares no value", file)
	}
	return values
}

// TestDetails produces every value of the Detail column that the code knows,
// and checks that the wire keeps quiet about it.
func TestDetails(t *testing.T) {
	missing := detailsIn(t, "records/audit.go")
	for surface, attempts := range map[string][]attempt{"TBA": tbaAttempts, "token": tokenAttempts, "Bearer": bearerAttempts} {
		for _, a := range attempts {
			delete(missing, a.detail)
			t.Run(surface+"/"+a.name, func(t *testing.T) {
				s := newStage(t)
				r := a.do(s)
				if row := s.lastSignIn(); row.Detail != a.detail || row.OK {
					t.Errorf("Detail %q, want %q", row.Detail, a.detail)
				}
				if r.status != a.status {
					t.Errorf("status %d, want %d: %s", r.status, a.status, r.text)
				}
				if all := r.text + r.header.Get("WWW-Authenticate"); a.detail != "token_rejected" && strings.Contains(all, a.detail) {
					t.Errorf("the wire tells the cause: %s", all)
				}
			})
		}
	}
	for detail := range missing {
		t.Errorf("no attempt produces %s", detail)
	}
}

// TestTellDetails: the header may tell the cause, as NetSuite's does at times.
func TestTellDetails(t *testing.T) {
	s := newStage(t)
	s.world.TellDetails(true)
	s.must(s.world.BlockIntegration(s.card.Account))
	for _, r := range []response{
		s.do(s.signed("GET", s.suiteTalk(timePath), nil, nil)),
		s.do(s.bearer("GET", s.suiteTalk(timePath), "x", "")),
		s.askToken(s.assertion(ecPair(t, elliptic.P256(), "ES256"), "x", nil)),
	} {
		trail := s.world.AuditTrail(s.card.Account)
		header, told := r.header.Get("WWW-Authenticate"), false
		for _, row := range trail {
			told = told || strings.Contains(header, `error="`+row.Detail+`"`)
		}
		if !told {
			t.Errorf("the header is %s", header)
		}
	}
}
