package engine

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"syscall"
	"time"

	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"suitekey/core/termsafe"
)

// The kinds of trouble with an engine. Errors of Explain match them.
var (
	// ErrUnreachable means that no node answers, or not in time.
	ErrUnreachable = errors.New("the engine is out of reach")
	// ErrForbidden means that the engine does not allow this user to do it.
	ErrForbidden = errors.New("the engine does not allow it")
	// ErrSignIn means that the engine no longer accepts the user or the log-in.
	ErrSignIn = errors.New("the engine refuses the sign-in")
	// ErrFull means that the engine's space is used up.
	ErrFull = errors.New("the engine's space is used up")
	// ErrTooLarge means that a value is larger than the engine takes.
	ErrTooLarge = errors.New("the value is too large for the engine")
	// ErrCompacted means that the engine has forgotten a revision: list again.
	ErrCompacted = errors.New("the engine no longer has these changes")
)

// Failure is a sentence about an error of the engine.
type Failure struct {
	text string
	kind error
	err  error
}

// Error returns the sentence.
func (f *Failure) Error() string { return f.text }

// Unwrap returns the kind of trouble and the engine's own error.
func (f *Failure) Unwrap() []error {
	if f.kind == nil {
		return []error{f.err}
	}
	return []error{f.kind, f.err}
}

// sentences say what an error of the engine means to a person.
var sentences = []struct {
	when error
	kind error
	text string
}{
	{rpctypes.ErrNoSpace, ErrFull, "the engine's space is used up, and nothing was changed; the operator of the engine has to raise --quota-backend-bytes (8589934592 is advised), or to run etcdctl compact and defrag, and then etcdctl alarm disarm"},
	{rpctypes.ErrRequestTooLarge, ErrTooLarge, "the value is larger than the engine accepts (1.5 MB, unless --max-request-bytes says otherwise); nothing was changed"},
	{rpctypes.ErrTooManyOps, ErrTooLarge, "the change has more parts than the engine accepts at once (--max-txn-ops); nothing was changed"},
	{rpctypes.ErrPermissionDenied, ErrForbidden, "the engine does not allow this user to do it: ask an admin of the vault for another role, or the operator of the engine for the permissions that suitekey team roles prints"},
	{rpctypes.ErrUserEmpty, ErrSignIn, "the engine does not take the user's name from the certificate: its operator has to set --client-cert-auth together with --trusted-ca-file"},
	{rpctypes.ErrUserNotFound, ErrSignIn, "the engine does not know this user: the user was removed, or was never added (suitekey team roles prints the commands)"},
	{rpctypes.ErrAuthFailed, ErrSignIn, "the engine does not know this user, or the password is wrong; suitekey did not try again"},
	{rpctypes.ErrInvalidAuthToken, ErrSignIn, "the sign-in to the engine has expired: start suitekey again; with a certificate instead of a password, sign-ins do not expire"},
	{rpctypes.ErrAuthOldRevision, ErrSignIn, "the engine's users and roles have just changed: try again"},
	{rpctypes.ErrCompacted, ErrCompacted, "the engine no longer has the changes since then: suitekey reads everything again"},
	{rpctypes.ErrNoLeader, ErrUnreachable, "the engine has no leader at the moment, because too few of its nodes answer: try again, and tell its operator"},
	{rpctypes.ErrCorrupt, nil, "the engine reports that its data are damaged: tell its operator; the local copy is intact"},
}

// Explain turns an error of etcd's client into a sentence that begins with doing. It
// returns other errors, and errors that it has already made, unchanged.
func Explain(doing string, err error) error {
	var made *Failure
	if err == nil || errors.As(err, &made) || errors.Is(err, context.Canceled) {
		return err
	}
	for _, s := range sentences {
		if errors.Is(err, s.when) || strings.Contains(err.Error(), s.when.Error()) {
			return &Failure{doing + ": " + s.text, s.kind, err}
		}
	}
	code := status.Code(err)
	var known rpctypes.EtcdError
	if errors.As(err, &known) {
		code = known.Code()
	}
	switch {
	case code == codes.ResourceExhausted: // from 2 MiB on, the client itself refuses
		return &Failure{doing + ": the value is larger than the engine accepts; nothing was changed", ErrTooLarge, err}
	case code == codes.Unavailable, code == codes.DeadlineExceeded, errors.Is(err, context.DeadlineExceeded):
		return &Failure{fmt.Sprintf("%s: the engine does not answer: check the network; suitekey team probe says more", doing), ErrUnreachable, err}
	case code == codes.PermissionDenied:
		return &Failure{doing + ": the engine does not allow this user to do it", ErrForbidden, err}
	case code == codes.Unauthenticated:
		return &Failure{doing + ": the engine refuses the sign-in", ErrSignIn, err}
	case code != codes.OK && code != codes.Unknown && code != codes.Canceled:
		return &Failure{fmt.Sprintf("%s: the engine answers: %s", doing, termsafe.Line(err.Error(), 200)), nil, err}
	}
	return err
}

// reason says why there is no TLS connection, and what to do. own are this side's
// certificates: older engines do not say what is wrong with them.
func reason(err error, own []tls.Certificate, now time.Time) (problem, fix string) {
	var (
		record    tls.RecordHeaderError
		chain     *tls.CertificateVerificationError
		authority x509.UnknownAuthorityError
		name      x509.HostnameError
		invalid   x509.CertificateInvalidError
		alert     tls.AlertError
	)
	text := err.Error()
	switch {
	case errors.As(err, &name):
		return "the engine's certificate is for another host (" + termsafe.Line(hosts(name.Certificate), 100) + ")",
			"give an address that is in the certificate, or ask the operator of the engine for a certificate with this address"
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired && now.After(invalid.Cert.NotAfter):
		return "the engine's certificate expired on " + invalid.Cert.NotAfter.UTC().Format("2 January 2006, 15:04 UTC"),
			"ask the operator of the engine to renew the certificate; if this date is in the future, set this computer's clock"
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "the engine's certificate is valid only from " + invalid.Cert.NotBefore.UTC().Format("2 January 2006, 15:04 UTC") + " on", "check this computer's clock"
	case errors.As(err, &authority), errors.As(err, &chain):
		return "this computer does not trust the authority that issued the engine's certificate", "name the file with that authority's certificate: --ca-file"
	case errors.As(err, &record) && string(record.RecordHeader[:4]) == "HTTP":
		return "the server at this address answers without TLS: an engine without certificates, or an HTTP server or proxy", "check address and port; the operator of the engine has to set --cert-file and --key-file"
	case errors.As(err, &record):
		return "the server at this address does not speak TLS", "check address and port"
	case strings.Contains(text, "certificate required"), refusesCertificate(text) && len(own) == 0:
		return "the engine requires a certificate", "name your certificate and its key: --cert and --key"
	case strings.Contains(text, "expired certificate"), refusesCertificate(text) && own[0].Leaf != nil && now.After(own[0].Leaf.NotAfter):
		return "the engine says that your certificate has expired", "ask the operator of the engine for a new certificate"
	case refusesCertificate(text):
		return "the engine does not accept your certificate: another authority issued it, or it is not for clients", "name the certificate that the operator of the engine has issued for you: --cert and --key"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return "the other side ends TLS connections without an answer: an engine without certificates, or a program other than etcd", "check address and port; the operator of the engine has to set --cert-file and --key-file"
	case errors.As(err, &alert), strings.Contains(text, "tls: "):
		return "the TLS connection failed: " + termsafe.Line(text, 150), "check address and port"
	}
	return connection(err)
}

// refusesCertificate reports whether the other side ended the handshake because of this
// side's certificate. crypto/tls has no error types for alerts of the other side.
func refusesCertificate(text string) bool {
	for _, alert := range []string{"bad certificate", "unknown certificate", "unsupported certificate"} {
		if strings.Contains(text, "remote error: tls: "+alert) {
			return true
		}
	}
	return false
}

// connection says why no answer arrived.
func connection(err error) (problem, fix string) {
	var lookup *net.DNSError
	var wait net.Error
	switch {
	case errors.As(err, &lookup) && lookup.IsNotFound:
		return "there is no host of this name", "check the address"
	case errors.As(err, &lookup):
		return "the name cannot be looked up: " + termsafe.Line(lookup.Err, 100), "check the network and its name server"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "nothing listens at this port", "check the port; the operator of the engine has to start it with an address in --listen-client-urls that is reachable from here"
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &wait) && wait.Timeout():
		return "no answer in time", "check the network, the VPN and the firewall: port " + DefaultPort + " must be open"
	case errors.Is(err, syscall.ENETUNREACH), errors.Is(err, syscall.EHOSTUNREACH):
		return "there is no route to this host", "check the network and the VPN"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return "the other side closed the connection without an answer", "check address and port: a firewall, or a program other than etcd, may have closed it"
	}
	return termsafe.Line(err.Error(), 150), "check address and port"
}

func hosts(c *x509.Certificate) string {
	all := append([]string(nil), c.DNSNames...)
	for _, ip := range c.IPAddresses {
		all = append(all, ip.String())
	}
	if len(all) == 0 {
		return "it names none"
	}
	return strings.Join(all, ", ")
}
