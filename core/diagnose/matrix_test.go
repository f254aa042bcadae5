package diagnose

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"suitekey/core/profile"
	"suitekey/core/simulator/faults"
)

// met is a fault met by one kind of connection.
type met struct {
	report Report
	place  int // of the right cause, 0 for none
	costs  int // refused sign-ins, by the account's own books
	trail  []string
}

func (m met) String() string {
	switch {
	case m.report.OK:
		return "works"
	case m.place == 0:
		return "-"
	}
	return fmt.Sprint(m.place)
}

// meet tests a connection that meets fault. age is how long ago it worked; 0
// for one that is new.
func meet(t *testing.T, fault faults.Fault, method profile.Method, age time.Duration) met {
	t.Helper()
	b := newBench(t)
	p := b.tbaProfile(t, sandbox)
	if method == profile.M2M {
		p = b.m2mProfile(t, sandbox)
	}
	if age > 0 {
		p.Tested.At = testNow.Add(-age)
	}
	if fault.Surface == Connect {
		p.Surfaces, p.RoleID, p.Scopes = append(p.Surfaces, profile.Connect), b.Practice().Role, append(p.Scopes, "suite_analytics")
	}
	if err := b.InjectFault(sandbox, fault.Name); err != nil {
		t.Fatal(err)
	}
	timeout, retries := 10*time.Second, 0
	if fault.Code == "TimedOut" {
		timeout = 200 * time.Millisecond
	}
	if fault.Works {
		retries = 4
	}
	options := Options{Now: b.now, Probe: true, Pause: func(context.Context, time.Duration) error { return nil }}
	m := met{report: Run(t.Context(), b.client.With(timeout, retries, time.Millisecond), p, options), costs: refusals(b)}
	for _, row := range b.AuditTrail(sandbox) {
		m.trail = append(m.trail, row.Detail)
	}
	m.place = 1 + slices.IndexFunc(m.report.Causes, func(c Cause) bool { return sameCause(c.Code, fault.Code, method) })
	return m
}

// sameCause compares codes by what the catalogue makes of them.
func sameCause(got, want string, method profile.Method) bool {
	found, ok := find(want, method)
	return got == want || ok && got == found.Code
}

// share counts how often the right cause came first, and among the first three.
type share struct{ first, three, all int }

func (s *share) add(m met) {
	s.all++
	if m.place == 1 {
		s.first++
	}
	if m.place >= 1 && m.place <= 3 {
		s.three++
	}
}

func (s share) String() string {
	return fmt.Sprintf("%d of %d first (%d %%), %d among the first three (%d %%)", s.first, s.all, 100*s.first/max(s.all, 1), s.three, 100*s.three/max(s.all, 1))
}

// TestEveryCause meets all faults there are, and finds that none of the
// catalogue's causes is there for nothing.
func TestEveryCause(t *testing.T) {
	seen := map[string]bool{}
	note := func(code string) { seen[code] = true }
	noteAll := func(r Report) {
		checkKept(t, r)
		for _, cause := range slices.Concat(r.Causes, r.Warnings) {
			note(r.Method + " " + cause.Code)
			note(cause.Code)
		}
		for _, word := range r.Bundle().Evidence {
			if code, ok := strings.CutPrefix(word, "code:"); ok {
				note(code)
			}
		}
	}
	t.Run("own", func(t *testing.T) { meetOwnFaults(t, noteAll) })
	t.Run("code", func(t *testing.T) { meetCodeFaults(t, noteAll) })
	t.Run("simulator", func(t *testing.T) { meetMatrix(t, noteAll) })
	t.Run("special", func(t *testing.T) { meetSpecials(t, noteAll) })
	t.Run("flows", func(t *testing.T) { meetFlows(t, note) })
	for _, entry := range readCatalogue().Causes {
		name := entry.Code
		if entry.Method != "" {
			name = string(entry.Method) + " " + entry.Code
		}
		if !seen[name] && !seen[entry.Code] {
			t.Errorf("nothing leads to %s", name)
		}
	}
}

// meetMatrix meets every fault of the simulator, with a new connection and with
// one that worked a month ago, and prints which cause is named first.
func meetMatrix(t *testing.T, note func(Report)) {
	var clear, ambiguous, old share
	var table strings.Builder
	for _, fault := range faults.List() {
		for _, name := range fault.Methods {
			method := profile.Method(name)
			t.Run(name+" "+fault.Name, func(t *testing.T) {
				fresh, worked := meet(t, fault, method, 0), meet(t, fault, method, 30*24*time.Hour)
				note(fresh.report)
				note(worked.report)
				for _, detail := range fresh.trail {
					if cause, ok := Lookup(detail, profile.Profile{Method: method}); ok { // what a person would pick
						note(Decide(fresh.report, cause.Code))
					} else if detail != "" {
						t.Errorf("the audit trail's %s is not in the catalogue", detail)
					}
				}
				mark := " "
				if fault.Ambiguous {
					mark = "~"
				}
				fmt.Fprintf(&table, "%-3s %s %-28s %-30s new %-5s worked %-5s %s\n", name, mark, fault.Name, fault.Code, fresh, worked, leading(fresh.report))
				check(t, fault, method, fresh)
				check(t, fault, method, worked)
				switch {
				case fault.Works, fault.Surface == Connect && fault.Ambiguous:
				case fault.Ambiguous:
					ambiguous.add(fresh)
					old.add(worked)
				default:
					clear.add(fresh)
				}
			})
		}
	}
	t.Logf("place of the right cause; ~ marks faults that NetSuite answers alike\n%s\ntold apart by the wire: %s\nanswered alike, new connection: %s\nanswered alike, one that worked a month ago: %s", table.String(), clear, ambiguous, old)
	if clear.first != clear.all {
		t.Errorf("faults that can be told apart: %s", clear)
	}
}

func leading(r Report) string {
	if len(r.Causes) == 0 {
		return ""
	}
	text := r.Causes[0].Code
	if r.Ambiguous {
		text += " ?"
	}
	return text
}

func check(t *testing.T, fault faults.Fault, method profile.Method, m met) {
	t.Helper()
	r := m.report
	if m.costs > 1 || r.Refusals > 1 {
		t.Errorf("the run cost %d refused sign-ins, and says %d", m.costs, r.Refusals)
	}
	if fault.Surface == Connect && fault.Ambiguous { // only a driver meets it, and the report says that nobody tried
		i := slices.IndexFunc(r.Checks, func(c Check) bool { return c.Name == Connect })
		if !r.OK || i < 0 || r.Checks[i].State != Skipped || !strings.HasPrefix(r.Checks[i].Detail, "not tried") {
			t.Errorf("SuiteAnalytics Connect: %+v", r.Checks)
		}
		return
	}
	if fault.Works {
		if !r.OK && fault.Code != "TimedOut" {
			t.Errorf("failed: %v", r.Err)
		}
		if said := warned(r, fault, method); r.OK && !said && fault.Group != "load and outage" {
			t.Errorf("no warning of it: %+v", r.Warnings)
		}
		return
	}
	if r.OK || r.Err == nil || len(r.Causes) == 0 {
		t.Fatalf("passed: %+v", r.Checks)
	}
	if !fault.Ambiguous && m.place != 1 {
		t.Errorf("%s is in place %d: %s", fault.Code, m.place, codes(r))
	}
	for _, c := range r.Checks {
		if strings.IndexFunc(c.Detail, func(r rune) bool { return r < ' ' || r == 0x7f || r == 0x202e }) >= 0 {
			t.Errorf("control characters in %q", c.Detail)
		}
	}
	if fault.Ambiguous && m.place != 1 {
		decide(t, fault, method, r)
	}
}

// warned tells whether a working connection's fault was mentioned.
func warned(r Report, fault faults.Fault, method profile.Method) bool {
	for _, w := range r.Warnings {
		if sameCause(w.Code, fault.Code, method) {
			return true
		}
	}
	if fault.Code != "INSUFFICIENT_PERMISSION" {
		return false
	}
	for _, right := range r.Permissions {
		if right.Has == No && right.Need != Harmful {
			return len(r.Warnings) > 0
		}
	}
	return false
}

// decide: what a person reads in the audit trail settles what the wire does not.
func decide(t *testing.T, fault faults.Fault, method profile.Method, r Report) {
	t.Helper()
	if !r.Ambiguous || r.Ask == nil || len(r.Ask.Values) < 2 || r.Ask.Menu == "" {
		t.Fatalf("nothing is asked: %+v, %s", r.Ask, codes(r))
	}
	found, ok := find(fault.Code, method)
	if !ok {
		t.Fatalf("%s is not in the catalogue", fault.Code)
	}
	seen := found.Code
	if !found.Detail && found.Trail != "-" && found.Trail != "" {
		seen = found.Trail
	}
	if !slices.ContainsFunc(r.Ask.Values, func(a Answer) bool { return a.Code == seen }) {
		t.Errorf("%s is not among the values to pick: %+v", seen, r.Ask.Values)
	}
	decided := Decide(r, seen)
	if decided.Ambiguous || decided.Decided != seen || decided.Causes[0].Code != seen || decided.Causes[0].Weight != 100 {
		t.Errorf("decided %+v", decided.Causes)
	}
	if unknown := Decide(r, "no such value"); unknown.Decided != "" || !unknown.Ambiguous {
		t.Error("an unknown value decides")
	}
}
