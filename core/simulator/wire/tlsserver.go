package wire

import (
	"context"
	"crypto/tls"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"time"
)

// tlsServer is an HTTPS server that receives its connections one by one.
type tlsServer struct {
	world *Network
	http  *http.Server
	conns chan net.Conn
	done  chan struct{}
	once  sync.Once
}

func (w *Network) startServer() (*tlsServer, error) {
	ca, err := w.authority()
	if err != nil {
		return nil, err
	}
	s := &tlsServer{world: w, conns: make(chan net.Conn), done: make(chan struct{})}
	s.http = &http.Server{
		Handler:           w.handler,
		ReadHeaderTimeout: time.Minute,
		ReadTimeout:       time.Minute,
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          log.New(io.Discard, "", 0), // a client reports a refused handshake itself
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
		// Every connection makes a full handshake, so that an injected fault shows.
		SessionTicketsDisabled: true,
		GetCertificate:         func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) { return w.leaf(ca, hello) },
	}
	config.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		if w.networkTo(HostName(hello.ServerName)) != FaultOldTLS {
			return nil, nil // config itself
		}
		old := config.Clone()
		old.MinVersion, old.MaxVersion = tls.VersionTLS10, tls.VersionTLS10 // #nosec G402 -- a fault to meet on purpose
		return old, nil
	}
	go func() { _ = s.http.Serve(tls.NewListener(s, config)) }() // ends with close, its only error
	return s, nil
}

// take serves a connection.
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
