package diagnose

import (
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"suitekey/core/m2m"
	"suitekey/core/netsuite"
	"suitekey/core/profile"
)

// TestRoundTrips names every call that the test of a healthy connection makes, and counts
// how many of them have to wait for each other: each answer takes a second of the
// bubble's time.
func TestRoundTrips(t *testing.T) {
	const (
		discovery = "asking NetSuite for account 9999901" // name, network, channel, account and clock
		wsdl      = "fetching the WSDL 2025.2"            // the document that the product will load
		token     = "signing in to 9999901 with the certificate"
		rest      = "calling REST web services of 9999901"
		read      = "reading record types of 9999901" // the query in the signature
		who       = "calling the RESTlet host of 9999901"
		soap      = "calling SOAP web services 2025.2 of 9999901"
		query     = "running a SuiteQL query in 9999901"
		list      = "listing the certificates of 9999901"
	)
	all := []profile.Surface{profile.REST, profile.RESTlet, profile.SOAP}
	for _, test := range []struct {
		name     string
		method   profile.Method
		surfaces []profile.Surface
		probe    bool
		depth    int
		want     []string
	}{
		{"TBA, all", profile.TBA, all, false, 5, []string{discovery, wsdl, rest, read, who, soap}},
		{"TBA, all, probed", profile.TBA, all, true, 5, []string{discovery, wsdl, rest, read, who, soap, query}},
		{"TBA, REST", profile.TBA, all[:1], false, 4, []string{discovery, rest, read, who}},
		{"TBA, REST, probed", profile.TBA, all[:1], true, 4, []string{discovery, rest, read, who, query}},
		{"TBA, RESTlets", profile.TBA, all[1:2], false, 2, []string{discovery, who}},
		{"M2M, REST", profile.M2M, all[:1], false, 3, []string{discovery, token, read}},
		{"M2M, REST, probed", profile.M2M, all[:1], true, 4, []string{discovery, token, read, query, list}},
		{"M2M, both", profile.M2M, all[:2], false, 4, []string{discovery, token, read, who}},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newSlowBench(t, time.Second)
				p := b.tbaProfile(t, production)
				if test.method == profile.M2M {
					p = b.m2mProfile(t, production)
					p.Scopes = []string{m2m.ScopeREST, m2m.ScopeRESTlets}
				}
				p.Surfaces = test.surfaces
				var mu sync.Mutex
				var calls []string
				client := b.client.Watch(func(e netsuite.Exchange) {
					mu.Lock()
					defer mu.Unlock()
					calls = append(calls, e.Doing)
				})
				begin := time.Now()
				report := Run(t.Context(), client, p, Options{Now: b.now, Probe: test.probe})
				depth := int(time.Since(begin) / time.Second)
				slices.Sort(calls)
				if slices.Sort(test.want); !report.OK || !slices.Equal(calls, test.want) || depth != test.depth {
					t.Errorf("%v: %d one after the other, want %d: %q", report.Err, depth, test.depth, calls)
				}
			})
		})
	}
}

// BenchmarkHealthy is the whole test of a connection to REST and RESTlets, its
// round trips and three connections in process; own-µs/op is what it takes
// beside waiting for answers.
func BenchmarkHealthy(b *testing.B) {
	for _, method := range []profile.Method{profile.TBA, profile.M2M} {
		b.Run(string(method), func(b *testing.B) {
			world := newBench(b)
			p := world.tbaProfile(b, production)
			if method == profile.M2M {
				p = world.m2mProfile(b, production)
			}
			p.Surfaces = []profile.Surface{profile.REST, profile.RESTlet}
			var waited time.Duration
			client := world.client.Watch(func(e netsuite.Exchange) { waited += e.Duration }) // one call at a time: no SOAP, no probes
			b.ReportAllocs()
			for b.Loop() {
				if report := Run(b.Context(), client, p, Options{Now: world.now}); !report.OK {
					b.Fatal(report.Err)
				}
			}
			b.ReportMetric(float64(world.calls.Load())/float64(b.N), "calls/op")
			b.ReportMetric(float64((b.Elapsed()-waited).Microseconds())/float64(b.N), "own-µs/op")
		})
	}
}
