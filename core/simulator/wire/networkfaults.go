package wire

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"syscall"
	"time"
)

// Fault is something wrong between a client and NetSuite. Faults do not affect the hosts of
// the user interface, so that the practice page stays reachable.
type Fault int

const (
	NoFault Fault = iota
	FaultNoName
	FaultRefused
	FaultBlackHole // packets are lost
	FaultReset     // the connection is cut during the handshake
	FaultNoTLS     // a captive portal answers, without TLS
	FaultOldTLS
	FaultOtherHost   // the certificate is another host's
	FaultExpired     // the certificate expired
	FaultIntercepted // by a company gateway that no client trusts
)

// GatewayName is the issuer of certificates under the fault FaultIntercepted.
const GatewayName = "Acme Corp Web Gateway"

func (w *Network) networkTo(host string) Fault {
	if strings.HasSuffix(host, AppHosts) {
		return NoFault
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.fault
}

// unconnected returns the error of a failed connection, in the form of package net.
func (w *Network) unconnected(ctx context.Context, n Fault, host string) error {
	failed := &net.OpError{Op: "dial", Net: "tcp"}
	switch n {
	case FaultNoName:
		failed.Err = &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
	case FaultRefused:
		failed.Addr = &net.TCPAddr{IP: net.IPv4(192, 0, 2, 1), Port: 443} // RFC 5737: nobody's
		failed.Err = os.NewSyscallError("connect", syscall.ECONNREFUSED)
	case FaultBlackHole:
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

// beforeTLS reports whether the fault acts after connecting and before TLS.
func (n Fault) beforeTLS() bool { return n == FaultReset || n == FaultNoTLS }

// play acts as the server under such a fault.
func (n Fault) play(conn net.Conn) {
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
	hello := make([]byte, 4096)
	if _, err := conn.Read(hello); err != nil || n == FaultReset {
		return
	}
	const body = "<html><body><h1>Welcome to Guest WiFi</h1></body></html>"
	_, _ = fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s", len(body), body)
	_, _ = io.Copy(io.Discard, conn) // a pipe has no buffer for unread bytes
}

// leaf returns the certificate that a server shows.
func (w *Network) leaf(ca *authority, hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
	if !answersFor(hello.ServerName) {
		return nil, fmt.Errorf("the practice world does not answer for %q", hello.ServerName)
	}
	host := HostName(hello.ServerName)
	switch w.networkTo(host) {
	case FaultOtherHost:
		return ca.leaf("www." + domain)
	case FaultExpired:
		return ca.sign(host, ca.certificate.NotBefore.Add(time.Hour))
	case FaultIntercepted:
		gateway, err := w.gateway()
		if err != nil {
			return nil, err
		}
		return gateway.leaf(host)
	}
	return ca.leaf(host)
}
