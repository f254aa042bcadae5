package simulator

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"time"
)

// errClosed is what a closed world answers.
var errClosed = errors.New("the practice world is closed")

// DialContext connects to one of NetSuite's host names, which is then answered
// by this world, in this process, with TLS under that very name. It has the
// shape that http.Transport wants and refuses every other host.
func (w *World) DialContext(ctx context.Context, _, address string) (net.Conn, error) {
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
	weather := w.networkTo(host)
	if err := w.unconnected(ctx, weather, host); err != nil {
		return nil, err
	}
	near, far := net.Pipe()
	if weather.beforeTLS() {
		go weather.play(far)
		return near, nil
	}
	served := newBufferedPipe(far)
	if err := server.take(ctx, served); err != nil {
		return nil, errors.Join(err, near.Close(), served.Close())
	}
	return near, nil
}

// dialServer starts the server behind DialContext at its first use.
func (w *World) dialServer() (*tlsServer, error) {
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

// tlsServer is an HTTPS server that is handed its connections one by one.
type tlsServer struct {
	world *World
	http  *http.Server
	conns chan net.Conn
	done  chan struct{}
	once  sync.Once
}

func (w *World) startServer() (*tlsServer, error) {
	ca, err := w.authority()
	if err != nil {
		return nil, err
	}
	s := &tlsServer{world: w, conns: make(chan net.Conn), done: make(chan struct{})}
	s.http = &http.Server{
		Handler:           w.Handler(),
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       time.Minute,
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          log.New(io.Discard, "", 0), // a refused handshake is the client's news
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	select {
	case <-w.done:
		return nil, errClosed
	default:
	}
	w.servers[s] = true
	config := &tls.Config{
		MinVersion: tls.VersionTLS12,
		NextProtos: []string{"http/1.1"},
		// Every connection shakes hands in full, and so shows what was arranged.
		SessionTicketsDisabled: true,
		GetCertificate:         func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) { return w.leaf(ca, hello) },
	}
	config.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		if w.networkTo(hostName(hello.ServerName)) != networkOldTLS {
			return nil, nil // config itself
		}
		old := config.Clone()
		old.MinVersion, old.MaxVersion = tls.VersionTLS10, tls.VersionTLS10 // #nosec G402 -- a fault to meet on purpose
		return old, nil
	}
	go func() { _ = s.http.Serve(tls.NewListener(s, config)) }() // ends with close, which is its only error
	return s, nil
}

// take hands a connection over.
func (s *tlsServer) take(ctx context.Context, conn net.Conn) error {
	select {
	case s.conns <- conn:
		return nil
	case <-s.done:
		return errClosed
	case <-ctx.Done():
		return ctx.Err()
	}
}

// close ends the server and all its connections.
func (s *tlsServer) close() {
	s.world.mu.Lock()
	delete(s.world.servers, s)
	s.world.mu.Unlock()
	_ = s.Close()
	_ = s.http.Close()
}

// Accept implements net.Listener.
func (s *tlsServer) Accept() (net.Conn, error) {
	select {
	case conn := <-s.conns:
		return conn, nil
	case <-s.done:
		return nil, net.ErrClosed
	}
}

// Close implements net.Listener.
func (s *tlsServer) Close() error {
	s.once.Do(func() { close(s.done) })
	return nil
}

// Addr implements net.Listener.
func (s *tlsServer) Addr() net.Addr { return address{} }

type address struct{}

func (address) Network() string { return "practice" }
func (address) String() string  { return domain }
