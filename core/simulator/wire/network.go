// Package wire is what the simulated NetSuite has between its accounts and a client: host
// names, TLS with a throw-away authority, a proxy, the encodings of the interfaces, and the
// verification of signatures. The package knows no accounts.
package wire

import (
	"context"
	"crypto/ecdsa"
	"crypto/x509"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"
)

// errClosed is the error of every call after Close.
var errClosed = errors.New("the practice world is closed")

// Network stands for all of NetSuite's host names. It answers connections to them in this
// process, with certificates of a throw-away authority.
type Network struct {
	handler   http.Handler
	example   string // a host name for the page of the proxy
	authority func() (*authority, error)
	gateway   func() (*authority, error) // of a company that inspects traffic
	done      chan struct{}
	closeOnce sync.Once

	mu      sync.Mutex // guards everything below
	fault   Fault
	servers map[*tlsServer]bool
	pipes   map[*bufferedPipe]bool // between DialContext and its server
	dialed  *tlsServer             // answers DialContext
}

// NewNetwork returns a network that passes its requests to handler. It opens no listener
// and creates no key before one is needed. The dates of certificates come from now.
func NewNetwork(handler http.Handler, example string, now func() time.Time) *Network {
	return &Network{
		handler: handler,
		pipes:   map[*bufferedPipe]bool{},
		example: example,
		authority: sync.OnceValues(func() (*authority, error) {
			return newAuthority("suitekey practice (throw-away)", "suitekey practice", now())
		}),
		gateway: sync.OnceValues(func() (*authority, error) { return newAuthority(GatewayName, "Acme Corp", now()) }),
		done:    make(chan struct{}),
		servers: map[*tlsServer]bool{},
	}
}

// Close ends all connections at once. A closed network accepts no new connections.
func (w *Network) Close() error {
	w.closeOnce.Do(func() { close(w.done) })
	w.mu.Lock()
	servers := make([]*tlsServer, 0, len(w.servers))
	for server := range w.servers {
		servers = append(servers, server)
	}
	pipes := slices.Collect(maps.Keys(w.pipes))
	w.mu.Unlock()
	for _, server := range servers {
		server.close()
	}
	for _, pipe := range pipes { // a server and a client that close at the same time wait for each other, for a second
		_ = pipe.Close()
		<-pipe.ended
	}
	return nil
}

// pipe returns the server's end of a connection, which Close closes.
func (w *Network) pipe(conn net.Conn) (*bufferedPipe, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	select {
	case <-w.done:
		return nil, fmt.Errorf("connecting to the practice world: %w", net.ErrClosed)
	default:
	}
	pipe := newBufferedPipe(conn, func(r *bufferedPipe) {
		w.mu.Lock()
		defer w.mu.Unlock()
		delete(w.pipes, r)
	})
	w.pipes[pipe] = true
	return pipe, nil
}

// Closed returns a channel that Close closes.
func (w *Network) Closed() <-chan struct{} { return w.done }

// SetFault puts a fault between the clients and NetSuite for new connections. NoFault
// ends the fault.
func (w *Network) SetFault(fault Fault) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.fault = fault
}

// SigningKey returns the key of the throw-away authority, which also signs access tokens.
func (w *Network) SigningKey() (*ecdsa.PrivateKey, error) {
	ca, err := w.authority()
	if err != nil {
		return nil, err
	}
	return ca.key, nil
}

// CAPEM returns the certificate of the throw-away authority as PEM, for SSL_CERT_FILE; nil
// if it could not be created.
func (w *Network) CAPEM() []byte {
	ca, err := w.authority()
	if err != nil {
		return nil // every connection fails with the same error
	}
	return append([]byte(nil), ca.pem...)
}

// GatewayPEM returns the certificate of the company gateway of the fault FaultIntercepted,
// as PEM. A client that also trusts this certificate can connect.
func (w *Network) GatewayPEM() []byte {
	ca, err := w.gateway()
	if err != nil {
		return nil
	}
	return append([]byte(nil), ca.pem...)
}

// Pool returns the throw-away authority as the only root, for tls.Config.RootCAs.
func (w *Network) Pool() *x509.CertPool {
	pool := x509.NewCertPool()
	if ca, err := w.authority(); err == nil {
		pool.AddCert(ca.certificate)
	}
	return pool
}

// HangUp closes idle connections, because a fault affects new connections only.
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

// DialContext connects to one of NetSuite's host names within this process, with TLS under
// that name. It refuses every other host. Its signature is the one that http.Transport
// needs.
func (w *Network) DialContext(ctx context.Context, _, address string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("connecting to %q: %w", address, err)
	}
	if !answersFor(host) || port != "443" {
		return nil, fmt.Errorf("connecting to %s: the practice world answers for the hosts under %s on port 443 and connects to no other host", address, domain)
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
	served, err := w.pipe(far)
	if err != nil {
		return nil, errors.Join(err, near.Close(), far.Close())
	}
	if err := server.take(ctx, served); err != nil {
		return nil, errors.Join(err, near.Close(), served.Close())
	}
	return near, nil
}

// dialServer starts the server of DialContext on first use.
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
	if w.dialed != nil { // another goroutine was faster
		go server.close()
		return w.dialed, nil
	}
	w.dialed = server
	return server, nil
}
