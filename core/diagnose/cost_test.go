package diagnose

import (
	"slices"
	"testing"
	"time"

	"suitekey/core/netsuite"
	"suitekey/core/profile"
)

// TestRoundTrips names every call that the test of a healthy connection makes.
func TestRoundTrips(t *testing.T) {
	const (
		discovery = "asking NetSuite for account 9999901" // name, network, channel, account and clock
		wsdl      = "fetching the WSDL 2025.2"            // the document that the product will load
		token     = "signing in to 9999901 with the certificate"
		rest      = "calling REST web services of 9999901"
		read      = "reading record types of 9999901" // the query in the signature
		who       = "calling the RESTlet host of 9999901"
		soap      = "calling SOAP web services 2025.2 of 9999901"
	)
	for _, test := range []struct {
		name     string
		method   profile.Method
		surfaces []profile.Surface
		want     []string
	}{
		{"TBA, all", profile.TBA, []profile.Surface{profile.REST, profile.RESTlet, profile.SOAP}, []string{discovery, wsdl, rest, read, who, soap}},
		{"TBA, REST", profile.TBA, []profile.Surface{profile.REST}, []string{discovery, rest, read, who}},
		{"TBA, RESTlets", profile.TBA, []profile.Surface{profile.RESTlet}, []string{discovery, who}},
		{"M2M, REST", profile.M2M, []profile.Surface{profile.REST}, []string{discovery, token, rest, read}},
		{"M2M, both", profile.M2M, []profile.Surface{profile.REST, profile.RESTlet}, []string{discovery, token, rest, read, who}},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := newBench(t)
			p := b.tbaProfile(t, production)
			if test.method == profile.M2M {
				p = b.m2mProfile(t, production)
			}
			p.Surfaces = test.surfaces
			var calls []string
			client := b.client.Watch(func(e netsuite.Exchange) { calls = append(calls, e.Doing) })
			report := Run(t.Context(), client, p, Options{Now: b.now})
			if !report.OK || !slices.Equal(calls, test.want) {
				t.Errorf("%v: %q", report.Err, calls)
			}
		})
	}
}

// BenchmarkHealthy is the whole test of a connection to all surfaces, its six
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
			var waited time.Duration
			client := world.client.Watch(func(e netsuite.Exchange) { waited += e.Duration })
			b.ReportAllocs()
			for b.Loop() {
				if report := Run(b.Context(), client, p, Options{Now: world.now}); !report.OK {
					b.Fatal(report.Err)
				}
			}
			b.ReportMetric(float64(*world.calls)/float64(b.N), "calls/op")
			b.ReportMetric(float64((b.Elapsed()-waited).Microseconds())/float64(b.N), "own-µs/op")
		})
	}
}
