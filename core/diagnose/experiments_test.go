package diagnose

import (
	"maps"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"suitekey/core/netsuite"
	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/core/simulator/records"
)

func state(r Report, name string) Check {
	for _, c := range r.Checks {
		if c.Name == name {
			return c
		}
	}
	return Check{}
}

// TestCorrectionsAreForTheRunAlone: what is wrong and can be put right for
// nothing is named for certain, and the run says whether the rest is right.
func TestCorrectionsAreForTheRunAlone(t *testing.T) {
	for _, test := range []struct {
		name   string
		method profile.Method
		spoil  func(bench, *profile.Profile)
		failed string
		cause  string
	}{
		{"clock", profile.TBA, func(b bench, _ *profile.Profile) { b.SkewClock(time.Hour) }, Clock, "InvalidTimestamp"},
		{"clock, M2M", profile.M2M, func(b bench, _ *profile.Profile) { b.SkewClock(-2 * time.Minute) }, Clock, "TokenNotAcceptable"},
		{"padding", profile.TBA, func(_ bench, p *profile.Profile) { p.TokenSecret = secret.New(p.TokenSecret.Reveal() + "\r\n") }, Values, "PaddedValue"},
		{"exchange", profile.M2M, func(_ bench, p *profile.Profile) { p.ConsumerKey, p.CertificateID = p.CertificateID, p.ConsumerKey }, Values, "CertificateIDSwapped"},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := newBench(t)
			p := b.tbaProfile(t, production)
			if test.method == profile.M2M {
				p = b.m2mProfile(t, production)
			}
			test.spoil(b, &p)
			before := p
			r := b.run(t, p)
			if r.OK || r.Refusals != 0 || refusals(b) != 0 || len(r.Corrections) != 1 {
				t.Errorf("ok %v, %d refusals, corrections %q", r.OK, refusals(b), r.Corrections)
			}
			if state(r, test.failed).State != Failed || state(r, SignIn).State != OK || state(r, REST).State != OK {
				t.Errorf("checks %+v", r.Checks)
			}
			if r.Causes[0].Code != test.cause || r.Ambiguous || r.Causes[0].Weight < certain {
				t.Errorf("causes %s", codes(r))
			}
			if p.ConsumerKey != before.ConsumerKey || !p.TokenSecret.Equal(before.TokenSecret) {
				t.Error("the profile was changed")
			}
		})
	}
}

func TestOtherAccountsOfTheCompany(t *testing.T) {
	b := newBench(t)
	p := b.tbaProfile(t, sandbox)
	p.Account = parse(t, "9999901_SB2")
	r := b.run(t, p)
	if !slices.Equal(r.Others, []string{"9999901", "9999901_SB1", "9999901_RP"}) || r.Causes[0].Code != "AccountUnknown" || r.Causes[1].Code != "OtherAccountOfCompany" {
		t.Errorf("others %q, causes %s", r.Others, codes(r))
	}
	if !strings.Contains(r.Causes[1].Title, "9999901_SB1") || !strings.Contains(state(r, Account).Detail, "but 9999901 and") {
		t.Errorf("%q, %q", r.Causes[1].Title, state(r, Account).Detail)
	}
	p = b.tbaProfile(t, sandbox)
	p.Account = parse(t, production) // the sandbox's token in the production account
	r = b.run(t, p)
	if len(r.Others) != 2 || refusals(b) != 1 || !strings.Contains(codes(r), "OtherAccountOfCompany") {
		t.Errorf("others %q after %d refusals, causes %s", r.Others, refusals(b), codes(r))
	}
}

func TestThroughAProxy(t *testing.T) {
	b := newBench(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = b.Proxy(t.Context(), listener) }()
	transport, err := netsuite.NewTransport(netsuite.TransportOptions{CAPEM: b.CAPEM()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(transport.CloseIdleConnections)
	_, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	proxy := &url.URL{Scheme: "http", Host: "localhost:" + port, User: url.UserPassword("me", "hunter2")}
	transport.Proxy = http.ProxyURL(proxy)
	r := Run(t.Context(), netsuite.New(netsuite.Options{Transport: transport, Now: b.now}), b.tbaProfile(t, production), Options{Now: b.now})
	if !r.OK || r.Route.Proxy != proxy.Host || !strings.Contains(state(r, Resolution).Detail, "of the proxy: localhost is ") || !strings.Contains(state(r, Connection).Detail, "to the proxy "+proxy.Host) ||
		!strings.Contains(state(r, Channel).Detail, "TLS 1.3, issuer suitekey practice") || strings.Contains(everything(t, r), "hunter2") {
		t.Errorf("%v: %+v", r.Err, r.Checks)
	}
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	transport.CloseIdleConnections()
	r = Run(t.Context(), netsuite.New(netsuite.Options{Transport: transport, Now: b.now}), b.tbaProfile(t, production), Options{Now: b.now})
	if r.OK || r.Causes[0].Code != "ProxyUnreachable" || state(r, Connection).State != Failed {
		t.Errorf("%s, %+v", codes(r), r.Checks)
	}
}

func TestRoleSeesLimits(t *testing.T) {
	b := newBench(t)
	if err := b.BecomeAdministrator(production); err != nil {
		t.Fatal(err)
	}
	r := b.run(t, b.tbaProfile(t, production))
	if r.Limits == nil || r.Limits.Account != 5 || len(r.Warnings) != 1 || r.Warnings[0].Code != "Administrator" {
		t.Errorf("limits %+v, warnings %+v", r.Limits, r.Warnings)
	}
}

func TestPermissions(t *testing.T) {
	b := newBench(t)
	r := Run(t.Context(), b.client, b.m2mProfile(t, production), Options{Now: b.now, Probe: true})
	has := map[string]Has{}
	for _, right := range r.Permissions {
		has[right.Name] = right.Has
	}
	for name, want := range map[string]Has{
		"Log in using OAuth 2.0 Access Tokens": Yes, "REST Web Services": Yes, "SuiteAnalytics Workbook": Yes, "Customers": Yes,
		"Manage own OAuth 2.0 Client Credentials Certificates": Yes, "Administrator": No, "Web Services Only Role": No,
	} {
		if has[name] != want {
			t.Errorf("%s: %q, want %q", name, has[name], want)
		}
	}
	if _, ok := has["SOAP Web Services"]; ok || state(r, Permission).State != OK {
		t.Errorf("%+v", r.Permissions)
	}
}

// TestRecordPermissions: the catalog tells which record types the role can see, those of
// the connection and further ones; where it could not be asked, nothing is said of them.
func TestRecordPermissions(t *testing.T) {
	for name, c := range map[string]struct {
		turn   func(bench) error
		listed []string
		asked  []string
		want   map[string]Has
		detail string
	}{
		"nobody listed any": {nil, nil, nil, map[string]Has{"Customers": Yes}, "2 needed, none missing"},
		"as it is": {nil, []string{"customer", "employee"}, []string{"Customer", "salesOrder"},
			map[string]Has{"Customers": Yes, "Employees": Yes, "Sales Order": No}, "the role cannot see: Sales Order"},
		"all seen":           {nil, []string{"employee"}, nil, map[string]Has{"Employees": Yes}, "2 needed, none missing"},
		"no customers":       {func(b bench) error { return b.TakePermission(production, records.PermissionCustomers) }, []string{"customer"}, nil, map[string]Has{"Customers": No}, "the role cannot see: Customers"},
		"one permission":     {nil, []string{"inventoryItem", "kitItem"}, nil, map[string]Has{"Items": No}, "the role cannot see: Items"},
		"not in the table":   {nil, []string{"customrecord_x", "fooBar"}, nil, map[string]Has{"customrecord_x": No, "Record fooBar": No}, "the role cannot see: customrecord_x, Record fooBar"},
		"nobody can sign in": {func(b bench) error { return b.DeactivateUser(production) }, []string{"customer"}, nil, map[string]Has{}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			p := b.m2mProfile(t, production)
			if p.Records = c.listed; c.turn != nil {
				if err := c.turn(b); err != nil {
					t.Fatal(err)
				}
			}
			r := Run(t.Context(), b.client, p, Options{Now: b.now, Probe: true, Records: c.asked})
			has, harmful := map[string]Has{}, false
			for _, right := range r.Permissions {
				if harmful = harmful || right.Need == Harmful; right.Level == "View" {
					has[right.Name] = right.Has
					if harmful {
						t.Errorf("%s stands below what the role should not have", right.Name)
					}
				}
			}
			if !maps.Equal(has, c.want) {
				t.Errorf("%v, want %v", has, c.want)
			}
			for _, check := range r.Checks {
				if check.Name == Permission && check.Detail != c.detail {
					t.Errorf("the check says %q, want %q", check.Detail, c.detail)
				}
			}
		})
	}
}

func TestInspectingProxies(t *testing.T) {
	for issuer, want := range map[string]string{
		"CN=Zscaler Intermediate Root CA (zscaler.net),O=Zscaler Inc.": "Zscaler",
		"CN=DigiCert TLS RSA SHA256 2020 CA1,O=DigiCert Inc,C=US":      "",
		"CN=mitmproxy,O=mitmproxy":                                     "mitmproxy",
	} {
		if got := interceptor(issuer); got != want {
			t.Errorf("%s: %q", issuer, got)
		}
	}
	if got := nameOf(`CN=DigiCert TLS,O=DigiCert Inc,C=US`); got != "DigiCert Inc" {
		t.Errorf("got %q", got)
	}
}

func TestRemember(t *testing.T) {
	p := profile.Profile{Refusals: []time.Time{testNow, testNow, testNow, testNow}}
	Report{Refused: true, Refusals: 2}.Remember(&p, testNow.Add(time.Minute))
	if len(p.Refusals) != 5 || !p.Refusals[4].Equal(testNow.Add(time.Minute)) {
		t.Errorf("refusals %v", p.Refusals)
	}
	passed := testNow.Add(2 * time.Minute)
	later := passed.Add(time.Second) // another process was refused while this test came to its end
	p.Refusals = append(p.Refusals, later)
	Report{OK: true, Tested: profile.Tested{At: passed}}.Remember(&p, later)
	if len(p.Refusals) != 1 || !p.Refusals[0].Equal(later) || !p.Tested.At.Equal(passed) {
		t.Errorf("after a passed test: refusals %v, tested %v", p.Refusals, p.Tested.At)
	}
}
