package simulator

import (
	"crypto/elliptic"
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"suitekey/core/simulator/wire"
)

func TestTokens(t *testing.T) {
	pairs := []keyPair{
		ecPair(t, elliptic.P256(), "ES256"), ecPair(t, elliptic.P384(), "ES384"), ecPair(t, elliptic.P521(), "ES512"),
		rsaPair(t, "PS256"), rsaPair(t, "PS384"), rsaPair(t, "PS512"),
	}
	for _, pair := range pairs {
		t.Run(pair.algorithm, func(t *testing.T) {
			s := newStage(t)
			r := s.askToken(s.assertion(pair, s.mapped(pair), nil))
			if r.status != 200 {
				t.Fatalf("%d %s", r.status, r.text)
			}
			answer := r.json(t)
			if answer["expires_in"] != float64(3600) || answer["token_type"] != "Bearer" || answer["refresh_token"] != nil {
				t.Errorf("the answer is %s", r.text)
			}
			token := answer["access_token"].(string)
			for _, address := range []string{s.suiteTalk(timePath), s.restlets("/rest/tokeninfo"), s.restlets("/app/site/hosting/restlet.nl?script=1&deploy=1")} {
				if r := s.do(s.bearer("GET", address, token, "")); r.status != 200 {
					t.Errorf("%s: %d %s", address, r.status, r.text)
				}
			}
			var claims struct {
				Sub   string
				Aud   []string
				Scope []string
			}
			raw, err := wire.Base64URL.DecodeString(strings.Split(token, ".")[1])
			s.must(err)
			s.must(json.Unmarshal(raw, &claims))
			if claims.Sub != "1000;1207" || len(claims.Aud) != 2 || !strings.HasSuffix(claims.Aud[0], ";9999901") || claims.Aud[1] != s.card.ConsumerKey || len(claims.Scope) != 2 {
				t.Errorf("claims %s", raw)
			}
		})
	}
}

// TestAssertionSpellings: what Oracle's text and its samples say differently is taken both ways.
func TestAssertionSpellings(t *testing.T) {
	s := newStage(t)
	pair := ecPair(t, elliptic.P256(), "ES256")
	id := s.mapped(pair)
	for name, change := range map[string]func(h, c map[string]any){
		"scope with commas":        claim1("scope", "restlets,rest_webservices"),
		"scope with spaces":        claim1("scope", "restlets rest_webservices"),
		"audience of the RESTlets": claim1("aud", s.restlets(tokenPath)),
		"audience as array":        claim1("aud", []string{s.suiteTalk(tokenPath)}),
		"an hour exactly":          claim1("exp", testStart.Unix()+3600),
		"fractions":                claim1("iat", float64(testStart.Unix())-0.5),
	} {
		if r := s.askToken(s.assertion(pair, id, change)); r.status != 200 {
			t.Errorf("%s: %d %s (%s)", name, r.status, r.text, s.lastSignIn().Detail)
		}
	}
}

func TestTokenRequests(t *testing.T) {
	s := newStage(t)
	pair := ecPair(t, elliptic.P256(), "ES256")
	good := s.assertion(pair, s.mapped(pair), nil)
	form := func(change func(url.Values)) string {
		v := url.Values{"grant_type": {"client_credentials"}, "client_assertion_type": {assertionType}, "client_assertion": {good}}
		change(v)
		return v.Encode()
	}
	const formType = "application/x-www-form-urlencoded"
	tests := []struct {
		name, contentType, body string
		status                  int
		want                    string
	}{
		{"as it should be", formType + "; charset=utf-8", form(func(url.Values) {}), 200, "access_token"},
		{"no grant type", formType, form(func(v url.Values) { v.Del("grant_type") }), 400, "invalid_request"},
		{"other grant type", formType, form(set("grant_type", "password")), 400, "unsupported_grant_type"},
		{"assertion under the wrong name", formType, form(func(v url.Values) { v.Set("assertion", good); v.Del("client_assertion") }), 400, "invalid_request"},
		{"wrong type of assertion", formType, form(set("client_assertion_type", "jwt")), 400, "invalid_request"},
		{"secret beside it", formType, form(set("client_secret", "x")), 400, "invalid_request"},
		{"twice", formType, form(func(v url.Values) { v.Add("grant_type", "client_credentials") }), 400, "invalid_request"},
		{"JSON", "application/json", `{"grant_type":"client_credentials"}`, 400, "invalid_request"},
		{"two parts", formType, form(set("client_assertion", "a.b")), 400, "invalid_request"},
		{"no base64", formType, form(set("client_assertion", "!.!.!")), 400, "invalid_request"},
		{"padded", formType, form(set("client_assertion", good+"=")), 400, "invalid_request"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if r := s.do(s.request("POST", s.suiteTalk(tokenPath), test.contentType, test.body)); r.status != test.status || !strings.Contains(r.text, test.want) {
				t.Errorf("%d %s", r.status, r.text)
			}
		})
	}
	if r := s.get(s.suiteTalk(tokenPath)); r.status != 405 {
		t.Errorf("GET: %d", r.status)
	}
	basic := s.request("POST", s.suiteTalk(tokenPath), formType, form(func(url.Values) {}))
	basic.SetBasicAuth(s.card.ConsumerKey, s.card.ConsumerSecret)
	if r := s.do(basic); r.status != 400 {
		t.Errorf("two ways to authenticate: %d", r.status)
	}
	if r := s.askToken(s.assertion(pair, "unknown", nil)); r.status != 401 || r.header.Get("WWW-Authenticate") != `Basic realm="9999901"` {
		t.Errorf("invalid_client: %d %v", r.status, r.header)
	}
}
