package simulator

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"suitekey/core/simulator/records"
	"suitekey/core/simulator/wire"
)

const testCallback = "http://localhost:8123/done"

func (s *stage) app(path string) string {
	return "https://" + wire.HostLabel(s.card.Account) + ".app.netsuite.com" + path
}

// flowRequest signs a request of the three-step flow, with the request token's
// secret where there is one.
func (s *stage) flowRequest(path, token, tokenSecret string, change func(url.Values)) *http.Request {
	s.Helper()
	card := s.card
	defer func() { s.card = card }()
	s.card.TokenSecret = tokenSecret
	return s.signed("POST", s.restlets(path), func(v url.Values) {
		v.Del("oauth_token")
		if token != "" {
			v.Set("oauth_token", token)
		} else {
			v.Set("oauth_callback", testCallback)
		}
		if change != nil {
			change(v)
		}
	}, nil)
}

func (s *stage) form(r response) url.Values {
	s.Helper()
	values, err := url.ParseQuery(r.text)
	if err != nil || r.status != 200 {
		s.Fatalf("%d %s", r.status, r.text)
	}
	return values
}

func (s *stage) postForm(address string, values url.Values) response {
	s.Helper()
	return s.do(s.request("POST", address, "application/x-www-form-urlencoded", values.Encode()))
}

// requestToken is step one.
func (s *stage) requestToken(change func(url.Values)) url.Values {
	s.Helper()
	return s.form(s.do(s.flowRequest(requestTokenPath, "", "", change)))
}

// decide fills in the page of step two, which must be shown first.
func (s *stage) decide(address string, form url.Values) (response, url.Values) {
	s.Helper()
	shown := s.get(address + "?" + form.Encode())
	if shown.status != 200 || !strings.Contains(shown.text, "suitekey practice") {
		s.Fatalf("the page: %d %s", shown.status, shown.text)
	}
	hidden := url.Values{"who": {"1207;1000"}, "decision": {"allow"}}
	for _, match := range regexp.MustCompile(`name="(\w+)" value="([^"]*)"`).FindAllStringSubmatch(shown.text, -1) {
		if match[1] != "decision" {
			hidden.Set(match[1], match[2])
		}
	}
	if given := form.Get("decision"); given != "" {
		hidden.Set("decision", given)
	}
	r := s.postForm(address, hidden)
	to, err := url.Parse(r.header.Get("Location"))
	s.must(err)
	return r, to.Query()
}

func TestFlow(t *testing.T) {
	s := newStage(t)
	first := s.requestToken(nil)
	if first.Get("oauth_callback_confirmed") != "true" || len(first.Get("oauth_token")) != 64 {
		t.Fatalf("step one: %v", first)
	}
	page := s.get(s.app(authorizeTokenPath) + "?oauth_token=" + first.Get("oauth_token"))
	if !strings.Contains(page.header.Get("Content-Security-Policy"), "form-action 'self' http://localhost:8123") {
		t.Errorf("a browser would not follow: %v", page.header)
	}
	r, back := s.decide(s.app(authorizeTokenPath), url.Values{"oauth_token": {first.Get("oauth_token")}, "state": {"abc123"}})
	if r.status != 302 || !strings.HasPrefix(r.header.Get("Location"), testCallback+"?") || back.Get("state") != "abc123" ||
		back.Get("company") != "9999901" || back.Get("role") != "1000" || back.Get("entity") != "1207" || back.Get("oauth_token") != first.Get("oauth_token") {
		t.Fatalf("step two: %d %v", r.status, back)
	}
	verified := func(v url.Values) { v.Set("oauth_verifier", back.Get("oauth_verifier")) }
	pair := s.form(s.do(s.flowRequest(accessTokenPath, first.Get("oauth_token"), first.Get("oauth_token_secret"), verified)))
	if s.world.Practice() != s.card {
		t.Error("the card changed")
	}
	if again := s.do(s.flowRequest(accessTokenPath, first.Get("oauth_token"), first.Get("oauth_token_secret"), verified)); again.status != 401 {
		t.Errorf("a request token twice: %d", again.status)
	}
	old := s.card.TokenID
	s.card.TokenID, s.card.TokenSecret = pair.Get("oauth_token"), pair.Get("oauth_token_secret")
	if r := s.do(s.signed("GET", s.suiteTalk(timePath), nil, nil)); r.status != 200 {
		t.Errorf("the new token: %d %s", r.status, r.text)
	}
	revoke := func(key, token string) int {
		return s.do(s.signed("GET", s.restlets("/rest/revoketoken?consumerKey="+key+"&token="+token), nil, nil)).status
	}
	if status := revoke(s.card.ConsumerKey, strings.Repeat("0", 64)); status != 400 {
		t.Errorf("revoking what is not there: %d", status)
	}
	if status := revoke(s.card.ConsumerKey, s.card.TokenID); status != 200 || revoke(s.card.ConsumerKey, old) != 401 {
		t.Errorf("revoking: %d", status)
	}
	if r := s.get(s.restlets("/rest/issuetoken?consumerKey=x&name=y")); r.status != 401 {
		t.Errorf("issuetoken: %d", r.status)
	}
}

// TestFlowElsewhere begins where the account is not known yet, and names a role.
func TestFlowElsewhere(t *testing.T) {
	s := newStage(t)
	r := s.flowRequest(requestTokenPath, "", "", func(v url.Values) { v.Set("role", records.PracticeRole) })
	if s.do(r).status != 200 {
		t.Error("with a role")
	}
	signed := s.signed("POST", "https://system.netsuite.com"+requestTokenPath, func(v url.Values) { v.Del("oauth_token"); v.Del("realm"); v.Set("oauth_callback", testCallback) }, nil)
	if s.do(signed).status != 401 { // signed with the token's secret, which is none's here
		t.Error("signed with a secret of no use")
	}
	s.card.TokenSecret = ""
	first := s.form(s.do(s.signed("POST", "https://system.netsuite.com"+requestTokenPath, func(v url.Values) { v.Del("oauth_token"); v.Del("realm"); v.Set("oauth_callback", testCallback) }, nil)))
	if _, back := s.decide("https://system.netsuite.com"+authorizeTokenPath, url.Values{"oauth_token": {first.Get("oauth_token")}}); back.Get("company") != "9999901" || back.Has("state") {
		t.Errorf("back with %v", back)
	}
}

func TestFlowDenied(t *testing.T) {
	s := newStage(t)
	first := s.requestToken(nil)
	query := url.Values{"oauth_token": {first.Get("oauth_token")}, "state": {"s"}, "decision": {"deny"}}
	if r, back := s.decide(s.app(authorizeTokenPath), query); r.status != 302 || !back.Has("oauth_verifier") || back.Get("oauth_verifier") != "" || back.Get("state") != "s" {
		t.Errorf("%d %v", r.status, back)
	}
	second := s.requestToken(nil).Get("oauth_token")
	for name, query := range map[string]url.Values{
		"denied before":  {"oauth_token": {first.Get("oauth_token")}},
		"unknown":        {"oauth_token": {"x"}},
		"state, hyphen":  {"oauth_token": {second}, "state": {"a-b"}},
		"state, too big": {"oauth_token": {second}, "state": {strings.Repeat("a", 513)}},
	} {
		if r := s.get(s.app(authorizeTokenPath) + "?" + query.Encode()); r.status != 400 {
			t.Errorf("%s: %d", name, r.status)
		}
	}
	if r := s.postForm(s.app(authorizeTokenPath), url.Values{"oauth_token": {second}, "who": {"1207;3"}, "decision": {"allow"}}); r.status != 400 {
		t.Errorf("a role the user has not: %d", r.status)
	}
	s.clock.move(pendingLifetime)
	if r := s.get(s.app(authorizeTokenPath) + "?oauth_token=" + second); r.status != 400 {
		t.Errorf("too late: %d", r.status)
	}
}

func TestCallbacks(t *testing.T) {
	i := &records.Integration{Callbacks: []string{"http://localhost:*", "https://*.xyz.example.com/callback", "https://one.example.com/TBA/?q"}}
	for callback, want := range map[string]bool{
		"http://localhost:1/": true, "http://localhost:65000/any": true, "http://localhost": true, "http://127.0.0.1:1/": false,
		"https://localhost:1/": false, "http://localhost.example.com/": false, "http://localhost:1@example.com/": false, "http://user@localhost:1/": false,
		"https://a.xyz.example.com/callback": true, "https://a.b.xyz.example.com/callback": false, "https://xyz.example.com/callback": false,
		"https://a.xyz.example.com/other": false, "http://a.xyz.example.com/callback": false, "https://a;.xyz.example.com/callback": false,
		"https://one.example.com/TBA/?q": true, "https://one.example.com/TBA/": false, "": false, "/relative": false,
	} {
		if got := callsBack(i, callback); got != want {
			t.Errorf("%s: %v", callback, got)
		}
	}
	if callsBack(&records.Integration{Callbacks: []string{"http://a.example.com/"}}, "http://a.example.com/") {
		t.Error("http to another host")
	}
}

// flowAttempts are wrong in one way each.
var flowAttempts = []attempt{
	{"no such record", "UnknownIntegration", 401, flowing(nil, set("oauth_consumer_key", "x"))},
	{"record blocked", "IntegrationBlocked", 401, flowing((*World).BlockIntegration, nil)},
	{"box cleared", "AuthorizationFlowRequired", 401, flowing(func(w *World, a string) error { return w.UntickBox(a, records.BoxTBAFlow) }, nil)},
	{"feature off", "FeatureDisabled", 401, flowing(func(w *World, a string) error { return w.DisableFeature(a, records.FeatureTBA) }, nil)},
	{"clock", "InvalidTimestamp", 400, flowing(func(w *World, _ string) error { w.SkewClock(time.Hour); return nil }, nil)},
	{"callback not on the record", "InvalidCallback https://evil.example.com/", 401, flowing(nil, set("oauth_callback", "https://evil.example.com/\x1b"))},
	{"no callback", "MissingRequiredParameter", 400, flowing(nil, func(v url.Values) { v.Del("oauth_callback") })},
	{"nonce", "NonceRejected", 401, flowing(nil, set("oauth_nonce", "abc"))},
	{"algorithm", "UnknownAlgorithm", 400, flowing(nil, set("oauth_signature_method", "HMAC-SHA1"))},
	{"version", "VersionRejected", 400, flowing(nil, set("oauth_version", "1.1"))},
	{"role", "EntityOrRoleDisabled", 401, flowing(nil, set("role", "77"))},
	{"signature", "InvalidSignature", 401, func(s *stage) response {
		return s.do(s.flowRequest(requestTokenPath, "", "wrong", nil))
	}},
	{"nonce again", "NonceUsed", 401, func(s *stage) response {
		r := s.flowRequest(requestTokenPath, "", "", nil)
		s.do(r)
		return s.do(r)
	}},
	{"unknown request token", "TokenRejected", 401, func(s *stage) response {
		return s.do(s.flowRequest(accessTokenPath, "x", "y", set("oauth_verifier", "z")))
	}},
	{"no verifier", "MissingRequiredParameter", 400, func(s *stage) response {
		first := s.requestToken(nil)
		return s.do(s.flowRequest(accessTokenPath, first.Get("oauth_token"), first.Get("oauth_token_secret"), nil))
	}},
	{"wrong verifier", "InvalidVerifier", 401, func(s *stage) response {
		first := s.requestToken(nil)
		s.decide(s.app(authorizeTokenPath), url.Values{"oauth_token": first["oauth_token"]})
		return s.do(s.flowRequest(accessTokenPath, first.Get("oauth_token"), first.Get("oauth_token_secret"), set("oauth_verifier", "z")))
	}},
	{"nobody allowed it", "InvalidVerifier", 401, func(s *stage) response {
		first := s.requestToken(nil)
		return s.do(s.flowRequest(accessTokenPath, first.Get("oauth_token"), first.Get("oauth_token_secret"), set("oauth_verifier", "z")))
	}},
	{"role lost meanwhile", "EntityOrRoleDisabled", 401, func(s *stage) response {
		first := s.requestToken(nil)
		_, back := s.decide(s.app(authorizeTokenPath), url.Values{"oauth_token": first["oauth_token"]})
		s.must(s.world.RemoveRole(s.card.Account))
		return s.do(s.flowRequest(accessTokenPath, first.Get("oauth_token"), first.Get("oauth_token_secret"), set("oauth_verifier", back.Get("oauth_verifier"))))
	}},
}

func flowing(knob func(*World, string) error, change func(url.Values)) func(*stage) response {
	return func(s *stage) response {
		if knob != nil {
			s.must(knob(s.world, s.card.Account))
		}
		return s.do(s.flowRequest(requestTokenPath, "", "", change))
	}
}

// TestFlowDetails: every value of the tables for the two flows is produced,
// and the wire keeps quiet about it.
func TestFlowDetails(t *testing.T) {
	missing := detailsIn(t, "records/audit_flow.go")
	for kind, attempts := range map[string][]attempt{"three steps": flowAttempts, "code grant": codeAttempts} {
		for _, a := range attempts {
			word, _, _ := strings.Cut(a.detail, " ")
			delete(missing, word)
			t.Run(kind+"/"+a.name, func(t *testing.T) {
				s := newStage(t)
				r := a.do(s)
				if row := s.lastSignIn(); row.Detail != a.detail || row.OK {
					t.Errorf("Detail %q, want %q", row.Detail, a.detail)
				}
				if r.status != a.status || strings.Contains(r.text+r.header.Get("WWW-Authenticate"), word) {
					t.Errorf("status %d, want %d: %v %s", r.status, a.status, r.header, r.text)
				}
			})
		}
	}
	for detail := range missing {
		t.Errorf("no attempt produces %s", detail)
	}
}
