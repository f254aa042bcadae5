package netsuite

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/dghubble/oauth1"

	"suitekey/core/secret"
	"suitekey/core/simulator/records"
	"suitekey/core/tba"
)

// browse is a person with a browser: it opens the page, fills in the form and
// gives the address that it is sent to then.
func browse(t *testing.T, c *Client, address, decision string) string {
	t.Helper()
	fetch := func(request *http.Request, err error) *http.Response {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		response, err := c.http.Transport.RoundTrip(request)
		if err != nil {
			t.Fatal(err)
		}
		return response
	}
	shown := fetch(http.NewRequestWithContext(t.Context(), http.MethodGet, address, http.NoBody))
	defer shown.Body.Close()
	body, err := io.ReadAll(shown.Body)
	if err != nil {
		t.Fatal(err)
	}
	if shown.StatusCode == http.StatusFound {
		return shown.Header.Get("Location")
	}
	form := url.Values{"decision": {decision}}
	for _, field := range regexp.MustCompile(`name="(\w+)" value="([^"]*)"`).FindAllStringSubmatch(string(body), -1) {
		if field[1] != "decision" {
			form.Set(field[1], strings.NewReplacer("&#43;", "+", "&amp;", "&").Replace(field[2]))
		}
	}
	choice := regexp.MustCompile(`<option value="([^"]*)"`).FindStringSubmatch(string(body))
	if choice == nil {
		t.Fatalf("the page: %d %s", shown.StatusCode, body)
	}
	form.Set("who", choice[1])
	target, _, _ := strings.Cut(address, "?")
	post, err := http.NewRequestWithContext(t.Context(), http.MethodPost, target, strings.NewReader(form.Encode()))
	if err == nil {
		post.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	decided := fetch(post, err)
	defer decided.Body.Close()
	return decided.Header.Get("Location")
}

func consumerOf(c tba.Credentials) Consumer { return Consumer{c.ConsumerKey, c.ConsumerSecret} }

func TestSimulatorThreeSteps(t *testing.T) {
	_, client, credentials := simulate(t)
	id, state := credentials.Account, NewState()
	temporary, err := client.RequestToken(t.Context(), id, RequestTokenRequest{Consumer: consumerOf(credentials), Callback: "http://localhost:8123/callback", Role: "1000"})
	if err != nil {
		t.Fatal(err)
	}
	back := browse(t, client, temporary.AuthorizeURL(state), "allow")
	answer, err := ParsePasted("'" + back[:40] + "\n  " + back[40:] + "'\r\n")
	if err != nil {
		t.Fatal(err)
	}
	if err := answer.CheckToken(temporary, state); err != nil || answer.Role != "1000" || answer.Entity != "1207" {
		t.Fatalf("%+v, %v", answer, err)
	}
	last := AccessTokenRequest{Consumer: consumerOf(credentials), Temporary: temporary, Verifier: answer.Verifier}
	pair, err := client.AccessToken(t.Context(), id, last)
	if err != nil {
		t.Fatal(err)
	}
	_, err = client.AccessToken(t.Context(), id, last)
	wantError(t, err, Refused, "start the sign-in in the browser again")
	fresh := credentials
	fresh.TokenID, fresh.TokenSecret = pair.TokenID, pair.TokenSecret
	if _, err := client.ServerTime(t.Context(), id, TBA(fresh)); err != nil {
		t.Errorf("the new token: %v", err)
	}
	if revoked, err := client.CheckRevoked(t.Context(), id, credentials); revoked || err != nil {
		t.Errorf("revoked %v, %v", revoked, err)
	}
	if err := client.RevokeToken(t.Context(), id, credentials); err != nil {
		t.Error(err)
	}
	if revoked, err := client.CheckRevoked(t.Context(), id, credentials); !revoked || err != nil {
		t.Errorf("revoked %v, %v", revoked, err)
	}
	if _, err := client.ServerTime(t.Context(), id, TBA(fresh)); err != nil {
		t.Errorf("the wrong token was revoked: %v", err)
	}
}

func TestSimulatorThreeStepsDenied(t *testing.T) {
	world, client, credentials := simulate(t)
	request := RequestTokenRequest{Consumer: consumerOf(credentials), Callback: "http://localhost:8123/callback"}
	temporary, err := client.RequestToken(t.Context(), credentials.Account, request)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := ParsePasted(browse(t, client, temporary.AuthorizeURL("abc"), "deny"))
	if err != nil || !errors.Is(answer.CheckToken(temporary, "abc"), ErrDenied) || !errors.Is(answer.CheckToken(temporary, "abd"), ErrState) {
		t.Errorf("%+v, %v", answer, err)
	}
	for name, break_ := range map[string]func() error{
		"box":      func() error { return world.UntickBox(practice, records.BoxTBAFlow) },
		"callback": func() error { request.Callback = "https://elsewhere.example.com/"; return nil },
		"record":   func() error { return world.BlockIntegration(practice) },
	} {
		if err := break_(); err != nil {
			t.Fatal(err)
		}
		_, err := client.With(0, MaxRetries, 0).RequestToken(t.Context(), credentials.Account, request)
		if failed := wantError(t, err, Refused, "TBA: Authorization Flow"); failed.Tries > 1 {
			t.Errorf("%s: tried %d times", name, failed.Tries)
		}
	}
}

type letters20 struct{}

func (letters20) Nonce() string { return rand.Text()[:20] }

// TestThirdPartyClientWalksTheFlow lets github.com/dghubble/oauth1 do the signing
// of both steps, so that what the client below is held against is not only the
// simulator's own reading of the rules.
func TestThirdPartyClientWalksTheFlow(t *testing.T) {
	_, client, credentials := simulate(t)
	hosts := "https://" + credentials.Account.RESTlets()
	secretText := credentials.ConsumerSecret.Reveal()
	config := oauth1.Config{
		ConsumerKey: credentials.ConsumerKey, ConsumerSecret: secretText, CallbackURL: "http://localhost:8123/callback",
		Endpoint:   oauth1.Endpoint{RequestTokenURL: hosts + "/rest/requesttoken", AccessTokenURL: hosts + "/rest/accesstoken"},
		Signer:     &oauth1.HMAC256Signer{ConsumerSecret: secretText},
		Noncer:     letters20{}, // NetSuite takes letters and digits alone
		HTTPClient: client.http,
	}
	token, tokenSecret, err := config.RequestToken()
	if err != nil {
		t.Fatal(err)
	}
	answer, err := ParsePasted(browse(t, client, TemporaryToken{Account: credentials.Account, Token: token}.AuthorizeURL("s"), "allow"))
	if err != nil {
		t.Fatal(err)
	}
	if access, _, err := config.AccessToken(token, tokenSecret, answer.Verifier.Reveal()); err != nil || len(access) != 64 {
		t.Errorf("%q, %v", access, err)
	}
}

// TestThirdPartySignerAgrees lets the same library sign what our two steps sent.
func TestThirdPartySignerAgrees(t *testing.T) {
	c := newTestClient(t, always(200, "oauth_token=t&oauth_token_secret=s"))
	consumer := Consumer{"key", secret.New("consumer secret/+")}
	id := sandbox(t)
	_, first := c.RequestToken(t.Context(), id, RequestTokenRequest{Consumer: consumer, Callback: "http://localhost:8123/call back?a=b&c", Role: "3"})
	_, last := c.AccessToken(t.Context(), id, AccessTokenRequest{Consumer: consumer, Temporary: TemporaryToken{id, "temp", secret.New("temp&secret")}, Verifier: secret.New("veri~fier")})
	if err := errors.Join(first, last); err != nil {
		t.Fatal(err)
	}
	for i, tokenSecret := range []string{"", "temp&secret"} {
		request := c.fake.sent[i]
		params, signature := []string{}, ""
		for part := range strings.SplitSeq(strings.TrimPrefix(request.Header.Get("Authorization"), "OAuth "), ", ") {
			name, quoted, _ := strings.Cut(part, "=")
			value, err := url.PathUnescape(strings.Trim(quoted, `"`))
			switch {
			case err != nil:
				t.Fatal(err)
			case name == "oauth_signature":
				signature = value
			case name != "realm":
				params = append(params, oauth1.PercentEncode(name)+"="+oauth1.PercentEncode(value))
			}
		}
		slices.Sort(params)
		base := "POST&" + oauth1.PercentEncode(request.URL.String()) + "&" + oauth1.PercentEncode(strings.Join(params, "&"))
		signer := &oauth1.HMAC256Signer{ConsumerSecret: consumer.Secret.Reveal()}
		if want, err := signer.Sign(tokenSecret, base); err != nil || want != signature || signature == "" {
			t.Errorf("step %d: %q, the library has %q, %v", i, signature, want, err)
		}
	}
}

func TestThreeStepAnswers(t *testing.T) {
	for _, test := range []struct {
		name   string
		answer func(int, *http.Request) (*http.Response, error)
		class  Class // "" if it is taken
	}{
		{"form", always(200, "oauth_token=t&oauth_token_secret=s&oauth_callback_confirmed=true"), ""},
		{"form, as HTML", always(200, "oauth_token=t&oauth_token_secret=s\n", "Content-Type: text/html;charset=utf-8"), ""},
		{"JSON", always(200, `{"oauth_token":"t","oauth_token_secret":"s","oauth_callback_confirmed":true}`, "Content-Type: application/json"), ""},
		{"no secret", always(200, "oauth_token=t"), Unexpected},
		{"a space in the token", always(200, "oauth_token=t+t&oauth_token_secret=s"), Unexpected},
		{"escapes", always(200, `{"oauth_token":"\u001b[2J","oauth_token_secret":"s"}`), Unexpected},
		{"a page", always(200, "<html>log in</html>", "Content-Type: text/html"), Unexpected},
		{"a pair in a refusal", always(401, "oauth_token=t&oauth_token_secret=s"), Refused},
		{"too long", always(200, "oauth_token=t&oauth_token_secret="+strings.Repeat("s", 2000)), Unexpected},
		{"bad parameter", always(400, `{"error":{"code":"INVALID_REQUEST","message":"no"}}`), Refused},
		{"redirect", always(302, "", "Location: https://elsewhere.example.com/"), Unexpected},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := newTestClient(t, test.answer)
			got, err := c.RequestToken(t.Context(), sandbox(t), RequestTokenRequest{Consumer: consumerOf(credentials(t)), Callback: "http://localhost:1/"})
			if test.class == "" {
				if err != nil || got.Token != "t" || got.Secret.Reveal() != "s" {
					t.Errorf("%+v, %v", got, err)
				}
				return
			}
			wantError(t, err, test.class, "")
			if len(c.fake.sent) != 1 {
				t.Errorf("sent %d times", len(c.fake.sent))
			}
		})
	}
}

func TestLostAccessTokenIsNotAskedForAgain(t *testing.T) {
	lost := func(int, *http.Request) (*http.Response, error) { return nil, context.DeadlineExceeded }
	c := newTestClient(t, lost)
	_, err := c.AccessToken(t.Context(), sandbox(t), AccessTokenRequest{
		Consumer: consumerOf(credentials(t)), Temporary: TemporaryToken{sandbox(t), "t", secret.New("s")}, Verifier: secret.New("v"),
	})
	if failed := wantError(t, err, TimedOut, "revoke the unused token under Setup > Users/Roles > Access Tokens"); failed.Tries != 1 {
		t.Errorf("tried %d times", failed.Tries)
	}
	if err := c.RevokeToken(t.Context(), sandbox(t), credentials(t)); err == nil || len(c.fake.sent) != 2 {
		t.Errorf("%v, sent %d times", err, len(c.fake.sent))
	}
}
