package netsuite

import (
	"encoding/base64"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/oauth2"

	"suitekey/core/secret"
	"suitekey/core/simulator"
	"suitekey/core/simulator/records"
)

// TestOraclesChallenge is the pair of Oracle's pages: docs.oracle.com ...
// section_158081944642 has the challenge, section_158081952044 the verifier.
func TestOraclesChallenge(t *testing.T) {
	const verifier = "abFOm_isZAwm7PpI9BtJRMEuiMqhU6sUqZlVWSsAAf1QutgIOD~on78mu-JdpbKc_RA7IEcf2e~q0XrKlJ1tE.8Un64PXLKQG16G4lwW-a5de_0aeU2mHnyVPg.Or8cE"
	const challenge = "Who5QBshz2Mu1Mq6GuAknYA5TnjA-0z7VhAgLloec1s"
	s := CodeSignIn{Grant: codeGrant(t), State: NewState(), Verifier: secret.New(verifier)}
	page, err := url.Parse(s.URL())
	if err != nil {
		t.Fatal(err)
	}
	query := page.Query()
	for name, want := range map[string]string{
		"code_challenge": challenge, "code_challenge_method": "S256", "response_type": "code", "state": s.State,
		"client_id": s.Grant.Consumer.Key, "redirect_uri": "suitekey://callback", "scope": "rest_webservices restlets",
	} {
		if query.Get(name) != want {
			t.Errorf("%s is %q, want %q", name, query.Get(name), want)
		}
	}
	if page.Host != "1234567-sb1.app.netsuite.com" || len(query) != 7 || strings.Contains(page.RawQuery, verifier) {
		t.Errorf("%s", page)
	}
	if oauth2.S256ChallengeFromVerifier(verifier) != challenge {
		t.Error("the library has another")
	}
}

func codeGrant(t *testing.T) CodeGrant {
	return CodeGrant{sandbox(t), consumerOf(credentials(t)), "suitekey://callback", []string{"rest_webservices", "restlets"}, 0}
}

func TestBegin(t *testing.T) {
	seen := map[string]bool{}
	for range 3 {
		s, err := codeGrant(t).Begin()
		if err != nil || len(s.State) < 22 || s.Verifier.Len() < 43 || seen[s.State] || seen[s.Verifier.Reveal()] {
			t.Errorf("%+v, %v", s, err)
		}
		seen[s.State], seen[s.Verifier.Reveal()] = true, true
	}
	for name, change := range map[string]func(*CodeGrant){
		"no account": func(g *CodeGrant) { g.Account = CodeGrant{}.Account }, "no client ID": func(g *CodeGrant) { g.Consumer.Key = "" },
		"no scope": func(g *CodeGrant) { g.Scopes = nil }, "a scope of another": func(g *CodeGrant) { g.Scopes = []string{"email"} },
		"localhost": func(g *CodeGrant) { g.RedirectURI = "http://localhost:8123/callback" },
	} {
		g := codeGrant(t)
		change(&g)
		if _, err := g.Begin(); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	for text, good := range map[string]bool{
		"https://example.com/cb": true, "suitekey://callback": true, "com.example.app:/cb": true, "": false, "callback": false, "http://example.com/": false,
		"HTTP://localhost/": false, "javascript:alert(1)": false, "suitekey:": false, "https://a b": false, "https://a/#b": false, "%zz": false,
	} {
		if err := CheckRedirectURI(text); (err == nil) != good {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// signInByCode walks the code grant up to the tokens.
func signInByCode(t *testing.T, public bool) (*simulator.World, *Client, CodeGrant, CodeToken) {
	t.Helper()
	world, client, credentials := simulate(t)
	g := CodeGrant{credentials.Account, consumerOf(credentials), "suitekey://callback", []string{"rest_webservices"}, 0}
	if public {
		g.Consumer.Secret = secret.Secret{}
		if err := world.SetBox(practice, records.BoxPublicClient, true); err != nil {
			t.Fatal(err)
		}
	}
	s, err := g.Begin()
	if err != nil {
		t.Fatal(err)
	}
	answer, err := ParsePasted(browse(t, client, s.URL(), "allow"))
	if err != nil {
		t.Fatal(err)
	}
	token, err := client.Exchange(t.Context(), s, answer)
	if err != nil {
		t.Fatal(err)
	}
	if token.Company != practice || token.Role == "" || token.Entity == "" || token.Refresh.IsEmpty() || time.Until(token.Expires) < 50*time.Minute {
		t.Errorf("%+v", token)
	}
	_, err = client.Exchange(t.Context(), s, answer)
	wantError(t, err, Refused, "start the sign-in in the browser again")
	if _, err := client.ServerTime(t.Context(), g.Account, Bearer(token.Access)); err != nil {
		t.Error(err)
	}
	return world, client, g, token
}

func TestSimulatorCodeGrant(t *testing.T) {
	world, client, g, token := signInByCode(t, false)
	if left := time.Until(token.RefreshUntil); left < 6*24*time.Hour || left > 7*24*time.Hour {
		t.Errorf("the refresh token holds %s", left)
	}
	for range 2 {
		next, err := client.Refresh(t.Context(), g, token.Refresh)
		if err != nil || !next.Refresh.Equal(token.Refresh) || !next.RefreshUntil.IsZero() || next.Access.Equal(token.Access) {
			t.Fatalf("%+v, %v", next, err)
		}
	}
	if err := client.RevokeRefresh(t.Context(), g, token.Refresh); err != nil {
		t.Fatal(err)
	}
	before := len(world.AuditTrail(practice))
	_, err := client.With(0, MaxRetries, 0).Refresh(t.Context(), g, token.Refresh)
	if wantError(t, err, Refused, "sign in again in the browser"); !errors.Is(err, ErrSignInAgain) || len(world.AuditTrail(practice)) != before+1 {
		t.Errorf("got %v", err)
	}
	_, err = client.ServerTime(t.Context(), g.Account, Bearer(token.Access))
	wantError(t, err, Refused, "")
	g.Consumer.Secret = secret.New("wrong")
	_, err = client.Refresh(t.Context(), g, token.Refresh)
	if wantError(t, err, Refused, "invalid_client"); errors.Is(err, ErrSignInAgain) {
		t.Errorf("got %v", err)
	}
}

func TestSimulatorPublicClient(t *testing.T) {
	world, client, g, token := signInByCode(t, true)
	if left := time.Until(token.RefreshUntil); left < 47*time.Hour || left > 48*time.Hour {
		t.Errorf("the refresh token holds %s", left)
	}
	next, err := client.Refresh(t.Context(), g, token.Refresh)
	if err != nil || next.Refresh.Equal(token.Refresh) || next.RefreshUntil.IsZero() {
		t.Fatalf("%+v, %v", next, err)
	}
	world.Lose(1)
	before := len(world.AuditTrail(practice))
	_, err = client.With(0, MaxRetries, 0).Refresh(t.Context(), g, next.Refresh)
	wantError(t, err, Unreachable, "may be used up")
	if sent := len(world.AuditTrail(practice)) - before; sent != 1 {
		t.Errorf("sent %d times", sent)
	}
	if _, err = client.Refresh(t.Context(), g, next.Refresh); !errors.Is(err, ErrSignInAgain) {
		t.Errorf("got %v", err)
	}
	if err := client.RevokeRefresh(t.Context(), g, next.Refresh); err != nil {
		t.Error(err)
	}
}

func TestSimulatorCodeGrantDenied(t *testing.T) {
	_, client, credentials := simulate(t)
	s, err := CodeGrant{credentials.Account, consumerOf(credentials), "suitekey://callback", []string{"rest_webservices"}, 0}.Begin()
	if err != nil {
		t.Fatal(err)
	}
	answer, err := ParsePasted(browse(t, client, s.URL(), "deny"))
	if err != nil || !answer.Denied {
		t.Fatalf("%+v, %v", answer, err)
	}
	if _, err := client.Exchange(t.Context(), s, answer); !errors.Is(err, ErrDenied) {
		t.Errorf("got %v", err)
	}
}

func TestExchangeSends(t *testing.T) {
	const body = `{"access_token":"a","refresh_token":"r","expires_in":"1800","token_type":"Bearer"}`
	for _, public := range []bool{false, true} {
		c := newTestClient(t, always(200, body, "Content-Type: text/plain"))
		g := codeGrant(t)
		if public {
			g.Consumer.Secret = secret.Secret{}
		}
		s, err := g.Begin()
		if err != nil {
			t.Fatal(err)
		}
		token, err := c.Exchange(t.Context(), s, Callback{Code: secret.New("c0de"), State: s.State, Company: "1234567-sb1", Role: "3", Entity: "-5"})
		if err != nil || token.Access.Reveal() != "a" || token.Refresh.Reveal() != "r" || !token.Expires.Equal(testNow.Add(30*time.Minute)) ||
			!token.RefreshUntil.Equal(testNow.Add(g.lifetime())) || token.Role != "3" || token.Entity != "-5" {
			t.Errorf("%+v, %v", token, err)
		}
		sent := c.fake.sent[0]
		want := url.Values{
			"grant_type": {"authorization_code"}, "code": {"c0de"}, "redirect_uri": {"suitekey://callback"}, "code_verifier": {s.Verifier.Reveal()},
		}
		authorization := "Basic " + base64.StdEncoding.EncodeToString([]byte(g.Consumer.Key+":"+g.Consumer.Secret.Reveal()))
		if public {
			want.Set("client_id", g.Consumer.Key)
			authorization = ""
		}
		if c.fake.bodies[0] != want.Encode() || sent.Header.Get("Authorization") != authorization || sent.URL.String() != TokenURL(g.Account) {
			t.Errorf("%s %s %s", sent.URL, sent.Header, c.fake.bodies[0])
		}
	}
}

// TestRefreshTokenLifetime: what NetSuite says about the lifetime of a refresh token
// counts, where it can be right.
func TestRefreshTokenLifetime(t *testing.T) {
	for said, want := range map[string]time.Duration{
		"": PublicRefreshLifetime, `,"refresh_token_expires_in":3600`: time.Hour, `,"refresh_token_expires_in":2592000`: 720 * time.Hour,
		`,"refresh_token_expires_in":2592001`: PublicRefreshLifetime, `,"refresh_token_expires_in":0`: PublicRefreshLifetime,
		`,"refresh_token_expires_in":-1`: PublicRefreshLifetime, `,"refresh_token_expires_in":"soon"`: PublicRefreshLifetime,
	} {
		c := newTestClient(t, always(200, `{"access_token":"a","refresh_token":"new","expires_in":3600,"token_type":"Bearer"`+said+`}`, "Content-Type: application/json"))
		g := codeGrant(t)
		g.Consumer.Secret = secret.Secret{}
		token, err := c.Refresh(t.Context(), g, secret.New("former"))
		if err != nil || !token.RefreshUntil.Equal(testNow.Add(want)) {
			t.Errorf("%s: until %s, %v; want %s", said, token.RefreshUntil, err, want)
		}
	}
}

func TestCodeGrantAnswers(t *testing.T) {
	for _, test := range []struct {
		name   string
		answer func(int, *http.Request) (*http.Response, error)
		class  Class
		words  string
	}{
		{"no token", always(200, `{"token_type":"bearer"}`), Unexpected, ""},
		{"an error as a success", always(200, `{"error":"invalid_grant","access_token":"marked-token"}`), Unexpected, ""},
		{"a token that cuts the header", always(200, `{"access_token":"a\r\nb","token_type":"bearer"}`), Unexpected, "no access token"},
		{"another type", always(200, `{"access_token":"marked-token","token_type":"mac"}`), Unexpected, "no access token"},
		{"garbage", always(200, `marked-token`), Unexpected, ""},
		{"a page", always(200, "<html>marked-token", "Content-Type: text/html"), Unexpected, "web page"},
		{"redirect", always(302, "", "Location: https://elsewhere.example.com/"), Unexpected, "redirect"},
		{"refused", always(400, `{"error":"invalid_grant"}`), Refused, "sign in again"},
		{"client", always(401, `{"error":"invalid_client"}`), Refused, "invalid_client"},
		{"busy", always(429, ``), Limited, "tried 6 times"},
		{"too long", always(200, `{"access_token":"`+strings.Repeat("a", maxBody)+`"}`), Unexpected, "1 MiB"},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := newTestClient(t, test.answer)
			_, err := c.Refresh(t.Context(), codeGrant(t), secret.New("r3fresh"))
			wantError(t, err, test.class, test.words)
			if strings.Contains(err.Error(), "marked-token") || strings.Contains(err.Error(), "r3fresh") {
				t.Errorf("a token in %v", err)
			}
			if test.class != Limited && len(c.fake.sent) != 1 {
				t.Errorf("sent %d times", len(c.fake.sent))
			}
		})
	}
}
