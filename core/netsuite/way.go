package netsuite

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"net"
	"net/http"
	"net/http/httptrace"
	"sync"
	"time"

	"suitekey/core/termsafe"
)

// Leg is one part of the way to a host.
type Leg string

// The legs, in the order in which they are gone.
const (
	Lookup    Leg = "lookup"    // the host's addresses
	Connect   Leg = "connect"   // a TCP connection to one of them
	Handshake Leg = "handshake" // the secure channel
)

// Event says how a leg went. Through a proxy, lookup and connection are to the
// proxy. A kept connection has no events, and neither has a leg that a
// transport of another kind goes by itself.
type Event struct {
	Leg      Leg
	Target   string   // the name looked up, or the address connected to
	Found    []string // addresses
	TLS      string   // "TLS 1.3"
	Chain    []Peer   // the server's certificates, its own first
	Duration time.Duration
	Err      error
}

// Peer is a certificate that a server presented, for a screen.
type Peer struct {
	Subject   string    `json:"subject"`
	Issuer    string    `json:"issuer"`
	NotBefore time.Time `json:"not_before"`
	NotAfter  time.Time `json:"not_after"`
	SHA256    string    `json:"sha256"` // of the whole certificate
}

// Peers describes certificates.
func Peers(chain []*x509.Certificate) []Peer {
	peers := make([]Peer, 0, len(chain))
	for _, c := range chain[:min(len(chain), 10)] {
		sum := sha256.Sum256(c.Raw)
		peers = append(peers, Peer{
			Subject: termsafe.Line(c.Subject.String(), 200), Issuer: termsafe.Line(c.Issuer.String(), 200),
			NotBefore: c.NotBefore.UTC(), NotAfter: c.NotAfter.UTC(), SHA256: hex.EncodeToString(sum[:]),
		})
	}
	return peers
}

// Route is how requests leave this computer.
type Route struct {
	Proxy     string // host and port of the proxy, without a password
	InProcess bool   // no network: the simulator answers
}

// Route returns how requests to host leave this computer.
func (c *Client) Route(host string) Route {
	transport, ok := c.http.Transport.(*http.Transport)
	if !ok || transport.DialContext != nil {
		return Route{InProcess: true}
	}
	if transport.Proxy == nil {
		return Route{}
	}
	request, err := http.NewRequest(http.MethodGet, "https://"+host+"/", http.NoBody) //nolint:noctx // never sent
	if err != nil {
		return Route{}
	}
	proxy, err := transport.Proxy(request)
	if err != nil || proxy == nil {
		return Route{}
	}
	return Route{Proxy: termsafe.Line(proxy.Host, 100)}
}

// Trace returns a client that tells watcher, who may be called by several
// goroutines, how each leg of a new connection went.
func (c *Client) Trace(watcher func(Event)) *Client {
	with := *c
	with.trace = watcher
	return &with
}

// Fresh closes the connections that are kept: the next request goes the whole
// way.
func (c *Client) Fresh() { c.http.CloseIdleConnections() }

// Shift returns a client whose clock is set forward by offset: its signatures
// and assertions carry that time.
func (c *Client) Shift(offset time.Duration) *Client {
	with := *c
	with.now = func() time.Time { return c.now().Add(offset) }
	return &with
}

// traced adds the events of the way to what a request is watched for.
func (c *Client) traced(ctx context.Context) context.Context {
	if c.trace == nil {
		return ctx
	}
	var mu sync.Mutex // two addresses may be tried at a time
	began := map[string]time.Time{}
	begin := func(key string) {
		mu.Lock()
		defer mu.Unlock()
		began[key] = time.Now()
	}
	took := func(key string) time.Duration {
		mu.Lock()
		defer mu.Unlock()
		return time.Since(began[key])
	}
	target := ""
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		DNSStart: func(info httptrace.DNSStartInfo) {
			mu.Lock()
			target = termsafe.Line(info.Host, 100)
			mu.Unlock()
			begin("lookup")
		},
		DNSDone: func(info httptrace.DNSDoneInfo) {
			mu.Lock()
			event := Event{Leg: Lookup, Target: target, Found: addresses(info.Addrs), Err: info.Err}
			mu.Unlock()
			event.Duration = took("lookup")
			c.trace(event)
		},
		ConnectStart: func(_, address string) { begin(address) },
		ConnectDone: func(_, address string, err error) {
			c.trace(Event{Leg: Connect, Target: termsafe.Line(address, 100), Duration: took(address), Err: err})
		},
		TLSHandshakeStart: func() { begin("handshake") },
		TLSHandshakeDone: func(state tls.ConnectionState, err error) {
			c.trace(handshake(state, took("handshake"), err))
		},
	})
}

func addresses(found []net.IPAddr) []string {
	list := make([]string, 0, len(found))
	for _, address := range found[:min(len(found), 10)] {
		list = append(list, address.String())
	}
	return list
}

func handshake(state tls.ConnectionState, took time.Duration, err error) Event {
	event := Event{Leg: Handshake, Duration: took, Err: err, Chain: Peers(state.PeerCertificates)}
	var refused *tls.CertificateVerificationError
	switch {
	case err == nil:
		event.TLS = tls.VersionName(state.Version)
	case errors.As(err, &refused):
		event.Chain = Peers(refused.UnverifiedCertificates)
	}
	return event
}
