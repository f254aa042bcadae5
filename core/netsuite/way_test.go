package netsuite

import (
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestTraceAndRoute(t *testing.T) {
	world, _, credentials := simulate(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = world.Proxy(t.Context(), listener) }()
	transport, err := NewTransport(TransportOptions{CAPEM: world.CAPEM()})
	if err != nil {
		t.Fatal(err)
	}
	proxy := &url.URL{Scheme: "http", Host: listener.Addr().String(), User: url.UserPassword("me", "hunter2")}
	transport.Proxy = http.ProxyURL(proxy)
	t.Cleanup(transport.CloseIdleConnections)
	var mu sync.Mutex
	var events []Event
	client := New(Options{Transport: transport, Timeout: 5 * time.Second}).Trace(func(e Event) {
		mu.Lock()
		defer mu.Unlock()
		events = append(events, e)
	})
	if route := client.Route(discoveryHost); route.Proxy != proxy.Host || route.InProcess {
		t.Errorf("route %+v", route)
	}
	for range 2 { // the second goes over the kept connection
		if _, err := client.Discover(t.Context(), credentials.Account); err != nil {
			t.Fatal(err)
		}
	}
	var legs []Leg
	for _, e := range events {
		legs = append(legs, e.Leg)
		if e.Err != nil || e.Leg == Handshake && (e.TLS != "TLS 1.3" || len(e.Chain) == 0 || !strings.Contains(e.Chain[0].Issuer, "throw-away")) {
			t.Errorf("event %+v", e)
		}
	}
	if !slices.Equal(legs, []Leg{Connect, Handshake}) { // an address needs no look-up
		t.Errorf("legs %q", legs)
	}
	client.Fresh()
	if _, err := client.Discover(t.Context(), credentials.Account); err != nil || len(events) != 4 {
		t.Errorf("%v, %d events", err, len(events))
	}
	if _, inProcess, _ := simulate(t); !inProcess.Route(discoveryHost).InProcess {
		t.Error("the simulator is not known as such")
	}
}

func TestShift(t *testing.T) {
	world, client, credentials := simulate(t)
	world.SkewClock(time.Hour)
	if _, err := client.ServerTime(t.Context(), credentials.Account, TBA(credentials)); err == nil {
		t.Error("an hour off was accepted")
	}
	if _, err := client.Shift(time.Hour).ServerTime(t.Context(), credentials.Account, TBA(credentials)); err != nil {
		t.Error(err)
	}
}

func TestProbes(t *testing.T) {
	world, client, credentials := simulate(t)
	seen, err := client.RecordTypes(t.Context(), credentials.Account, TBA(credentials), "customer", "employee")
	if err != nil || !slices.Equal(seen, []string{"customer", "employee"}) {
		t.Errorf("%q, %v", seen, err)
	}
	if err := client.Query(t.Context(), credentials.Account, TBA(credentials)); err != nil {
		t.Error(err)
	}
	_, err = client.Limits(t.Context(), credentials.Account, TBA(credentials))
	wantError(t, err, Forbidden, "Administrator")
	if err := world.BecomeAdministrator(credentials.Account.Realm()); err != nil {
		t.Fatal(err)
	}
	limits, err := client.Limits(t.Context(), credentials.Account, TBA(credentials))
	if err != nil || limits.Account != 5 || limits.Type != "accountLimit" {
		t.Errorf("%+v, %v", limits, err)
	}
}

// An answer to a request without credentials is never a refused sign-in.
func TestNobodySignsInForADiscovery(t *testing.T) {
	for _, answer := range []*http.Response{reply(401, refusedREST), reply(403, `{"error":{"code":"INSUFFICIENT_PERMISSION"}}`)} {
		client := newTestClient(t, func(int, *http.Request) (*http.Response, error) { return answer, nil })
		_, err := client.Discover(t.Context(), sandbox(t))
		wantError(t, err, Unexpected, "HTTP 40")
	}
}
