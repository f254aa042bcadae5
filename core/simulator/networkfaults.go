package simulator

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"syscall"
	"time"
)

// network is what is wrong between a client and NetSuite. The hosts of the
// user interface are spared: the practice page must stay in reach.
type network int

const (
	networkSound network = iota
	networkNoName
	networkRefused
	networkBlackHole // packets vanish
	networkReset     // connected, and cut off during the handshake
	networkPlain     // a captive portal answers, without TLS
	networkOldTLS
	networkOtherHost   // the certificate is another host's
	networkExpired     // the certificate expired
	networkIntercepted // by a company gateway that nobody here trusts
)

const gatewayName = "Acme Corp Web Gateway"

func (w *World) networkTo(host string) network {
	if strings.HasSuffix(host, appHosts) {
		return networkSound
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.network
}

// unconnected is the error of a connection that does not come about, in the
// shape that package net gives it.
func (w *World) unconnected(ctx context.Context, n network, host string) error {
	failed := &net.OpError{Op: "dial", Net: "tcp"}
	switch n {
	case networkNoName:
		failed.Err = &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
	case networkRefused:
		failed.Addr = &net.TCPAddr{IP: net.IPv4(192, 0, 2, 1), Port: 443} // RFC 5737: nobody's
		failed.Err = os.NewSyscallError("connect", syscall.ECONNREFUSED)
	case networkBlackHole:
		select {
		case <-ctx.Done():
			failed.Err = ctx.Err()
		case <-w.done:
			return errClosed
		}
	default:
		return nil
	}
	return failed
}

// beforeTLS tells whether it goes wrong after connecting and before TLS.
func (n network) beforeTLS() bool { return n == networkReset || n == networkPlain }

// play is the server's part in that.
func (n network) play(conn net.Conn) {
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
	hello := make([]byte, 4096)
	if _, err := conn.Read(hello); err != nil || n == networkReset {
		return
	}
	const body = "<html><body><h1>Welcome to Guest WiFi</h1></body></html>"
	_, _ = fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s", len(body), body)
	_, _ = io.Copy(io.Discard, conn) // a pipe has no room to keep what was not read
}

// leaf is the certificate that a server shows.
func (w *World) leaf(ca *authority, hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
	if !answersFor(hello.ServerName) {
		return nil, fmt.Errorf("the practice world does not answer for %q", hello.ServerName)
	}
	host := hostName(hello.ServerName)
	switch w.networkTo(host) {
	case networkOtherHost:
		return ca.leaf("www." + domain)
	case networkExpired:
		return ca.sign(host, ca.certificate.NotBefore.Add(time.Hour))
	case networkIntercepted:
		gateway, err := w.gateway()
		if err != nil {
			return nil, err
		}
		return gateway.leaf(host)
	}
	return ca.leaf(host)
}

// hangUp ends connections that are kept for later: what was arranged since
// they were made shows on new ones alone.
func (w *World) hangUp() {
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

// networkPlans are about the way to NetSuite.
func networkPlans() []plan {
	breaking := func(name, title, code string, n network) plan {
		return onBoth(name, title, code, groupNetwork, func(w *World, _ string) error {
			w.adjust(func() { w.network = n })
			return nil
		})
	}
	cut := onBoth("connection-cut", "The connection breaks in the middle of the answer", "ConnectionCut", groupNetwork, func(w *World, _ string) error {
		w.adjust(func() { w.trouble.cut = true })
		return nil
	})
	lost := onBoth("answer-lost", "The connection breaks before the answer", "ConnectionCut", groupNetwork, func(w *World, _ string) error {
		w.Lose(1 << 30)
		return nil
	})
	return []plan{
		breaking("name-not-resolved", "The host name is not resolved", "NameNotResolved", networkNoName),
		breaking("connection-refused", "The connection is refused", "ConnectionRefused", networkRefused),
		breaking("connection-blackholed", "The connection never comes about", codeTimedOut, networkBlackHole),
		breaking("connection-reset", "The connection breaks before it is secure", "ConnectionCut", networkReset),
		cut, lost,
		breaking("captive-portal", "A guest network answers without TLS", "NotTLS", networkPlain),
		breaking("tls-too-old", "The other side speaks TLS 1.0 only", "TLSTooOld", networkOldTLS),
		breaking("certificate-of-other-host", "The server's certificate is another host's", "CertificateOfOtherHost", networkOtherHost),
		breaking("server-certificate-expired", "The server's certificate expired", "ServerCertificateExpired", networkExpired),
		breaking("intercepted", "A company gateway inspects the traffic ("+gatewayName+")", "Intercepted", networkIntercepted),
	}
}
