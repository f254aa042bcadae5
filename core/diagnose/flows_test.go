package diagnose

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/core/simulator"
	"suitekey/core/simulator/records"
	"suitekey/core/tba"
)

// flow is a product that signs people in through the browser, which this
// program does not: what it does wrong stands in the audit trail all the same,
// and somebody may look it up.
type flow struct {
	*testing.T
	world *simulator.World
	card  records.Practice
	now   time.Time
}

const (
	flowState    = "0123456789012345678901"
	flowVerifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk" // RFC 7636, appendix B, with its challenge
	flowChain    = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
)

func newFlow(t *testing.T) *flow {
	f := &flow{T: t, now: testNow}
	f.world = simulator.New(simulator.Options{Now: func() time.Time { return f.now }})
	t.Cleanup(func() { _ = f.world.Close() })
	card, err := f.world.PracticeFor(production)
	if err != nil {
		t.Fatal(err)
	}
	f.card = card
	for _, box := range []records.Box{records.BoxCodeGrant, records.BoxTBAFlow} {
		if err := f.world.SetBox(production, box, true); err != nil {
			t.Fatal(err)
		}
	}
	return f
}

func (f *flow) send(method, address, authorization string, form url.Values) *httptest.ResponseRecorder {
	var body *strings.Reader
	if body = strings.NewReader(""); form != nil {
		body = strings.NewReader(form.Encode())
	}
	r := httptest.NewRequest(method, address, body)
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if authorization != "" {
		r.Header.Set("Authorization", authorization)
	}
	answer := httptest.NewRecorder()
	f.world.Handler().ServeHTTP(answer, r)
	return answer
}

// authorize answers the question whether the application may.
func (f *flow) authorize(changed map[string]string) url.Values {
	form := url.Values{
		"response_type": {"code"}, "client_id": {f.card.ConsumerKey}, "redirect_uri": {f.card.RedirectURI}, "scope": {"rest_webservices"},
		"state": {flowState}, "code_challenge": {flowChain}, "code_challenge_method": {"S256"}, "who": {"1207;1000"}, "decision": {"allow"},
	}
	for name, value := range changed {
		form.Set(name, value)
	}
	answer := f.send(http.MethodPost, "https://9999901.app.netsuite.com/app/login/oauth2/authorize.nl", "", form)
	to, err := url.Parse(answer.Header().Get("Location"))
	if err != nil {
		f.Fatal(err)
	}
	return to.Query()
}

func (f *flow) basic(key string) string {
	r := http.Request{Header: http.Header{}}
	r.SetBasicAuth(key, f.card.ConsumerSecret)
	return r.Header.Get("Authorization")
}

// exchange calls the token endpoint, and gives the value of name in its answer.
func (f *flow) exchange(path, key, name string, form url.Values) string {
	answer := f.send(http.MethodPost, "https://9999901.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/"+path, f.basic(key), form)
	_, rest, _ := strings.Cut(answer.Body.String(), `"`+name+`":"`)
	value, _, _ := strings.Cut(rest, `"`)
	return value
}

func (f *flow) code(code string) url.Values {
	return url.Values{"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {f.card.RedirectURI}, "code_verifier": {flowVerifier}}
}

func (f *flow) token(name string) string {
	return f.exchange("token", f.card.ConsumerKey, name, f.code(f.authorize(nil).Get("code")))
}

func refreshing(token string) url.Values {
	return url.Values{"grant_type": {"refresh_token"}, "refresh_token": {token}}
}

// step sends one of the signed steps of the three-step flow.
func (f *flow) step(path, token string, extra ...tba.Param) url.Values {
	address := "https://9999901.restlets.api.netsuite.com/rest/" + path
	c := tba.Credentials{Account: parse(f, production), ConsumerKey: f.card.ConsumerKey, ConsumerSecret: secret.New(f.card.ConsumerSecret), TokenID: token}
	if id, tokenSecret, ok := strings.Cut(token, " "); ok {
		c.TokenID, c.TokenSecret = id, secret.New(tokenSecret)
	}
	header, err := c.Header(http.MethodPost, address, tba.NewStamp(f.now), extra...)
	if err != nil {
		f.Fatal(err)
	}
	values, err := url.ParseQuery(f.send(http.MethodPost, address, header, nil).Body.String())
	if err != nil {
		return nil
	}
	return values
}

var flows = map[string]func(*flow){
	"AuthorizationFlowRequired": func(f *flow) {
		_ = f.world.UntickBox(production, records.BoxTBAFlow)
		f.step("requesttoken", "", tba.Param{Name: "oauth_callback", Value: "http://localhost:8123/"})
	},
	"InvalidCallback": func(f *flow) {
		f.step("requesttoken", "", tba.Param{Name: "oauth_callback", Value: "https://elsewhere.example.com/"})
	},
	"InvalidVerifier": func(f *flow) {
		first := f.step("requesttoken", "", tba.Param{Name: "oauth_callback", Value: "http://localhost:8123/"})
		f.step("accesstoken", first.Get("oauth_token")+" "+first.Get("oauth_token_secret"), tba.Param{Name: "oauth_verifier", Value: "x"})
	},
	"InvalidState":                  func(f *flow) { f.authorize(map[string]string{"state": "short"}) },
	"InvalidRedirectURI":            func(f *flow) { f.authorize(map[string]string{"redirect_uri": "https://elsewhere.example.com/"}) },
	"UnsupportedResponseType":       func(f *flow) { f.authorize(map[string]string{"response_type": "token"}) },
	"AuthorizationExplicitlyDenied": func(f *flow) { f.authorize(map[string]string{"decision": "deny"}) },
	"InvalidRequest":                func(f *flow) { f.authorize(map[string]string{"code_challenge": "short"}) },
	"ClientAuthenticationFailed":    func(f *flow) { f.exchange("token", "nobody", "", f.code(f.authorize(nil).Get("code"))) },
	"InvalidGrant":                  func(f *flow) { f.exchange("token", f.card.ConsumerKey, "", f.code("unknown")) },
	"InvalidRefreshToken": func(f *flow) {
		f.exchange("token", f.card.ConsumerKey, "", refreshing(f.token("access_token")))
	},
	"InvalidTokenType": func(f *flow) {
		f.exchange("revoke", f.card.ConsumerKey, "", url.Values{"token": {f.token("access_token")}})
	},
	"TokenRejected": func(f *flow) {
		f.send(http.MethodGet, "https://9999901.suitetalk.api.netsuite.com/services/rest/system/v1/serverTime", "Bearer "+f.token("refresh_token"), nil)
	},
	"RefreshTokenExpired": func(f *flow) {
		token := f.token("refresh_token")
		f.now = f.now.AddDate(0, 0, 8)
		f.exchange("token", f.card.ConsumerKey, "", refreshing(token))
	},
}

// meetFlows gives the causes of what stands in the audit trail after each.
func meetFlows(t *testing.T, note func(code string)) {
	for want, do := range flows {
		t.Run(want, func(t *testing.T) {
			f := newFlow(t)
			do(f)
			trail := f.world.AuditTrail(production)
			if len(trail) == 0 {
				t.Fatal("nothing is in the audit trail")
			}
			last := trail[len(trail)-1].Detail
			for _, method := range []profile.Method{profile.M2M, profile.TBA} {
				if cause, ok := Lookup(last, profile.Profile{Account: parse(t, production), Method: method}); ok && cause.Code == want {
					note(string(method) + " " + cause.Code)
					note(cause.Code)
					return
				}
			}
			t.Errorf("the audit trail says %q", last)
		})
	}
}
