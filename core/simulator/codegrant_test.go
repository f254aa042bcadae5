package simulator

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"math/big"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"suitekey/core/simulator/records"
	"suitekey/core/simulator/wire"
)

// The known answer of docs.oracle.com, section_158081944642 and section_158081952044.
const (
	testVerifier  = "abFOm_isZAwm7PpI9BtJRMEuiMqhU6sUqZlVWSsAAf1QutgIOD~on78mu-JdpbKc_RA7IEcf2e~q0XrKlJ1tE.8Un64PXLKQG16G4lwW-a5de_0aeU2mHnyVPg.Or8cE"
	testChallenge = "Who5QBshz2Mu1Mq6GuAknYA5TnjA-0z7VhAgLloec1s"
	testState     = "0123456789012345678901 !~"
)

// authorizeQuery is a right one; change may spoil it.
func (s *stage) authorizeQuery(change func(url.Values)) url.Values {
	v := url.Values{
		"response_type": {"code"}, "client_id": {s.card.ConsumerKey}, "redirect_uri": {s.card.RedirectURI}, "scope": {"rest_webservices restlets"},
		"state": {testState}, "code_challenge": {testChallenge}, "code_challenge_method": {"S256"},
	}
	if change != nil {
		change(v)
	}
	return v
}

// code lets somebody allow the application.
func (s *stage) code() string {
	s.Helper()
	_, back := s.decide(s.app(authorizePath), s.authorizeQuery(nil))
	if back.Get("code") == "" {
		s.Fatalf("no code: %v", back)
	}
	return back.Get("code")
}

// exchange asks the token endpoint with the client's pair.
func (s *stage) exchange(path string, form url.Values) response {
	s.Helper()
	r := s.request("POST", s.suiteTalk(path), "application/x-www-form-urlencoded", form.Encode())
	if !form.Has("client_id") {
		r.SetBasicAuth(s.card.ConsumerKey, s.card.ConsumerSecret)
	}
	return s.do(r)
}

func (s *stage) codeForm(change func(url.Values)) url.Values {
	s.Helper()
	v := url.Values{"grant_type": {"authorization_code"}, "code": {s.code()}, "redirect_uri": {s.card.RedirectURI}, "code_verifier": {testVerifier}}
	if change != nil {
		change(v)
	}
	return v
}

func (s *stage) refreshForm(token string) url.Values {
	return url.Values{"grant_type": {"refresh_token"}, "refresh_token": {token}}
}

// tokens goes all the way.
func (s *stage) tokens(change func(url.Values)) (access, refresh string) {
	s.Helper()
	r := s.exchange(tokenPath, s.codeForm(change))
	if r.status != 200 {
		s.Fatalf("%d %s", r.status, r.text)
	}
	m := r.json(s.T)
	if m["expires_in"] != float64(3600) || m["token_type"] != "bearer" {
		s.Errorf("answer %s", r.text)
	}
	return m["access_token"].(string), m["refresh_token"].(string)
}

func (s *stage) status(access string) int {
	s.Helper()
	return s.do(s.bearer("GET", s.suiteTalk(timePath), access, "")).status
}

func TestCodeGrant(t *testing.T) {
	s := newStage(t)
	r, back := s.decide(s.app(authorizePath), s.authorizeQuery(nil))
	if r.status != 302 || !strings.HasPrefix(r.header.Get("Location"), s.card.RedirectURI+"?") || back.Get("state") != testState ||
		back.Get("company") != "9999901" || back.Get("role") != "1000" || back.Get("entity") != "1207" || back.Has("error") {
		t.Errorf("%d %v", r.status, back)
	}
	access, refresh := s.tokens(nil)
	if s.status(access) != 200 || s.do(s.bearer("GET", s.certificatesURL(), access, "")).status != 200 {
		t.Error("the access token")
	}
	s.clock.move(6 * 24 * time.Hour)
	again := s.exchange(tokenPath, s.refreshForm(refresh))
	if m := again.json(t); again.status != 200 || m["refresh_token"] != nil || s.status(m["access_token"].(string)) != 200 {
		t.Errorf("refreshing: %d %s", again.status, again.text)
	}
	latest := again.json(t)["access_token"].(string)
	if r := s.exchange(revokePath, url.Values{"token": {refresh}}); r.status != 200 || s.status(latest) != 401 || s.lastSignIn().Detail != "TokenBlocked" {
		t.Errorf("revoking: %d, then %s", r.status, s.lastSignIn().Detail)
	}
	if r := s.exchange(revokePath, url.Values{"token": {"unknown"}}); r.status != 200 {
		t.Errorf("revoking the unknown: %d", r.status)
	}
	if r := s.do(s.request("GET", s.suiteTalk(revokePath), "", "")); r.status != 400 {
		t.Errorf("revoking by GET: %d", r.status)
	}
	if _, back := s.decide("https://system.netsuite.com"+authorizePath, s.authorizeQuery(nil)); back.Get("company") != "9999901" {
		t.Errorf("where no account is known: %v", back)
	}
	if _, back := s.decide(s.app(authorizePath), s.authorizeQuery(set("decision", "deny"))); back.Get("error") != "access_denied" || back.Get("state") != testState || back.Has("code") {
		t.Errorf("denied: %v", back)
	}
	page := s.get(s.app(authorizePath) + "?" + s.authorizeQuery(set("redirect_uri", "suitekey://callback")).Encode())
	if !strings.HasSuffix(page.header.Get("Content-Security-Policy"), " suitekey:") {
		t.Errorf("a browser would not follow: %v", page.header)
	}
}

func TestPublicClient(t *testing.T) {
	s := newStage(t)
	s.must(s.world.SetBox(s.card.Account, records.BoxPublicClient, true))
	public := set("client_id", s.card.ConsumerKey)
	_, first := s.tokens(public)
	refresh := func(token string) response {
		form := s.refreshForm(token)
		public(form)
		return s.exchange(tokenPath, form)
	}
	next := refresh(first).json(t)
	second, access := next["refresh_token"].(string), next["access_token"].(string)
	if s.status(access) != 200 {
		t.Error("the refreshed access token")
	}
	if r := refresh(first); r.status != 400 || refresh(second).status != 400 || s.status(access) != 401 {
		t.Errorf("a refresh token used twice: %d, and its family lives", r.status)
	}
	_, token := s.tokens(public)
	for days := range 10 {
		s.clock.move(40 * time.Hour)
		r := refresh(token)
		if r.status != 200 {
			if days != 4 { // 168 hours after the first
				t.Errorf("the rotation ends after %d times", days)
			}
			return
		}
		token = r.json(t)["refresh_token"].(string)
	}
	t.Error("the rotation never ends")
}

func TestKeys(t *testing.T) {
	s := newStage(t)
	access, _ := s.tokens(nil)
	r := s.get(s.suiteTalk(keysPath))
	key := r.json(t)["keys"].([]any)[0].(map[string]any)
	coordinate := func(name string) []byte {
		raw, err := wire.Base64URL.DecodeString(key[name].(string))
		s.must(err)
		return raw
	}
	parts := strings.Split(access, ".")
	signature, err := wire.Base64URL.DecodeString(parts[2])
	s.must(err)
	digest := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	public, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), append(append([]byte{4}, coordinate("x")...), coordinate("y")...))
	s.must(err)
	if !ecdsa.Verify(public, digest[:], new(big.Int).SetBytes(signature[:32]), new(big.Int).SetBytes(signature[32:])) {
		t.Error("the key does not verify an access token")
	}
}

func TestKnownChallenge(t *testing.T) {
	if got := challengeOf(testVerifier); got != testChallenge {
		t.Errorf("challenge %s", got)
	}
}

// asked asks for the page of the code grant.
func asked(knob func(*World, string) error, change func(url.Values)) func(*stage) response {
	return func(s *stage) response {
		if knob != nil {
			s.must(knob(s.world, s.card.Account))
		}
		return s.get(s.app(authorizePath) + "?" + s.authorizeQuery(change).Encode())
	}
}

// exchanged asks for tokens with a code.
func exchanged(change func(url.Values)) func(*stage) response {
	return func(s *stage) response { return s.exchange(tokenPath, s.codeForm(change)) }
}

// refreshing gets a refresh token, turns a knob and uses it.
func refreshing(knob func(*World, string) error) func(*stage) response {
	return func(s *stage) response {
		_, token := s.tokens(nil)
		s.must(knob(s.world, s.card.Account))
		return s.exchange(tokenPath, s.refreshForm(token))
	}
}

var codeAttempts = []attempt{
	{"no such client", "UnknownIntegration", 400, asked(nil, set("client_id", "x"))},
	{"redirect elsewhere", "InvalidRedirectURI", 400, asked(nil, set("redirect_uri", "https://localhost/suitekey/"))},
	{"redirect by http", "InvalidRedirectURI", 400, asked(func(w *World, a string) error { return w.SetRedirects(a, testCallback) }, set("redirect_uri", testCallback))},
	{"record blocked", "IntegrationBlocked", 400, asked((*World).BlockIntegration, nil)},
	{"box cleared", "AuthorizationCodeGrantRequired", 400, asked(func(w *World, a string) error { return w.UntickBox(a, records.BoxCodeGrant) }, nil)},
	{"feature off", "FeatureDisabled", 400, asked(func(w *World, a string) error { return w.DisableFeature(a, records.FeatureOAuth2) }, nil)},
	{"response type", "UnsupportedResponseType", 302, asked(nil, set("response_type", "token"))},
	{"short state", "InvalidState", 302, asked(nil, set("state", "short"))},
	{"plain challenge", "InvalidRequest", 302, asked(nil, set("code_challenge_method", "plain"))},
	{"public client without PKCE", "InvalidRequest", 302, asked(func(w *World, a string) error { return w.SetBox(a, records.BoxPublicClient, true) },
		func(v url.Values) { v.Del("code_challenge"); v.Del("code_challenge_method") })},
	{"no scope", "InvalidScope", 302, asked(nil, set("scope", " "))},
	{"scope not ticked", "ScopeMismatched", 302, asked(func(w *World, a string) error { return w.UntickBox(a, records.BoxScopeConnect) }, set("scope", "rest_webservices suite_analytics"))},
	{"nobody may", "EntityOrRoleDisabled", 302, asked(func(w *World, a string) error {
		return w.server.Change(a, func(a *records.Account) error { a.Users = nil; return nil })
	}, nil)},
	{"denied", "AuthorizationExplicitlyDenied", 302, func(s *stage) response {
		r, _ := s.decide(s.app(authorizePath), s.authorizeQuery(set("decision", "deny")))
		return r
	}},
	{"no such grant type", "InvalidGrantType", 400, exchanged(set("grant_type", "password"))},
	{"wrong secret", "ClientAuthenticationFailed", 401, func(s *stage) response {
		form := s.codeForm(nil)
		s.card.ConsumerSecret = "x"
		return s.exchange(tokenPath, form)
	}},
	{"secret in the body", "ClientAuthenticationFailed", 401, func(s *stage) response {
		return s.exchange(tokenPath, s.codeForm(func(v url.Values) {
			v.Set("client_id", s.card.ConsumerKey)
			v.Set("client_secret", s.card.ConsumerSecret)
		}))
	}},
	{"no secret", "ClientAuthenticationFailed", 401, exchanged(set("client_id", New(Options{}).Practice().ConsumerKey))},
	{"two ways at once", "InvalidRequest", 400, func(s *stage) response {
		r := s.request("POST", s.suiteTalk(tokenPath), "application/x-www-form-urlencoded", s.codeForm(set("client_id", s.card.ConsumerKey)).Encode())
		r.SetBasicAuth(s.card.ConsumerKey, s.card.ConsumerSecret)
		return s.do(r)
	}},
	{"no verifier", "InvalidRequest", 400, exchanged(func(v url.Values) { v.Del("code_verifier") })},
	{"wrong verifier", "InvalidGrant", 400, exchanged(set("code_verifier", strings.Repeat("a", 43)))},
	{"wrong code", "InvalidGrant", 400, exchanged(set("code", "x"))},
	{"another redirect", "InvalidRedirectURI", 400, exchanged(set("redirect_uri", "suitekey://callback"))},
	{"code twice", "InvalidGrant", 400, func(s *stage) response {
		form := s.codeForm(nil)
		s.exchange(tokenPath, form)
		return s.exchange(tokenPath, form)
	}},
	{"code too late", "InvalidGrant", 400, func(s *stage) response {
		form := s.codeForm(nil)
		s.clock.move(pendingLifetime)
		return s.exchange(tokenPath, form)
	}},
	{"another client's code", "ClientIdMismatch", 400, func(s *stage) response {
		form := s.codeForm(nil)
		s.must(s.world.server.Change(s.card.Account, func(a *records.Account) error {
			other := a.Integrations[0].Copy()
			other.ID, other.ConsumerKey = "2", "other"
			a.Integrations = append(a.Integrations, other)
			return nil
		}))
		s.card.ConsumerKey = "other"
		return s.exchange(tokenPath, form)
	}},
	{"role lost meanwhile", "EntityOrRoleDisabled", 400, func(s *stage) response {
		form := s.codeForm(nil)
		s.must(s.world.RemoveRole(s.card.Account))
		return s.exchange(tokenPath, form)
	}},
	{"refresh token expired", "RefreshTokenExpired", 400, func(s *stage) response {
		_, token := s.tokens(nil)
		s.clock.move(7 * 24 * time.Hour)
		return s.exchange(tokenPath, s.refreshForm(token))
	}},
	{"access token to refresh with", "InvalidRefreshToken", 400, func(s *stage) response {
		token, _ := s.tokens(nil)
		return s.exchange(tokenPath, s.refreshForm(token))
	}},
	{"refreshing, record blocked", "IntegrationBlocked", 400, refreshing((*World).BlockIntegration)},
	{"refreshing, user inactive", "EntityOrRoleDisabled", 400, refreshing((*World).DeactivateUser)},
	{"refreshing what was revoked", "TokenBlocked", 400, func(s *stage) response {
		_, token := s.tokens(nil)
		s.exchange(revokePath, url.Values{"token": {token}})
		return s.exchange(tokenPath, s.refreshForm(token))
	}},
	{"refresh token to call with", "TokenRejected", 401, func(s *stage) response {
		_, token := s.tokens(nil)
		return s.do(s.bearer(http.MethodGet, s.suiteTalk(timePath), token, ""))
	}},
	{"access token to revoke", "InvalidTokenType", 400, func(s *stage) response {
		token, _ := s.tokens(nil)
		return s.exchange(revokePath, url.Values{"token": {token}})
	}},
}
