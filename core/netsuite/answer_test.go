package netsuite

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"
	"unicode"
)

func TestFailuresOfREST(t *testing.T) {
	tests := []struct {
		name     string
		response *http.Response
		class    Class
		code     string
		auth     string
		words    string // in the sentence
	}{
		{"refused", reply(401, refusedREST, `WWW-Authenticate: OAuth realm="1234567_SB1", error="token_rejected", error_description="Invalid login attempt."`),
			Refused, "INVALID_LOGIN", "token_rejected", "refused the sign-in (HTTP 401 INVALID_LOGIN token_rejected"},
		{"refused bearer", reply(400, `{"title":"Bad Request","status":400}`, `WWW-Authenticate: Bearer realm="1234567", error="invalid_request"`),
			Refused, "", "invalid_request", "refused the sign-in"},
		{"forbidden", reply(403, `{"title":"Forbidden","status":403,"o:errorDetails":[{"detail":"You do not have permission","o:errorCode":"INSUFFICIENT_PERMISSION"}]}`),
			Forbidden, "INSUFFICIENT_PERMISSION", "", "accepted the sign-in but does not allow this"},
		{"concurrency", reply(429, `{"title":"Bad Request","o:errorDetails":[{"detail":"Concurrent request limit exceeded. Request blocked.","o:errorCode":"CONCURRENCY_LIMIT_EXCEEDED"}]}`),
			Limited, "CONCURRENCY_LIMIT_EXCEEDED", "", "too busy"},
		{"concurrency of RESTlets", reply(400, `{"error":{"code":"SSS_REQUEST_LIMIT_EXCEEDED","message":"Request Limit Exceeded"}}`),
			Limited, "SSS_REQUEST_LIMIT_EXCEEDED", "", "too busy"},
		{"refused RESTlet", reply(401, `{"error" : {"code" : "INVALID_LOGIN_ATTEMPT", "message" : "Invalid login attempt."}}`),
			Refused, "INVALID_LOGIN_ATTEMPT", "", "Invalid login attempt."},
		{"refused RESTlet, text", reply(403, "error code: INVALID_LOGIN_ATTEMPT\nerror message: Invalid login attempt."),
			Refused, "INVALID_LOGIN_ATTEMPT", "", "Invalid login attempt."},
		{"server error", reply(500, `{"o:errorDetails":[{"detail":"An unexpected error occurred. Error ID: abc","o:errorCode":"UNEXPECTED_ERROR"}]}`),
			Unexpected, "UNEXPECTED_ERROR", "", "Error ID: abc"},
		{"unavailable", reply(503, "<html><body>Service Unavailable</body></html>", "Content-Type: text/html"),
			Limited, "", "", "not available at the moment"},
		{"log-in page", reply(200, "\n<!DOCTYPE html><html><title>Log in</title>", "Content-Type: text/html"),
			Unexpected, "", "", "web page"},
		{"log-in page that claims to be JSON", reply(200, "<HTML><title>Log in</title>", "Content-Type: application/json"),
			Unexpected, "", "", "web page"},
		{"not found", reply(404, ""), Unexpected, "", "", "HTTP 404"},
		{"garbage", reply(200, "\x00\xff\x1b[31mnonsense"), Unexpected, "", "", "not the JSON"},
		{"empty", reply(200, ""), Unexpected, "", "", "not the JSON"},
		{"wrong JSON", reply(200, `[1,2]`), Unexpected, "", "", "not the JSON"},
		{"no time", reply(200, `{}`), Unexpected, "", "", "no time"},
		{"nothing but braces", reply(200, strings.Repeat("[", 100_000)), Unexpected, "", "", "not the JSON"},
		{"too long", reply(200, `{"serverTime":"`+strings.Repeat("x", 2<<20)), Unexpected, "", "", "longer than 1 MiB"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := newTestClient(t, func(int, *http.Request) (*http.Response, error) { return test.response, nil })
			_, err := c.With(0, 0, 0).ServerTime(t.Context(), sandbox(t), TBA(credentials(t)))
			failed := wantError(t, err, test.class, test.words)
			if failed.Code != test.code || failed.AuthError != test.auth {
				t.Errorf("code %q, auth error %q", failed.Code, failed.AuthError)
			}
			if failed.Host != "1234567-sb1.suitetalk.api.netsuite.com" || failed.Status != test.response.StatusCode {
				t.Errorf("host %q, status %d", failed.Host, failed.Status)
			}
		})
	}
}

// wantError checks the class and some words, and what every sentence needs: to
// start with what was being done, to say what to do, to be fit for a terminal.
func wantError(t *testing.T, err error, class Class, words string) *Error {
	t.Helper()
	var failed *Error
	if !errors.As(err, &failed) {
		t.Fatalf("got %v, want an *Error", err)
	}
	if failed.Class != class {
		t.Errorf("class %q, want %q: %v", failed.Class, class, err)
	}
	text := err.Error()
	if !strings.Contains(text, words) {
		t.Errorf("%q does not contain %q", text, words)
	}
	if !strings.HasPrefix(text, failed.Doing+": ") || failed.Doing == "" {
		t.Errorf("%q does not start with what was being done", text)
	}
	if class != Canceled && !strings.Contains(text, "; ") {
		t.Errorf("%q does not say what to do", text)
	}
	if strings.IndexFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }) >= 0 {
		t.Errorf("%q holds characters that must not reach a terminal", text)
	}
	if strings.Contains(text, credentials(t).ConsumerSecret.Reveal()) || strings.Contains(text, credentials(t).TokenSecret.Reveal()) {
		t.Errorf("%q holds a secret", text)
	}
	return failed
}

const evil = "\x1b]0;owned\x07\x1b[2J\u202e\u009b31m\r\nline two\x00"

func TestTerminalEscapesInEveryField(t *testing.T) {
	quoted := `\u001b]0;owned\u0007\u001b[2J\u202e\u009b31m\r\nline two\u0000`
	answers := map[string]*http.Response{
		"details":   reply(401, `{"title":"`+quoted+`","o:errorDetails":[{"detail":"`+quoted+`","o:errorCode":"`+quoted+`"}]}`),
		"RESTlet":   reply(400, `{"error":{"code":"`+quoted+`","message":"`+quoted+`"}}`),
		"OAuth":     reply(400, `{"error":"`+quoted+`","error_description":"`+quoted+`"}`),
		"challenge": reply(401, "", `WWW-Authenticate: Bearer error="`+evil+`"`),
		"redirect":  reply(302, "", "Location: https://"+evil+"/"),
		"location":  reply(302, "", "Location: //%1b%5b2J.example.com/"),
		"text":      reply(400, "error code: A"+evil+"\nerror message: "+evil),
		"xml":       reply(500, "<Envelope><Fault><faultstring>&#27;]0;"+evil[1:]+"</faultstring></Fault></Envelope>"),
		"html":      reply(200, "<html>"+evil, "Content-Type: text/html"),
		"garbage":   reply(200, evil),
		"type":      reply(200, "{}", "Content-Type: "+evil),
	}
	for name, response := range answers {
		t.Run(name, func(t *testing.T) {
			c := newTestClient(t, func(int, *http.Request) (*http.Response, error) { return response, nil })
			_, err := c.With(0, 0, 0).ServerTime(t.Context(), sandbox(t), TBA(credentials(t)))
			var failed *Error
			if !errors.As(err, &failed) {
				t.Fatalf("got %v", err)
			}
			wantError(t, err, failed.Class, "")
			for _, text := range []string{failed.Code, failed.AuthError, failed.Message, failed.Problem, failed.Fault} {
				if strings.IndexFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }) >= 0 {
					t.Errorf("field %q", text)
				}
			}
		})
	}
}

func TestTokenInfoIsClean(t *testing.T) {
	c := newTestClient(t, always(200, `{"companyName":"ACME\u001b[2J Inc","companyId":"1234567_SB1","roleName":"Integration","roleId":1001,"entityId":"42"}`))
	info, err := c.TokenInfo(t.Context(), sandbox(t), TBA(credentials(t)))
	want := TokenInfo{Company: "ACME[2J Inc", CompanyID: "1234567_SB1", Role: "Integration", RoleID: "1001", Entity: "42"}
	if err != nil || info != want {
		t.Errorf("got %+v, %v", info, err)
	}
	nested := newTestClient(t, always(200, `{"account":{"internalId":"1234567_SB1","name":"ACME"},"role":{"internalId":3,"name":"Administrator"},"entity_id":-5}`))
	info, err = nested.TokenInfo(t.Context(), sandbox(t), TBA(credentials(t)))
	want = TokenInfo{Company: "ACME", CompanyID: "1234567_SB1", Role: "Administrator", RoleID: "3", Entity: "-5"}
	if err != nil || info != want {
		t.Errorf("got %+v, %v", info, err)
	}
	nothing := newTestClient(t, always(200, `{"hello":"world"}`))
	_, err = nothing.TokenInfo(t.Context(), sandbox(t), TBA(credentials(t)))
	wantError(t, err, Unexpected, "the owner of the token")
}

func TestRetryAfter(t *testing.T) {
	tests := map[string]time.Duration{
		"":                     0,
		"7":                    7 * time.Second,
		"-3":                   0,
		"abc":                  0,
		"99999999999999999999": 0,
		testNow.Add(90 * time.Second).Format(http.TimeFormat): 90 * time.Second,
		testNow.Add(-time.Hour).Format(http.TimeFormat):       0,
	}
	for text, want := range tests {
		a := &answer{header: http.Header{"Retry-After": {text}}, date: testNow}
		if got := a.retryAfter(); got != want {
			t.Errorf("Retry-After %q: got %s, want %s", text, got, want)
		}
	}
}

func FuzzAnswer(f *testing.F) {
	f.Add(401, refusedREST, `OAuth error="token_rejected"`)
	f.Add(500, soapFault("invalidCredentialsFault", "USER_ERROR", "Invalid login attempt."), "")
	f.Add(200, evil, evil)
	f.Fuzz(func(t *testing.T, status int, body, challenge string) {
		a := &answer{status: status, body: []byte(body), header: http.Header{"Www-Authenticate": {challenge}, "Location": {challenge}}}
		for _, failed := range []*Error{a.failed(), judgeSOAP(a), judgeToken(a), judgeDiscovery(a)} {
			if failed == nil {
				continue
			}
			failed.Doing = "testing"
			if text := failed.Error(); strings.IndexFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }) >= 0 {
				t.Errorf("%q", text)
			}
		}
	})
}
