package simulator

import (
	"context"
	"crypto/elliptic"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"suitekey/core/simulator/faults"
	"suitekey/core/simulator/records"
	"suitekey/core/simulator/wire"
)

// outcome is what one connection test got to see.
type outcome struct {
	wire   []string // one line for every call
	failed bool     // what every connection needs did not work
	probed bool     // a query was refused
}

func (o outcome) text() string { return strings.Join(o.wire, "\n") }

// try makes a call and notes what the wire shows; volatile parts are left out.
func (s *stage) try(o *outcome, r *http.Request) string {
	s.Helper()
	resp, err := s.client.Do(r)
	if err != nil {
		o.wire, o.failed = append(o.wire, "error: "+shape(err)), true
		return ""
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	line := fmt.Sprint(resp.StatusCode, " ", resp.Header.Get("WWW-Authenticate"), resp.Header.Get("Retry-After"), resp.Header.Get("Location"), " ", string(body[:min(len(body), 2000)]))
	if err != nil {
		line += " " + shape(err)
	}
	if date, err := http.ParseTime(resp.Header.Get("Date")); err == nil {
		line += fmt.Sprint(" skew ", date.Sub(s.clock.Now()))
	}
	o.wire = append(o.wire, regexp.MustCompile(`"access_token":"[^"]+"`).ReplaceAllString(line, "token"))
	plain := strings.Contains(string(body), "{") || strings.Contains(string(body), "<")
	if err != nil || resp.StatusCode != 200 || !plain || strings.Contains(string(body), "Customer Login") || strings.HasSuffix(string(body), `"20`) {
		o.failed = true
	}
	return string(body)
}

func shape(err error) string {
	var name *net.DNSError
	switch {
	case errors.As(err, &name) && name.IsNotFound:
		return "no such host"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "refused"
	case errors.Is(err, context.DeadlineExceeded):
		return "timed out"
	}
	text := err.Error()
	return text[strings.LastIndex(text, `": `)+1:]
}

// connect tests a connection to all surfaces, as far as it gets.
func (s *stage) connect(method string, mapped func() (keyPair, string)) outcome {
	s.Helper()
	var o outcome
	get := func(path string) *http.Request { return s.request("GET", path, "", "") }
	known := s.try(&o, get("https://rest.netsuite.com/rest/datacenterurls?account="+s.card.Account))
	if o.failed = o.failed || !strings.Contains(known, wire.HostLabel(s.card.Account)+"."); o.failed {
		return o
	}
	signed := func(method, path string) *http.Request { return s.signed(method, path, nil, nil) }
	if method == faults.MethodM2M {
		pair, id := mapped()
		form := "grant_type=client_credentials&client_assertion_type=" + escape(assertionType) + "&client_assertion=" + s.assertion(pair, id, nil)
		s.try(&o, s.request("POST", s.suiteTalk(tokenPath), "application/x-www-form-urlencoded", form))
		if o.failed {
			return o
		}
		token := s.lastToken()
		signed = func(method, path string) *http.Request { return s.bearer(method, path, token, "") }
	}
	if s.try(&o, signed("GET", s.suiteTalk(timePath))); !o.failed {
		query := signed("POST", s.suiteTalk("/services/rest/query/v1/suiteql?limit=1"))
		probe := outcome{}
		s.try(&probe, query)
		s.try(&probe, signed("GET", s.suiteTalk("/services/rest/record/v1/customer?limit=1")))
		o.probed = !strings.Contains(probe.text(), "Prefer") || strings.Contains(probe.text(), "Permission Violation")
	}
	if strings.Contains(o.text(), "INVALID_LOGIN") { // one refused sign-in is enough
		return o
	}
	s.try(&o, signed("GET", s.restlets("/rest/tokeninfo")))
	if method == faults.MethodTBA {
		s.try(&o, get(s.suiteTalk("/wsdl/v2025_2_0/netsuite.wsdl")))
		s.try(&o, s.soap("ns1", "HMAC-SHA256", nil))
	}
	return o
}

// attempt is connect, and a driver of SuiteAnalytics Connect where only a driver meets the fault.
func (s *stage) attempt(f faults.Fault, method string, mapped func() (keyPair, string)) outcome {
	s.Helper()
	o := s.connect(method, mapped)
	if f.Surface != "connect" || o.failed {
		return o
	}
	form := s.login(nil)
	if method == faults.MethodM2M {
		pair, id := mapped()
		ask := "grant_type=client_credentials&client_assertion_type=" + escape(assertionType) + "&client_assertion=" + s.assertion(pair, id, claim1("scope", []string{"suite_analytics"}))
		s.try(&o, s.request("POST", s.suiteTalk(tokenPath), "application/x-www-form-urlencoded", ask))
		if o.failed {
			return o
		}
		form = url.Values{"server_data_source": {"NetSuite2.com"}, "custom_properties": {"AccountID=" + s.card.Account + ";RoleID=" + s.card.Role + ";OAuth2Token=" + s.lastToken()}}
	}
	s.try(&o, s.request("POST", "https://"+wire.HostLabel(s.card.Account)+wire.ConnectHosts+connectPath, "application/x-www-form-urlencoded", form.Encode()))
	return o
}

// lastToken is the access token that was handed out last.
func (s *stage) lastToken() string {
	s.world.server.Mu.Lock()
	defer s.world.server.Mu.Unlock()
	grants := s.world.server.ByID[s.card.Account].Grants
	return slices.MaxFunc(slices.Collect(maps.Keys(grants)), func(a, b string) int { return grants[a].Number - grants[b].Number })
}

// faultStage is a healthy set-up of the sandbox.
func faultStage(t *testing.T) (*stage, func() (keyPair, string)) {
	s := newStage(t)
	card, err := s.world.PracticeFor("9999901_SB1")
	s.must(err)
	s.card = card
	s.client.Timeout = 5 * time.Second
	pair, id := keyPair{}, ""
	return s, func() (keyPair, string) {
		if id == "" {
			pair = ecPair(t, elliptic.P256(), "ES256")
			id = s.mapped(pair)
		}
		return pair, id
	}
}

func TestFaultList(t *testing.T) {
	names := map[string]bool{}
	for _, f := range faults.List() {
		if names[f.Name] || !regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`).MatchString(f.Name) {
			t.Errorf("the name %q", f.Name)
		}
		names[f.Name] = true
		if f.Title == "" || f.Code == "" || f.Group == "" || len(f.Methods) == 0 || strings.HasSuffix(f.Title, ".") {
			t.Errorf("%+v", f)
		}
	}
	if len(names) < 60 {
		t.Errorf("%d faults", len(names))
	}
	w := New(Options{})
	if err := w.InjectFault("9999901", "nothing"); err == nil {
		t.Error("a fault that is none")
	}
	if err := w.InjectFault("1", "outage"); err == nil {
		t.Error("an account that is none")
	}
	if err := w.InjectFault("9999901", "sandbox-refreshed"); err == nil || w.ActiveFault("9999901") != "" {
		t.Errorf("production refreshed: %v", err)
	}
}

// hasDetail tells whether the audit trail must show the code of a fault.
func hasDetail(f faults.Fault) bool {
	return !slices.Contains([]string{faults.CodeRefreshed, faults.CodeOverload, faults.CodeLimit, faults.CodeUnavailable, faults.CodeTimedOut, faults.CodeStrange, faults.CodeWSDL, faults.CodeDomain,
		faults.CodeForbidden, faults.CodeUnexpected, "AccountUnknown", "WebServicesOnlyRole", "RESTFeatureOff", "Administrator", "OtherCompany"}, f.Code) &&
		f.Group != faults.GroupNetwork && f.Group != faults.GroupSurface && f.Name != "credentials-dropped" && f.Name != "passport-dropped"
}

// TestFaults meets every fault with a connection that was set up before and
// with one that is set up afterwards, and mends it.
func TestFaults(t *testing.T) {
	signatures := map[string]map[string][]string{faults.MethodTBA: {}, faults.MethodM2M: {}} // by what the wire shows, the faults
	for _, f := range faults.List() {
		for _, method := range f.Methods {
			t.Run(method+"/"+f.Name, func(t *testing.T) {
				o := meetBefore(t, f, method)
				seen := signatures[method]
				seen[o.text()] = append(seen[o.text()], f.Name)
				if !strings.HasPrefix(f.Name, "sandbox-refreshed") && !f.Works && f.Name != "hang" && f.Name != "connection-blackholed" {
					meetAfter(t, f, method)
				}
			})
		}
	}
	for method, seen := range signatures {
		checkAmbiguous(t, method, seen)
	}
}

func meetBefore(t *testing.T, f faults.Fault, method string) outcome {
	s, mapped := faultStage(t)
	if method == faults.MethodM2M {
		mapped()
	}
	s.must(s.world.InjectFault(s.card.Account, f.Name))
	if f.Name == "slow" {
		s.client.Timeout = time.Second
	}
	if f.Code == faults.CodeTimedOut {
		s.client.Timeout = 200 * time.Millisecond
	}
	o := s.attempt(f, method, mapped)
	switch f.Name {
	case "slow", "outage-brief", "concurrency-brief": // these need patience
		o.failed = !o.failed
	}
	if o.failed == f.Works {
		t.Errorf("failed is %v:\n%s", o.failed, o.text())
	}
	if strings.HasPrefix(f.Name, "workbook") || strings.HasPrefix(f.Name, "customers") {
		if !o.probed {
			t.Error("the query was let in")
		}
	}
	if hasDetail(f) {
		trail := s.world.AuditTrail(s.card.Account)
		if !slices.ContainsFunc(trail, func(row records.SignIn) bool {
			return strings.EqualFold(strings.ReplaceAll(row.Detail, "_", ""), strings.ReplaceAll(f.Code, "_", ""))
		}) &&
			!strings.Contains(o.text(), `"`+f.Code+`"`) {
			t.Errorf("the trail has no %s: %+v", f.Code, trail)
		}
	}
	if f.Group == faults.GroupSurface && !f.Works && strings.ToUpper(f.Code) == f.Code && !strings.Contains(o.text(), f.Code) {
		t.Errorf("the wire has no %s:\n%s", f.Code, o.text())
	}
	s.client.Timeout = 5 * time.Second
	s.must(s.world.ClearFault(s.card.Account))
	if again := s.attempt(f, method, mapped); again.failed || again.probed {
		t.Errorf("mended:\n%s", again.text())
	}
	return o
}

// meetAfter sets the connection up, by the card, when the fault is there.
func meetAfter(t *testing.T, f faults.Fault, method string) {
	s, mapped := faultStage(t)
	s.must(s.world.InjectFault(s.card.Account, f.Name))
	card, err := s.world.PracticeFor(s.card.Account)
	s.must(err)
	if card.TokenID != s.card.TokenID || card.ConsumerSecret != s.card.ConsumerSecret {
		t.Error("the card changed")
	}
	if o := s.attempt(f, method, mapped); !o.failed {
		t.Errorf("it works:\n%s", o.text())
	}
}

// checkAmbiguous compares what the faults look like on the wire with what
// they say about it.
func checkAmbiguous(t *testing.T, method string, seen map[string][]string) {
	// The scopes that are asked for tell these two apart, not the wire.
	told := []string{"scope-rest-unticked", "scope-restlets-unticked"}
	for _, names := range seen {
		codes := map[string]bool{}
		for _, f := range faults.List() {
			if slices.Contains(names, f.Name) {
				codes[f.Code] = true
			}
		}
		for _, f := range faults.List() {
			if slices.Contains(names, f.Name) && !slices.Contains(told, f.Name) && f.Ambiguous != (len(codes) > 1) {
				t.Errorf("%s: %s says Ambiguous is %v, and looks like %v", method, f.Name, f.Ambiguous, names)
			}
		}
	}
}
