package wire

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"time"
)

// Proxy serves an HTTP CONNECT proxy on a loopback listener until ctx is done. A client
// with HTTPS_PROXY set to the listener's address and SSL_CERT_FILE set to CAPEM reaches
// this world under NetSuite's real host names. The proxy refuses every other host and never
// connects to anything.
func (w *Network) Proxy(ctx context.Context, listener net.Listener) error {
	if tcp, ok := listener.Addr().(*net.TCPAddr); !ok || !tcp.IP.IsLoopback() {
		return errors.Join(fmt.Errorf("the practice proxy listens only on this computer: %s is not a loopback address, use 127.0.0.1:0", listener.Addr()), listener.Close())
	}
	server, err := w.startServer()
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	defer server.close()
	proxy := &http.Server{
		Handler:           http.HandlerFunc(server.connect),
		ReadHeaderTimeout: time.Minute,
		ReadTimeout:       time.Minute,
		WriteTimeout:      time.Minute,
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          log.New(io.Discard, "", 0),
	}
	failed := make(chan error, 1)
	go func() { failed <- proxy.Serve(listener) }()
	select {
	case err = <-failed:
		return fmt.Errorf("serving the practice proxy: %w", err)
	case <-ctx.Done():
	case <-server.done: // the world was closed
	}
	_ = proxy.Close()
	<-failed // http.ErrServerClosed
	return nil
}

// connect answers a request to the proxy itself.
func (s *tlsServer) connect(rw http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodConnect {
		http.Error(rw, "This is the practice proxy of suitekey. Set HTTPS_PROXY to its address and ask for https://"+
			s.world.example+"; it answers CONNECT only.", http.StatusBadRequest)
		return
	}
	host, port, err := net.SplitHostPort(r.Host)
	if err != nil || !answersFor(host) || port != "443" {
		http.Error(rw, fmt.Sprintf("The practice proxy answers for the hosts under %s on port 443 and connects to no other host: %.100q is refused.", domain, r.Host), http.StatusForbidden)
		return
	}
	fault := s.world.networkTo(HostName(host))
	if err := s.world.unconnected(r.Context(), fault, host); err != nil {
		http.Error(rw, "The practice proxy cannot connect: "+err.Error(), http.StatusBadGateway)
		return
	}
	conn, buffered, err := http.NewResponseController(rw).Hijack()
	if err != nil {
		http.Error(rw, "The practice proxy cannot take over this connection.", http.StatusInternalServerError)
		return
	}
	_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
	if _, err = io.WriteString(conn, "HTTP/1.1 200 Connection Established\r\n\r\n"); err == nil {
		_ = conn.SetDeadline(time.Time{})
		through := &tunnel{Conn: conn, reader: buffered.Reader}
		if fault.beforeTLS() {
			fault.play(through)
			return
		}
		err = s.take(context.Background(), through)
	}
	if err != nil {
		_ = conn.Close()
	}
}

// tunnel is a connection whose first bytes may already be in reader.
type tunnel struct {
	net.Conn
	reader *bufio.Reader
}

// Read implements io.Reader.
func (t *tunnel) Read(p []byte) (int, error) { return t.reader.Read(p) }
