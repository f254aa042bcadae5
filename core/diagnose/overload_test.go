package diagnose

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"suitekey/core/netsuite"
	"suitekey/core/profile"
)

// TestOverloadIsAskedOnce: a refusal is repeated only if it came as late as
// overload's does, or where the same credentials had just been accepted.
func TestOverloadIsAskedOnce(t *testing.T) {
	const (
		late  = 25 * time.Second
		calls = "/services/rest/" // not the discovery, whose pace tells of the clock
	)
	for _, test := range []struct {
		name    string
		only    string // part of host and path
		slow    time.Duration
		posing  int // answers that pose as refusals
		before  int // refusals a minute ago
		odd     bool
		ok      bool
		refused int
		asked   bool // twice
	}{
		{name: "at once", posing: 1, refused: 1},
		{name: "after 19 s", only: calls, slow: 19 * time.Second, posing: 1, refused: 1},
		{name: "late", only: calls, slow: late, posing: 1, ok: true, refused: 1, asked: true},
		{name: "late, for longer", only: calls, slow: late, posing: 10, refused: 2, asked: true},
		{name: "late, refused a minute ago", only: calls, slow: late, posing: 1, before: 1, refused: 1},
		{name: "late, odd values", only: calls, slow: late, posing: 1, odd: true, refused: 1},
		{name: "after a good answer", only: "metadata-catalog", posing: 1, ok: true, refused: 1, asked: true},
		{name: "after a good answer, for longer", only: "metadata-catalog", posing: 10, refused: 2, asked: true},
		{name: "after a good answer of another surface", only: "restlets", posing: 1, refused: 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t)
				b.OnlyFor(test.only)
				b.BusyAsRefused(test.posing)
				b.Slow(test.slow)
				p := b.tbaProfile(t, production)
				p.Surfaces = []profile.Surface{profile.REST, profile.RESTlet}
				p.Tested.At = testNow.Add(-time.Hour) // which says nothing of today's values
				for range test.before {
					p.Refusals = append(p.Refusals, testNow.Add(-time.Minute))
				}
				if test.odd {
					p.TokenID = p.TokenID[1:]
				}
				var paused []time.Duration
				report := Run(t.Context(), unconnected(b), p, Options{Now: b.now, Pause: func(_ context.Context, d time.Duration) error {
					paused = append(paused, d)
					return nil
				}})
				if report.OK != test.ok || report.Refusals != test.refused || test.asked != slices.Equal(paused, []time.Duration{repeatAfter}) {
					t.Errorf("ok %v after %d refusals and pauses %v: %v", report.OK, report.Refusals, paused, report.Err)
				}
				said := len(report.Corrections) == 1 && strings.Contains(report.Corrections[0], "repeated a refused sign-in once, 5s later")
				if said != test.asked {
					t.Errorf("said of it: %q", report.Corrections)
				}
				if test.asked && !test.ok && (!strings.Contains(report.Err.Error(), "asked twice") || !slices.ContainsFunc(report.Causes[:2], func(c Cause) bool { return c.Code == "Overload" })) {
					t.Errorf("%v, causes %s", report.Err, codes(report))
				}
				if test.ok && (len(report.Warnings) == 0 || report.Warnings[0].Code != "OverloadMet") {
					t.Errorf("no warning: %+v", report.Warnings)
				}
			})
		})
	}
}

// unconnected is a client that asks the world without a network, so that the
// world's pauses take no time.
func unconnected(b bench) *netsuite.Client {
	return netsuite.New(netsuite.Options{Now: b.now, Timeout: 30 * time.Second, Transport: handled{b.Handler()}})
}

type handled struct{ handler http.Handler }

func (h handled) RoundTrip(r *http.Request) (*http.Response, error) {
	answer := httptest.NewRecorder()
	received := r.Clone(r.Context())
	received.Host = r.URL.Host
	h.handler.ServeHTTP(answer, received)
	return answer.Result(), nil
}
