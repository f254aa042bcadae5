// Package wire is what the simulated NetSuite has between its accounts and a
// client: host names, TLS under a throw-away authority, a proxy, the encodings
// of its interfaces, and the verification of signatures. It knows no account.
package wire

import (
	"context"
	"crypto/ecdsa"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"
)

// errClosed is what a closed world answers.
var errClosed = errors.New("the practice world is closed")

// Network stands for all of NetSuite's host names: connections to them are
// answered in this process, with certificates of a throw-away authority.
type Network struct {
	handler   http.Handler
	example   string // a host name to show to who asks the proxy for a page
	authority func() (*authority, error)
	gateway   func() (*authority, error) // of a company that inspects traffic
	done      chan struct{}
	closeOnce sync.Once

	mu      sync.Mutex // guards everything below
	fault   Fault
	servers map[*tlsServer]bool
	dialed  *tlsServer // answers DialContext
}

// NewNetwork makes a network whose requests go to handler. Nothing listens and
// no key is made before it is needed; now is for the dates of certificates.
func NewNetwork(handler http.Handler, example string, now func() time.Time) *Network {
	return &Network{
		handler: handler,
		example: example,
		authority: sync.OnceValues(func() (*authority, error) {
			return newAuthority("suitekey practice (throw-away)", "suitekey practice", now())
		}),
		gateway: sync.OnceValues(func() (*authority, error) { return newAuthority(GatewayName, "Acme Corp", now()) }),
		done:    make(chan struct{}),
		servers: map[*tlsServer]bool{},
	}
}

// Close ends all connections and waits for nothing. A closed network accepts
// no new ones.
func (w *Network) Close() error {
	w.closeOnce.Do(func() { close(w.done) })
	w.mu.Lock()
	servers := make([]*tlsServer, 0, len(w.servers))
	for server := range w.servers {
		servers = append(servers, server)
	}
	w.mu.Unlock()
	for _, server := range servers {
		server.close()
	}
	return nil
}

// Closed is closed with the network.
func (w *Network) Closed() <-chan struct{} { return w.done }

// SetFault puts a fault between the clients and NetSuite, for connections made
// from now on; networkSound ends it.
func (w *Network) SetFault(fault Fault) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.fault = fault
}

// SigningKey is the key of the throw-away authority, which signs access tokens too.
func (w *Network) SigningKey() (*ecdsa.PrivateKey, error) {
	ca, err := w.authority()
	if err != nil {
		return nil, err
	}
	return ca.key, nil
}

// CAPEM is the certificate of the throw-away authority, for SSL_CERT_FILE.
func (w *Network) CAPEM() []byte {
	ca, err := w.authority()
	if err != nil {
		return nil // the same error comes with every connection
	}
	return append([]byte(nil), ca.pem...)
}

// GatewayPEM is the certificate of the company gateway that the fault
// "intercepted" puts in the way: who trusts it as well gets through.
func (w *Network) GatewayPEM() []byte {
	ca, err := w.gateway()
	if err != nil {
		return nil
	}
	return append([]byte(nil), ca.pem...)
}

// Pool holds the throw-away authority alone, for tls.Config.RootCAs.
func (w *Network) Pool() *x509.CertPool {
	pool := x509.NewCertPool()
	if ca, err := w.authority(); err == nil {
		pool.AddCert(ca.certificate)
	}
	return pool
}

// HangUp ends connections that are kept for later: what was arranged since
// they were made shows on new ones alone.
func (w *Network) HangUp() {
	w.mu.Lock()
	servers := make([]*http.Server, 0, len(w.servers))
	for s := range w.servers {
		servers = append(servers, s.http)
	}
	w.mu.Unlock()
	for _, s := range servers {
		s.SetKeepAlivesEnabled(false) // closes the idle ones
		s.SetKeepAlivesEnabled(true)
	}
}

// DialContext connects to one of NetSuite's host names, which is then answered
// by this world, in this process, with TLS under that very name. It has the
// shape that http.Transport wants and refuses every other host.
func (w *Network) DialContext(ctx context.Context, _, address string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("connecting to %q: %w", address, err)
	}
	if !answersFor(host) || port != "443" {
		return nil, fmt.Errorf("connecting to %s: the practice world answers for the hosts under %s on port 443 and never connects to another", address, domain)
	}
	server, err := w.dialServer()
	if err != nil {
		return nil, err
	}
	fault := w.networkTo(host)
	if err := w.unconnected(ctx, fault, host); err != nil {
		return nil, err
	}
	near, far := net.Pipe()
	if fault.beforeTLS() {
		go fault.play(far)
		return near, nil
	}
	served := newBufferedPipe(far)
	if err := server.take(ctx, served); err != nil {
		return nil, errors.Join(err, near.Close(), served.Close())
	}
	return near, nil
}

// dialServer starts the server behind DialContext at its first use.
func (w *Network) dialServer() (*tlsServer, error) {
	w.mu.Lock()
	running := w.dialed
	w.mu.Unlock()
	if running != nil {
		return running, nil
	}
	server, err := w.startServer()
	if err != nil {
		return nil, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.dialed != nil { // somebody was faster
		go server.close()
		return w.dialed, nil
	}
	w.dialed = server
	return server, nil
}
