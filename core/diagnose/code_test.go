package diagnose

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"suitekey/core/netsuite"
	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/core/simulator/records"
)

// codeProfile is a connection for which somebody has just signed in by browser.
func (b bench) codeProfile(t *testing.T, id string, public bool) profile.Profile {
	t.Helper()
	card, err := b.PracticeFor(id)
	if err != nil {
		t.Fatal(err)
	}
	p := profile.Profile{
		Name: "acme", Account: parse(t, id), Method: profile.Code, Surfaces: []profile.Surface{profile.REST, profile.RESTlet},
		ConsumerKey: card.ConsumerKey, ConsumerSecret: secret.New(card.ConsumerSecret),
		RedirectURI: "suitekey://callback", Scopes: []string{"rest_webservices", "restlets"},
	}
	if public {
		p.ConsumerSecret = secret.Secret{}
		if err := b.SetBox(id, records.BoxPublicClient, true); err != nil {
			t.Fatal(err)
		}
	}
	s, err := netsuite.CodeGrantFor(p).Begin()
	if err != nil {
		t.Fatal(err)
	}
	page, query, _ := strings.Cut(s.URL(), "?")
	form, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	form.Set("who", card.Entity+";"+card.Role)
	form.Set("decision", "allow")
	decided := httptest.NewRecorder()
	b.Handler().ServeHTTP(decided, httptest.NewRequest(http.MethodPost, page, strings.NewReader(form.Encode())))
	answer, err := netsuite.ParsePasted(decided.Header().Get("Location"))
	if err != nil {
		t.Fatalf("%v: %d %s", err, decided.Code, decided.Body)
	}
	token, err := b.client.Exchange(t.Context(), s, answer)
	if err != nil {
		t.Fatal(err)
	}
	p.RefreshToken, p.RefreshUntil = token.Refresh, token.RefreshUntil
	return p
}

func TestHealthyCode(t *testing.T) {
	b := newBench(t)
	p := b.codeProfile(t, sandbox, false)
	report := Run(t.Context(), b.client, p, Options{Now: b.now, Probe: true})
	if !report.OK || report.Tested.Company == "" || report.Tested.Entity == "" || !report.Refresh.IsEmpty() {
		t.Fatalf("got %+v, %v", report, report.Err)
	}
	for _, check := range report.Checks {
		if check.State != OK {
			t.Errorf("check %+v", check)
		}
	}
	b.SkewClock(time.Hour) // nothing that is sent has a time in it
	if report := b.run(t, p); !report.OK {
		t.Errorf("%v", report.Err)
	}
}

// TestRefreshTokenIsKept walks a chain of refresh tokens that are good once.
func TestRefreshTokenIsKept(t *testing.T) {
	b := newBench(t)
	p := b.codeProfile(t, production, true)
	for i := range 3 {
		if i == 1 { // the token changes though the test fails after it
			if err := b.TakePermission(production, records.PermissionREST); err != nil {
				t.Fatal(err)
			}
		}
		former, told := p.RefreshToken, secret.Secret{}
		report := Run(t.Context(), b.client, p, Options{Now: b.now, Rotated: func(r Report) { told = r.Refresh }})
		report.Remember(&p, testNow)
		if report.OK != (i == 0) || p.RefreshToken.Equal(former) || !told.Equal(p.RefreshToken) || !p.RefreshUntil.Equal(testNow.Add(48*time.Hour)) {
			t.Fatalf("run %d: %+v", i, report)
		}
		written, err := json.Marshal(report)
		if err != nil {
			t.Fatal(err)
		}
		if text := string(written) + fmt.Sprintf("%+v", report); strings.Contains(text, p.RefreshToken.Reveal()) || strings.Contains(text, former.Reveal()) {
			t.Error("a refresh token is in the report")
		}
	}
}

// codeFaults are what can be wrong with a connection by the code grant.
var codeFaults = []struct {
	name   string
	public bool
	change func(*testing.T, bench, *profile.Profile)
	failed string
	cause  string
}{
	{"nobody signed in", false, func(_ *testing.T, _ bench, p *profile.Profile) { p.RefreshToken = secret.Secret{} }, Values, "RefreshTokenMissing"},
	{"after seven days", false, func(_ *testing.T, _ bench, p *profile.Profile) { p.RefreshUntil = testNow }, Values, "SignInAgain"},
	{"SOAP", false, func(_ *testing.T, _ bench, p *profile.Profile) { p.Surfaces = []profile.Surface{profile.SOAP} }, Values, "SOAPNeedsTBA"},
	{"a scope too few", false, func(_ *testing.T, _ bench, p *profile.Profile) { p.Scopes = p.Scopes[:1] }, Values, "ScopeMissing"},
	{"pasted twice", false, func(_ *testing.T, _ bench, p *profile.Profile) { p.ConsumerSecret = secret.New(p.ConsumerKey) }, Values, "SameIntegrationValues"},
	{"no client ID", true, func(_ *testing.T, _ bench, p *profile.Profile) { p.ConsumerKey = "" }, Values, "IntegrationValuesMissing"},
	{"unknown refresh token", false, func(_ *testing.T, _ bench, p *profile.Profile) {
		p.RefreshToken = secret.New(strings.Repeat("0", 64))
	}, SignIn, "SignInAgain"},
	{"spent refresh token", true, func(t *testing.T, b bench, p *profile.Profile) {
		if _, err := b.client.Refresh(t.Context(), netsuite.CodeGrantFor(*p), p.RefreshToken); err != nil {
			t.Fatal(err)
		}
	}, SignIn, "SignInAgain"},
	{"sandbox refreshed", false, func(t *testing.T, b bench, _ *profile.Profile) {
		if err := b.RefreshSandbox(sandbox); err != nil {
			t.Fatal(err)
		}
	}, SignIn, ""},
	{"client secret", false, func(_ *testing.T, _ bench, p *profile.Profile) {
		p.ConsumerSecret = secret.New(strings.Repeat("0", 64))
	}, SignIn, "ClientAuthenticationFailed"},
	{"box cleared", false, func(t *testing.T, b bench, _ *profile.Profile) {
		if err := b.UntickBox(sandbox, records.BoxCodeGrant); err != nil {
			t.Fatal(err)
		}
	}, SignIn, "AuthorizationCodeGrantRequired"},
}

func meetCodeFaults(t *testing.T, note func(Report)) {
	for _, f := range codeFaults {
		t.Run(f.name, func(t *testing.T) {
			b := newBench(t)
			p := b.codeProfile(t, sandbox, f.public)
			f.change(t, b, &p)
			before := refusals(b)
			report := b.run(t, p)
			note(report)
			if report.OK || firstFailed(report) != f.failed {
				t.Fatalf("failed at %q: %v", firstFailed(report), report.Err)
			}
			if f.cause != "" && (len(report.Causes) == 0 || report.Causes[0].Code != f.cause) {
				t.Errorf("causes %s", codes(report))
			}
			refused := refusals(b) - before
			if f.failed == SignIn && (refused != 1 || report.Refusals != 1 || !report.Refused) || f.failed == Values && refused != 0 {
				t.Errorf("%d sign-ins were refused, %d counted", refused, report.Refusals)
			}
			if report.Causes[0].Code == "SignInAgain" && f.failed == SignIn && !errors.Is(report.Err, netsuite.ErrSignInAgain) {
				t.Errorf("%v", report.Err)
			}
		})
	}
}

func TestCodeFaults(t *testing.T) { meetCodeFaults(t, func(Report) {}) }

func TestOldPublicRefreshTokenIsTried(t *testing.T) {
	b := newBench(t)
	p := b.codeProfile(t, production, true)
	p.RefreshUntil = testNow.Add(-time.Hour) // the record may say longer than 48 hours
	if report := b.run(t, p); !report.OK || report.Checks[0].State != Warn {
		t.Errorf("%v, %+v", report.Err, report.Checks[0])
	}
}
