package netsuite

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"

	"time"

	"suitekey/core/m2m"
	"suitekey/core/termsafe"
)

// TransportOptions configure a transport. The zero value is the ordinary network with the
// system's certificate authorities.
type TransportOptions struct {
	// CAPEM is the content of --ca-file, where a company's proxy inspects the
	// traffic: certificates to trust in addition to the system's, in any form that
	// m2m.Authorities reads.
	CAPEM []byte
	// Authorities are trusted in addition to the system's as well.
	Authorities []*x509.Certificate
	// RootCAs, if set, is trusted instead of the system's authorities.
	RootCAs *x509.CertPool
	// DialContext, if set, replaces the network. No proxy is used then: the
	// simulator answers in process, and what it is asked must not leave it.
	DialContext func(ctx context.Context, network, addr string) (net.Conn, error)
}

// NewTransport makes the one way to the network: TLS 1.2 at least, HTTP/1.1,
// the proxy of the environment (HTTPS_PROXY, ALL_PROXY, NO_PROXY).
func NewTransport(o TransportOptions) (*http.Transport, error) {
	roots, err := rootCAs(o)
	if err != nil {
		return nil, err
	}
	t := &http.Transport{
		Proxy:           environmentProxy,
		TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: roots},
		// HTTP/1.1 alone: NetSuite needs no more, a sign-in is one request at a
		// time, and HTTP/2 would repeat some requests by itself, signature and
		// nonce included.
		Protocols: http1(),
		// A compressed answer could unpack to far more than the limit.
		DisableCompression:     true,
		MaxResponseHeaderBytes: 64 << 10,
		// Each account has hosts of its own, of which two connections are enough, but all
		// accounts that are tested side by side ask the one host of the discovery.
		MaxIdleConnsPerHost:    32,
		IdleConnTimeout:        15 * time.Second,
		OnProxyConnectResponse: checkProxy,
	}
	if o.DialContext != nil {
		t.Proxy, t.DialContext = nil, o.DialContext
	}
	return t, nil
}

// proxyRefusal is a proxy that does not connect to a host. Its own words are left
// out: they are a page for people, of a length and content that nobody knows.
type proxyRefusal struct {
	status int
	host   string
}

func (e *proxyRefusal) Error() string {
	return fmt.Sprintf("the proxy answers HTTP %d to the request to connect to %s", e.status, e.host)
}

// checkProxy judges the answer to CONNECT. Of a refusal net/http would keep the
// words of the status line alone.
func checkProxy(_ context.Context, _ *url.URL, request *http.Request, response *http.Response) error {
	if response.StatusCode == http.StatusOK {
		return nil
	}
	host, _, err := net.SplitHostPort(request.Host)
	if err != nil {
		host = request.Host
	}
	return &proxyRefusal{response.StatusCode, termsafe.Line(host, 100)}
}

func rootCAs(o TransportOptions) (*x509.CertPool, error) {
	trusted := o.Authorities
	if len(o.CAPEM) > 0 {
		list, err := m2m.Authorities(o.CAPEM)
		if err != nil {
			return nil, fmt.Errorf("reading the CA file: %w", err)
		}
		trusted = slices.Concat(trusted, list)
	}
	if len(trusted) == 0 {
		return o.RootCAs, nil
	}
	pool := o.RootCAs
	if pool == nil {
		system, err := x509.SystemCertPool()
		if err != nil {
			system = x509.NewCertPool()
		}
		pool = system
	} else {
		pool = pool.Clone()
	}
	for _, authority := range trusted {
		pool.AddCert(authority)
	}
	return pool, nil
}

func http1() *http.Protocols {
	p := new(http.Protocols)
	p.SetHTTP1(true)
	return p
}
