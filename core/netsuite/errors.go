package netsuite

import (
	"fmt"
	"net/http"
	"strings"
	"time"
)

// Class is the kind of failure of an Error, which determines what can be done.
type Class string

// The classes.
const (
	Unreachable Class = "unreachable" // no connection, or it broke
	TimedOut    Class = "timed out"   // no complete answer within the call time-out
	TLS         Class = "tls"         // no secure channel
	NoAccount   Class = "no account"  // NetSuite does not know the account ID
	Refused     Class = "refused"     // the sign-in was refused; never tried again
	Forbidden   Class = "forbidden"   // signed in, but the role or a feature does not allow it
	Limited     Class = "limited"     // too many requests at the same time, or service unavailable
	Unexpected  Class = "unexpected"  // an answer that makes no sense here
	Canceled    Class = "canceled"    // the person stopped it
	Withheld    Class = "withheld"    // nothing was sent: the sign-ins of the user are spent
)

// Mark is more exact than a Class: it names a failure for the diagnosis.
type Mark string

// The marks. Most failures have none.
const (
	MarkName      Mark = "name-unknown"  // no such host name
	MarkConnect   Mark = "no-connection" // nobody answers at the address
	MarkProxy     Mark = "proxy"         // the proxy cannot be reached, or its address read
	MarkProxyAuth Mark = "proxy-login"   // the proxy wants a password
	MarkProxyDeny Mark = "proxy-refuses" // the proxy does not connect to NetSuite's host
	MarkBroken    Mark = "broken"        // the connection broke off
	MarkUntrusted Mark = "untrusted"     // a certificate of an unknown authority
	MarkHost      Mark = "wrong-host"    // a certificate for another host
	MarkDate      Mark = "wrong-date"    // a certificate that is not valid now
	MarkOldTLS    Mark = "old-tls"       // nothing newer than TLS 1.1
	MarkNoTLS     Mark = "no-tls"        // no TLS at all
	MarkRedirect  Mark = "redirect"      // an answer that leads elsewhere
	MarkPage      Mark = "web-page"      // a page for people
	MarkGarbage   Mark = "garbage"       // not what belongs there
	MarkSize      Mark = "too-long"      // longer than any right answer
)

// Recoverable reports whether the same request may work a moment later.
func (c Class) Recoverable() bool { return c == TimedOut || c == Limited }

// Error is a failed call: a sentence for people, with its parts for programs.
// What came from outside has no control characters.
type Error struct {
	Doing      string // "signing in by REST"
	Host       string
	Class      Class
	Status     int           // HTTP status, 0 without an answer
	Code       string        // NetSuite's error code: INVALID_LOGIN, invalid_grant, WS_REQUEST_BLOCKED ...
	AuthError  string        // error= of the WWW-Authenticate header
	Fault      string        // SOAP: InvalidCredentialsFault ...
	Message    string        // NetSuite's words
	Mark       Mark          // what it was exactly, where we know
	Problem    string        // our words where NetSuite has none: "the certificate is for another host"
	Next       string        // what to do, where the class alone does not say it
	Shared     bool          // another process was refused so; this sign-in was not sent
	RetryAfter time.Duration // as NetSuite asked
	Tries      int           // how often it was tried
	Duration   time.Duration // of the last try
	Err        error
}

// Unwrap gives the error underneath, if any.
func (e *Error) Unwrap() error { return e.Err }

// Error says what was being done, what went wrong and what to do next.
func (e *Error) Error() string {
	text := e.Doing + ": " + e.what()
	if e.Tries > 1 {
		text += fmt.Sprintf(" (tried %d times)", e.Tries)
	}
	if next := e.next(); next != "" {
		text += "; " + next
	}
	return text
}

func (e *Error) what() string {
	if e.Problem != "" {
		return e.Problem
	}
	switch {
	case e.Class == Limited && e.Status == http.StatusServiceUnavailable:
		return "NetSuite is not available at the moment" + e.quote()
	case e.Class == Unexpected && e.Status >= http.StatusInternalServerError:
		return "NetSuite reports an internal error" + e.quote()
	case e.Class == Unexpected && e.Status == http.StatusNotFound:
		return e.Host + " has nothing at this address" + e.quote()
	}
	switch e.Class {
	case Canceled:
		return "stopped before the answer arrived"
	case Refused:
		return "NetSuite refused the sign-in" + e.quote()
	case Forbidden:
		return "NetSuite accepted the sign-in but does not allow this" + e.quote()
	case Limited:
		return "NetSuite is too busy for this request" + e.quote()
	default:
		return e.Host + " sent an unexpected answer" + e.quote()
	}
}

// Brief returns a few words for a line in a list: HTTP 401 INVALID_LOGIN.
func (e *Error) Brief() string {
	if e.Problem != "" || e.Status == 0 {
		return e.what()
	}
	short := *e
	short.Message = ""
	return strings.Trim(short.quote(), " ()")
}

// quote returns NetSuite's answer in brackets: (HTTP 401 INVALID_LOGIN, "...").
func (e *Error) quote() string {
	var parts []string
	if e.Status != 0 {
		parts = append(parts, fmt.Sprintf("HTTP %d", e.Status))
	}
	if e.Code != "" {
		parts = append(parts, e.Code)
	}
	if e.AuthError != "" && e.AuthError != e.Code {
		parts = append(parts, e.AuthError)
	}
	text := strings.Join(parts, " ")
	if e.Message != "" {
		text = strings.TrimSpace(text + ` "` + e.Message + `"`)
	}
	if text == "" {
		return ""
	}
	return " (" + text + ")"
}

func (e *Error) next() string {
	if e.Next != "" {
		return e.Next
	}
	switch e.Class {
	case Refused:
		return "suitekey does not try again, because five refusals lock the user for 30 minutes: compare the values, and see the Login Audit Trail for the reason"
	case Withheld:
		return "wait half an hour, or fix the cause first"
	case Forbidden:
		return "check the role's permissions and the account's features"
	case Limited:
		if e.RetryAfter > 0 {
			return fmt.Sprintf("try again in %s, as NetSuite asks", e.RetryAfter)
		}
		if e.Status == http.StatusServiceUnavailable {
			return "try again in a few minutes; see status.netsuite.com for outages"
		}
		return "try again in a minute, when other integrations are less busy"
	case TimedOut:
		return "try again; if the answer is missing again, check the network and the proxy"
	case Unreachable:
		return "check the network, the VPN and HTTPS_PROXY, then try again"
	case Unexpected:
		return "try again later; if the error persists, see NetSuite's status page or ask its support"
	default:
		return ""
	}
}
