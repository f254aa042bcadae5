package netsuite

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"suitekey/core/termsafe"
)

// failure explains an error of the transport: no answer, or an incomplete answer. ctx is
// the caller's context, without the call time-out.
func (c *Client) failure(ctx context.Context, err error) *Error {
	e := &Error{Class: Unreachable, Err: err}
	var network net.Error
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		e.Class, e.Err = Canceled, context.Canceled
	case ctx.Err() != nil, errors.Is(err, context.DeadlineExceeded), errors.As(err, &network) && network.Timeout():
		e.Class, e.Problem = TimedOut, fmt.Sprintf("no complete answer within %s", round(c.timeout))
	case explainTLS(e, err):
	case explainHeaders(e, err):
	default:
		e.Mark, e.Problem, e.Next = explainNetwork(err)
	}
	return e
}

func round(d time.Duration) time.Duration {
	if d > time.Second {
		return d.Round(100 * time.Millisecond)
	}
	return d
}

// explainHeaders fills e if err says that an answer came whose head or whose chunks are no
// HTTP, or too long. net/http has no types for these errors.
func explainHeaders(e *Error, err error) bool {
	text := err.Error()
	switch {
	case strings.Contains(text, "chunk"), strings.Contains(text, "header line too long"): // of a chunk: a header is limited otherwise
		e.Mark, e.Problem = MarkGarbage, "the answer has parts with an invalid length"
	case strings.Contains(text, "response headers exceeded"):
		e.Mark, e.Problem = MarkSize, "the answer has too many header lines"
	case strings.Contains(text, "malformed HTTP"), strings.Contains(text, "malformed MIME header"), strings.Contains(text, "bad Content-Length"),
		strings.Contains(text, "unsupported transfer encoding"), strings.Contains(text, "too many transfer encodings"), strings.Contains(text, "invalid header"), strings.Contains(text, "connection broken: ") && !cutOff(err):
		e.Mark, e.Problem = MarkGarbage, "the answer has a damaged header"
	default:
		return false
	}
	e.Class, e.Next = Unexpected, "another server answers instead of NetSuite: check the proxy and the network, then try again"
	return true
}

// cutOff reports whether the connection ended, as opposed to a time-out of the call.
func cutOff(err error) bool {
	var operation *net.OpError
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.ErrClosedPipe) || errors.Is(err, net.ErrClosed) || errors.As(err, &operation)
}

// explainNetwork explains why there was no connection.
func explainNetwork(err error) (mark Mark, problem, next string) {
	var name *net.DNSError
	var operation *net.OpError
	var address *ProxyAddressError
	var refusal *proxyRefusal
	switch {
	case errors.As(err, &address):
		return MarkProxy, address.Error(), "correct it and try again"
	case errors.As(err, &operation) && operation.Op == "proxyconnect":
		return MarkProxy, "the proxy of HTTPS_PROXY cannot be reached: " + bare(operation.Err),
			"check the proxy's address, or unset HTTPS_PROXY"
	case errors.As(err, &refusal) && refusal.status == http.StatusProxyAuthRequired:
		return MarkProxyAuth, wantsLogin, putLogin
	case errors.As(err, &refusal):
		return MarkProxyDeny, fmt.Sprintf("the proxy refuses this host: it answers HTTP %d to the request to connect to %s", refusal.status, refusal.host),
			"ask the network's administrators to allow " + refusal.host + ", or put netsuite.com into NO_PROXY where no proxy is needed"
	case errors.As(err, &name) && name.IsNotFound:
		return MarkName, "the host name " + termsafe.Line(name.Name, 100) + " is not known", "check the network and the account ID, then try again"
	case errors.As(err, &operation) && operation.Op == "dial":
		return MarkConnect, "no connection: " + bare(operation.Err), ""
	case strings.Contains(err.Error(), "Proxy Authentication Required"):
		return MarkProxyAuth, wantsLogin, putLogin
	default:
		return MarkBroken, "the connection broke: " + bare(err), ""
	}
}

const (
	wantsLogin = "the proxy asks for a user name and password"
	putLogin   = "put them into HTTPS_PROXY, as http://user:password@host:port"
)

// bare returns the innermost useful words of an error, without the method and the URL
// that net/http adds.
func bare(err error) string {
	var inURL *url.Error
	if errors.As(err, &inURL) {
		err = inURL.Err
	}
	return termsafe.Line(err.Error(), 200)
}

// explainTLS fills e if err is a failed TLS handshake.
func explainTLS(e *Error, err error) bool {
	var (
		record    tls.RecordHeaderError
		chain     *tls.CertificateVerificationError
		authority x509.UnknownAuthorityError
		name      x509.HostnameError
		invalid   x509.CertificateInvalidError
	)
	issuer := ""
	if errors.As(err, &chain) && len(chain.UnverifiedCertificates) > 0 {
		issuer = Issuer(chain.UnverifiedCertificates[0])
	}
	switch {
	case errors.As(err, &name):
		e.Mark = MarkHost
		e.Problem = "the server's certificate is for another host (" + termsafe.Line(strings.Join(name.Certificate.DNSNames, ", "), 100) + ")"
		e.Next = "another server answers instead of NetSuite: check the proxy and the network"
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		e.Mark = MarkDate
		e.Problem = "the server's certificate is not valid at this computer's time"
		e.Next = "check this computer's date and clock first"
	case errors.As(err, &authority), chain != nil:
		e.Mark = MarkUntrusted
		e.Problem = fmt.Sprintf("this computer does not trust who issued the server's certificate (%s)", issuer)
		e.Next = "if a company proxy inspects the traffic, give its CA certificate with --ca-file or SSL_CERT_FILE"
	case errors.As(err, &record), errors.Is(err, http.ErrSchemeMismatch):
		e.Mark = MarkNoTLS
		e.Problem = "the server does not speak TLS"
		e.Next = "check the proxy and the network: another server answers instead of NetSuite"
	case strings.Contains(err.Error(), "protocol version"):
		e.Mark = MarkOldTLS
		e.Problem = "the server does not offer TLS 1.2 or newer, and suitekey accepts nothing older"
		e.Next = "NetSuite offers TLS 1.2: check the proxy"
	case strings.Contains(err.Error(), "tls: "):
		e.Problem = "the TLS handshake failed: " + bare(err)
		e.Next = "check the proxy and the network"
	default:
		return false
	}
	e.Class = TLS
	return true
}

// Issuer returns the issuer of a server's certificate for a screen.
func Issuer(certificate *x509.Certificate) string {
	issuer := certificate.Issuer.CommonName
	if len(certificate.Issuer.Organization) > 0 {
		issuer = certificate.Issuer.Organization[0]
	}
	if issuer = termsafe.Line(issuer, 100); issuer == "" {
		return "an issuer without a name"
	}
	return issuer
}
