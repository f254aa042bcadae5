package netsuite

import (
	"context"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"suitekey/core/account"
	"suitekey/core/secret"
	"suitekey/core/tba"
)

var testNow = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// fakeNetSuite answers under the real host names and remembers what was sent.
type fakeNetSuite struct {
	t      *testing.T
	mu     sync.Mutex
	sent   []*http.Request
	bodies []string
	answer func(n int, r *http.Request) (*http.Response, error) // n from 1
}

func (f *fakeNetSuite) RoundTrip(r *http.Request) (*http.Response, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if r.URL.Scheme != "https" || !strings.HasSuffix(r.URL.Host, ".netsuite.com") {
		f.t.Errorf("a request went to %s", r.URL)
	}
	body := ""
	if r.Body != nil {
		data, err := io.ReadAll(r.Body)
		if err != nil {
			f.t.Errorf("reading the request: %v", err)
		}
		body = string(data)
	}
	f.sent = append(f.sent, r)
	f.bodies = append(f.bodies, body)
	response, err := f.answer(len(f.sent), r)
	if response != nil {
		response.Request = r
	}
	return response, err
}

// reply makes an answer; headers are "Name: value".
func reply(status int, body string, headers ...string) *http.Response {
	r := &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body))}
	r.Header.Set("Date", testNow.Format(http.TimeFormat))
	for _, header := range headers {
		name, value, _ := strings.Cut(header, ": ")
		r.Header.Add(name, value)
	}
	return r
}

// always answers every request alike.
func always(status int, body string, headers ...string) func(int, *http.Request) (*http.Response, error) {
	return func(int, *http.Request) (*http.Response, error) { return reply(status, body, headers...), nil }
}

type testClient struct {
	*Client
	fake   *fakeNetSuite
	pauses *[]time.Duration
}

func newTestClient(t *testing.T, answer func(int, *http.Request) (*http.Response, error)) testClient {
	fake := &fakeNetSuite{t: t, answer: answer}
	pauses := new([]time.Duration)
	client := New(Options{
		Transport: fake,
		Retries:   MaxRetries,
		Now:       func() time.Time { return testNow },
		Sleep: func(_ context.Context, d time.Duration) error {
			*pauses = append(*pauses, d)
			return nil
		},
	})
	return testClient{client, fake, pauses}
}

func sandbox(t *testing.T) account.ID {
	t.Helper()
	id, err := account.Parse("1234567_SB1")
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func credentials(t *testing.T) tba.Credentials {
	return tba.Credentials{
		Account:     sandbox(t),
		ConsumerKey: strings.Repeat("ab", 32), ConsumerSecret: secret.New(strings.Repeat("12", 32)),
		TokenID: strings.Repeat("cd", 32), TokenSecret: secret.New(strings.Repeat("34", 32)),
		Algorithm: tba.HMACSHA256,
	}
}

const okTime = `{"serverTime":"2026-11-20T11:59:58.000Z"}`

const refusedREST = `{"type":"https://www.rfc-editor.org/rfc/rfc9110.html#section-15.5.2","title":"Unauthorized","status":401,` +
	`"o:errorDetails":[{"detail":"Invalid login attempt. For more details, see the Login Audit Trail in the NetSuite UI.","o:errorCode":"INVALID_LOGIN"}]}`
