package netsuite

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// TransportOptions is what a transport may be given; the zero value is the
// ordinary network with the system's certificate authorities.
type TransportOptions struct {
	// CAPEM holds certificates (PEM) to trust beside the system's own: the
	// content of --ca-file, where a company's proxy inspects the traffic.
	CAPEM []byte
	// RootCAs, if set, is trusted instead of the system's authorities.
	RootCAs *x509.CertPool
	// DialContext, if set, replaces the network. No proxy is used then: the
	// simulator answers in process, and what it is asked must not leave it.
	DialContext func(ctx context.Context, network, addr string) (net.Conn, error)
}

// ErrNoCertificates is returned for a CA file without a usable certificate.
var ErrNoCertificates = errors.New("the CA file holds no PEM certificate: give the authority's own certificate, in a file that starts with -----BEGIN CERTIFICATE-----")

// NewTransport makes the one way to the network: TLS 1.2 at least, HTTP/1.1,
// the proxy of the environment (HTTPS_PROXY, NO_PROXY).
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
		MaxIdleConnsPerHost:    2,
		IdleConnTimeout:        15 * time.Second,
	}
	if o.DialContext != nil {
		t.Proxy, t.DialContext = nil, o.DialContext
	}
	return t, nil
}

func rootCAs(o TransportOptions) (*x509.CertPool, error) {
	if len(o.CAPEM) == 0 {
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
	if !pool.AppendCertsFromPEM(o.CAPEM) {
		return nil, ErrNoCertificates
	}
	return pool, nil
}

func http1() *http.Protocols {
	p := new(http.Protocols)
	p.SetHTTP1(true)
	return p
}

var errProxyAddress = errors.New("the proxy address in HTTPS_PROXY cannot be read: it should look like http://proxy.example.com:8080")

// environmentProxy is http.ProxyFromEnvironment, except that its error does not
// repeat the address: it may hold the proxy's password.
func environmentProxy(r *http.Request) (*url.URL, error) {
	proxy, err := http.ProxyFromEnvironment(r)
	if err != nil || misread(proxy) {
		return nil, errProxyAddress
	}
	return proxy, nil
}

// misread tells whether the address has more than a host and a port: it does
// where a password with a slash or a number sign was not escaped, and a part of
// that password would then be taken for the host, looked up and shown.
func misread(proxy *url.URL) bool {
	return proxy != nil && (strings.Trim(proxy.Path, "/") != "" || proxy.RawQuery != "" || proxy.Fragment != "")
}
