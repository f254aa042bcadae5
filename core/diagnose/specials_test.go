package diagnose

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"testing"
	"time"

	"suitekey/core/netsuite"
	"suitekey/core/profile"
	"suitekey/core/simulator/records"
)

// specials are causes and warnings that need more than a fault of the world.
var specials = map[string]func(*testing.T, bench) Report{
	"ProxyUnreachable": func(t *testing.T, b bench) Report {
		closed := httptest.NewServer(nil)
		closed.Close()
		return b.run(t, b.tbaProfile(t, production), through(t, closed.URL))
	},
	"ProxyLogin": func(t *testing.T, b bench) Report {
		demanding := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusProxyAuthRequired)
		}))
		t.Cleanup(demanding.Close)
		return b.run(t, b.tbaProfile(t, production), through(t, demanding.URL))
	},
	"ProxyRefuses": func(t *testing.T, b bench) Report {
		refusing := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusForbidden)
		}))
		t.Cleanup(refusing.Close)
		return b.run(t, b.tbaProfile(t, production), through(t, refusing.URL))
	},
	"TrafficInspected": func(t *testing.T, b bench) Report {
		return b.run(t, b.tbaProfile(t, production), inspected(t))
	},
	"OverloadMet": func(t *testing.T, b bench) Report {
		b.OnlyFor("metadata-catalog") // after a call there that was accepted
		b.BusyAsRefused(1)
		return Run(t.Context(), b.client, b.tbaProfile(t, production), Options{Now: b.now, Pause: func(context.Context, time.Duration) error { return nil }})
	},
	"QuerySignature": func(t *testing.T, b bench) Report {
		b.OnlyFor("metadata-catalog")
		b.BusyAsRefused(2)
		return Run(t.Context(), b.client, b.tbaProfile(t, production), Options{Now: b.now, Pause: func(context.Context, time.Duration) error { return nil }})
	},
	"ClockDrift": func(t *testing.T, b bench) Report {
		b.SkewClock(time.Minute)
		return b.run(t, b.tbaProfile(t, production))
	},
	"WSDLVersionEnds": func(t *testing.T, b bench) Report {
		p := b.tbaProfile(t, production)
		p.WSDL = "2019.2" // removed in 2026.2
		return b.run(t, p)
	},
	"RecordsNotVisible": func(t *testing.T, b bench) Report {
		p := b.m2mProfile(t, production)
		p.Records = []string{"customer", "salesOrder", "vendor"}
		r := Run(t.Context(), b.client, p, Options{Now: b.now, Probe: true})
		for _, warning := range r.Warnings {
			if warning.Code == "RecordsNotVisible" && warning.Title != "The role cannot see records that the product uses: Sales Order, Vendors" {
				t.Errorf("it says %q", warning.Title)
			}
		}
		return r
	},
	"CannotRenew": func(t *testing.T, b bench) Report {
		if err := b.TakePermission(production, records.PermissionCertificates); err != nil {
			t.Fatal(err)
		}
		return Run(t.Context(), b.client, b.m2mProfile(t, production), Options{Now: b.now, Probe: true})
	},
	"Overload": func(t *testing.T, b bench) Report {
		b.BusyAsRefused(10)
		p := b.tbaProfile(t, production)
		p.Surfaces = []profile.Surface{profile.REST}
		p.Tested.At = testNow.Add(-time.Hour)
		return b.run(t, p)
	},
}

func meetSpecials(t *testing.T, note func(Report)) {
	for want, do := range specials {
		t.Run(want, func(t *testing.T) {
			r := do(t, newBench(t))
			note(r)
			if !slices.ContainsFunc(slices.Concat(r.Causes, r.Warnings), func(c Cause) bool { return c.Code == want }) {
				t.Errorf("causes %s, warnings %+v, %+v", codes(r), r.Warnings, r.Checks)
			}
		})
	}
}

// through is a client behind the proxy at address.
func through(t *testing.T, address string) *netsuite.Client {
	t.Helper()
	proxy, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	transport, err := netsuite.NewTransport(netsuite.TransportOptions{})
	if err != nil {
		t.Fatal(err)
	}
	transport.Proxy = http.ProxyURL(proxy)
	t.Cleanup(transport.CloseIdleConnections)
	return netsuite.New(netsuite.Options{Transport: transport, Timeout: 5 * time.Second})
}

// inspected is a client behind a gateway that it was told to trust.
func inspected(t *testing.T) *netsuite.Client {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "rest.netsuite.com", Organization: []string{"Zscaler Inc."}},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), DNSNames: []string{"rest.netsuite.com"},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.TLS = &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}, MinVersion: tls.VersionTLS12}
	server.StartTLS()
	t.Cleanup(server.Close)
	transport, err := netsuite.NewTransport(netsuite.TransportOptions{
		CAPEM: pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}),
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, server.Listener.Addr().String())
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(transport.CloseIdleConnections)
	return netsuite.New(netsuite.Options{Transport: transport})
}
