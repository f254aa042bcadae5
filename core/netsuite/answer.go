package netsuite

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"suitekey/core/lazyregexp"
	"suitekey/core/termsafe"
)

// maxBody limits how much of an answer is read.
const maxBody = 1 << 20

// maxMessage limits the characters of an external message: enough for NetSuite's longest
// sentences, too few to fill a screen.
const maxMessage = 400

// answer is a response, read.
type answer struct {
	status    int
	header    http.Header
	body      []byte
	truncated bool // there was more than maxBody
	date      time.Time
	sent      time.Time // by our clock
	received  time.Time // by our clock
}

// Codes that decide by themselves, whatever the HTTP status: RESTlets report
// the concurrency limit with 400 and SOAP everything with 500.
// docs.oracle.com: section_156570709583, section_4634920277, section_N3539978.
var classOfCode = map[string]Class{
	"CONCURRENCY_LIMIT_EXCEEDED": Limited,
	"SSS_REQUEST_LIMIT_EXCEEDED": Limited,
	"WS_REQUEST_BLOCKED":         Limited,
	"WS_CONCUR_SESSION_DISALLWD": Limited,
	"ACCT_TEMP_UNAVAILABLE":      Limited,

	"INVALID_LOGIN":             Refused,
	"INVALID_LOGIN_ATTEMPT":     Refused,
	"INVALID_LOGIN_CREDENTIALS": Refused,
	"TWO_FA_REQD":               Refused,
	"WS_LOG_IN_REQD":            Refused,
	"INVALID_ACCT":              Refused,
	"INVALID_ROLE":              Refused,

	// The token endpoint's refusals, RFC 6749 section 5.2.
	"invalid_request":        Refused,
	"invalid_client":         Refused,
	"invalid_grant":          Refused,
	"invalid_scope":          Refused,
	"unauthorized_client":    Refused,
	"unsupported_grant_type": Refused,

	"INSUFFICIENT_PERMISSION": Forbidden,
	"WS_PERMISSION_REQD":      Forbidden,
	"WS_FEATURE_REQD":         Forbidden,
}

// failed returns an Error for an unsuccessful answer, and nil for a successful one.
func (a *answer) failed() *Error {
	if a.status >= 200 && a.status < 300 && !a.isWebPage() {
		return nil
	}
	e := &Error{Status: a.status, RetryAfter: a.retryAfter()}
	e.AuthError = a.authError()
	a.readProblem(e)
	e.Class = a.class(e)
	switch {
	case a.status >= 300 && a.status < 400:
		e.Mark = MarkRedirect
		e.Problem = "the answer is a redirect (HTTP " + strconv.Itoa(a.status) + ") to " + a.redirectHost() + ", which is not followed"
		e.Next = "check the account ID and the URL; behind a guest network or a proxy, open its log-in page first"
	case e.Class == Unexpected && a.isWebPage():
		e.Mark = MarkPage
		e.Problem = "the answer is a web page (HTTP " + strconv.Itoa(a.status) + "), not data"
		e.Next = "probably a log-in or maintenance page: check the network's and the proxy's log-in page and NetSuite's status page, then try again"
	}
	return e
}

func (a *answer) class(e *Error) Class {
	class, known := classOfCode[e.Code]
	switch {
	case a.refuses(e):
		return Refused
	case known:
		return class
	case a.status == http.StatusTooManyRequests, a.status == http.StatusServiceUnavailable:
		return Limited
	case a.status == http.StatusUnauthorized:
		return Refused
	case a.status == http.StatusForbidden && !a.isWebPage():
		return Forbidden
	default:
		return Unexpected
	}
}

var invalidLogin = lazyregexp.Lazy(`(?i)invalid login attempt`)

// refuses reports whether any part of the answer says that the sign-in was refused. This
// takes precedence over a status or a code that allows a retry, because five refusals
// lock the user. insufficient_scope is an error after an accepted sign-in (RFC 6750
// section 3.1).
func (a *answer) refuses(e *Error) bool {
	return e.AuthError != "" && e.AuthError != "insufficient_scope" || invalidLogin().Match(a.body)
}

// unexpected is the Error for a success that cannot be understood.
func (a *answer) unexpected(problem string) *Error {
	return &Error{Class: Unexpected, Mark: MarkGarbage, Status: a.status, Problem: problem}
}

// decode reads a JSON object.
func (a *answer) decode(into any) *Error {
	if a.truncated {
		failed := a.unexpected("the answer is longer than 1 MiB")
		failed.Mark = MarkSize
		return failed
	}
	if err := json.Unmarshal(a.body, into); err != nil {
		return a.unexpected("the answer (HTTP " + strconv.Itoa(a.status) + ") is not the JSON that NetSuite sends here")
	}
	return nil
}

func (a *answer) isWebPage() bool {
	start := strings.ToLower(string(bytes.TrimSpace(a.body[:min(len(a.body), 256)])))
	return strings.HasPrefix(start, "<!doctype html") || strings.HasPrefix(start, "<html") ||
		strings.HasPrefix(a.header.Get("Content-Type"), "text/html")
}

func (a *answer) redirectHost() string {
	location, err := (&http.Response{Header: a.header}).Location()
	if err != nil {
		return "nowhere"
	}
	if location.Host == "" {
		return "another page of the same host"
	}
	return termsafe.Line(location.Hostname(), 100)
}

// retryAfter reads the header in both of its forms, seconds and a date.
func (a *answer) retryAfter() time.Duration {
	text := strings.TrimSpace(a.header.Get("Retry-After"))
	if seconds, err := strconv.ParseUint(text, 10, 31); err == nil {
		return time.Duration(seconds) * time.Second
	}
	if at, err := http.ParseTime(text); err == nil {
		from := a.date
		if from.IsZero() {
			from = a.received
		}
		return max(0, at.Sub(from))
	}
	return 0
}

var challengeError = lazyregexp.Lazy(`(?i)\berror\s*=\s*"([^"]*)"`)

// authError returns the error= of the WWW-Authenticate header, which may be more exact
// than the body.
func (a *answer) authError() string {
	for _, challenge := range a.header.Values("WWW-Authenticate") {
		if m := challengeError().FindStringSubmatch(challenge); m != nil {
			return termsafe.Line(m[1], 60)
		}
	}
	return ""
}

// problemBody is every JSON shape of an error: REST web services, RESTlets
// ({"error":{...}}) and the token endpoint ({"error":"..."}).
type problemBody struct {
	Title   string `json:"title"`
	Details []struct {
		Detail string `json:"detail"`
		Code   string `json:"o:errorCode"`
	} `json:"o:errorDetails"`
	Error       json.RawMessage `json:"error"`
	Description string          `json:"error_description"`
}

var (
	textCode    = lazyregexp.Lazy(`(?i)error code:\s*([A-Z0-9_]+)`)
	textMessage = lazyregexp.Lazy(`(?i)error message:\s*([^\r\n]+)`)
	textProblem = lazyregexp.Lazy(`^\s*([A-Z][A-Z0-9_]{3,}):\s*([^\r\n<{]+)`)
)

// readProblem finds NetSuite's code and message in all known shapes.
func (a *answer) readProblem(e *Error) {
	var body problemBody
	code, message := "", ""
	switch {
	case json.Unmarshal(a.body, &body) == nil:
		code, message = body.read()
	case bytes.HasPrefix(bytes.TrimSpace(a.body), []byte("<")):
		if fault := readSOAP(a.body); !a.isWebPage() {
			code, message = fault.code, fault.message
		}
	default:
		if m := textProblem().FindSubmatch(a.body); m != nil {
			code, message = string(m[1]), string(m[2])
		}
		if m := textCode().FindSubmatch(a.body); m != nil {
			code = string(m[1])
		}
		if m := textMessage().FindSubmatch(a.body); m != nil {
			message = string(m[1])
		}
	}
	e.Code, e.Message = termsafe.Line(code, 60), termsafe.Line(message, maxMessage)
}

func (b problemBody) read() (code, message string) {
	message = b.Title
	if len(b.Details) > 0 {
		code, message = b.Details[0].Code, b.Details[0].Detail
	}
	var nested struct {
		Code    string `json:"code"`
		Message string `json:"message"`
	}
	var plain string
	if json.Unmarshal(b.Error, &plain) == nil && plain != "" {
		return plain, b.Description
	}
	if json.Unmarshal(b.Error, &nested) == nil && nested.Code != "" {
		return nested.Code, nested.Message
	}
	return code, message
}
