package netsuite

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"suitekey/core/secret"
)

func TestUnavailableThreeTimesThenOK(t *testing.T) {
	c := newTestClient(t, func(n int, _ *http.Request) (*http.Response, error) {
		if n <= 3 {
			return reply(503, ""), nil
		}
		return reply(200, okTime), nil
	})
	got, err := c.ServerTime(t.Context(), sandbox(t), TBA(credentials(t)))
	if err != nil {
		t.Fatal(err)
	}
	if want := testNow.Add(-2 * time.Second); !got.Server.Equal(want) || got.Skew < 2*time.Second {
		t.Errorf("got %+v", got)
	}
	signatures := map[string]bool{}
	for _, r := range c.fake.sent {
		signatures[r.Header.Get("Authorization")] = true
	}
	if len(c.fake.sent) != 4 || len(signatures) != 4 {
		t.Errorf("%d requests with %d signatures, want 4 of each: NetSuite takes a signature once", len(c.fake.sent), len(signatures))
	}
	if len(*c.pauses) != 3 {
		t.Errorf("pauses %v", *c.pauses)
	}
}

func TestRetryLimits(t *testing.T) {
	c := newTestClient(t, always(429, `{"o:errorDetails":[{"o:errorCode":"CONCURRENCY_LIMIT_EXCEEDED"}]}`))
	client := c.With(time.Hour, 50, time.Hour)
	_, err := client.ServerTime(t.Context(), sandbox(t), TBA(credentials(t)))
	failed := wantError(t, err, Limited, "tried 6 times")
	if len(c.fake.sent) != 6 || failed.Tries != 6 {
		t.Errorf("%d tries, want the first and at most 5 retries", len(c.fake.sent))
	}
	for _, pause := range *c.pauses {
		if pause > MaxRetryInterval || pause < 3*time.Second {
			t.Errorf("a pause of %s", pause)
		}
	}
}

func TestRetryAfterIsHonouredUpToTheLimit(t *testing.T) {
	for header, want := range map[string]time.Duration{"Retry-After: 2": 2 * time.Second, "Retry-After: 120": MaxRetryInterval} {
		c := newTestClient(t, always(429, "", header))
		_, err := c.With(0, 1, time.Millisecond).ServerTime(t.Context(), sandbox(t), TBA(credentials(t)))
		wantError(t, err, Limited, "as NetSuite asks")
		if len(*c.pauses) != 1 || (*c.pauses)[0] != want {
			t.Errorf("%s: pauses %v", header, *c.pauses)
		}
	}
}

func TestWhatIsTriedAgain(t *testing.T) {
	timeout := func(int, *http.Request) (*http.Response, error) { return nil, context.DeadlineExceeded }
	tests := []struct {
		name   string
		answer func(int, *http.Request) (*http.Response, error)
		tries  int
	}{
		{"a refused sign-in, never", always(401, refusedREST), 1},
		{"a refused RESTlet sign-in", always(400, `{"error":{"code":"INVALID_LOGIN_ATTEMPT"}}`), 1},
		{"a refusal dressed as unavailable", always(503, `{"error":{"code":"INVALID_LOGIN_ATTEMPT"}}`), 1},
		{"forbidden", always(403, "{}"), 1},
		{"a server error", always(500, "{}"), 1},
		{"a bad gateway", always(502, ""), 1},
		{"garbage", always(200, "garbage"), 1},
		{"a web page", always(200, "<html>"), 1},
		{"a redirect", always(302, "", "Location: https://evil.example.com/"), 1},
		{"a broken connection", func(int, *http.Request) (*http.Response, error) { return nil, io.ErrUnexpectedEOF }, 1},
		{"too many requests", always(429, ""), 3},
		{"concurrency of REST", always(400, `{"o:errorDetails":[{"o:errorCode":"CONCURRENCY_LIMIT_EXCEEDED"}]}`), 3},
		{"concurrency of RESTlets", always(400, `{"error":{"code":"SSS_REQUEST_LIMIT_EXCEEDED"}}`), 3},
		{"unavailable", always(503, "<html>"), 3},
		{"a time-out", timeout, 3},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := newTestClient(t, test.answer)
			_, err := c.With(0, 2, 0).ServerTime(t.Context(), sandbox(t), TBA(credentials(t)))
			if err == nil || len(c.fake.sent) != test.tries {
				t.Errorf("%d tries, want %d (%v)", len(c.fake.sent), test.tries, err)
			}
		})
	}
}

func TestUploadIsNotRepeatedAfterATimeOut(t *testing.T) {
	c := newTestClient(t, func(int, *http.Request) (*http.Response, error) { return nil, context.DeadlineExceeded })
	_, err := c.UploadCertificate(t.Context(), sandbox(t), Bearer(secret.New("t")), "id", UploadRequest{})
	wantError(t, err, TimedOut, "")
	if len(c.fake.sent) != 1 {
		t.Errorf("%d uploads", len(c.fake.sent))
	}
}

func TestRedirectSendsNothing(t *testing.T) {
	for _, status := range []int{301, 302, 303, 307, 308} {
		for _, location := range []string{"https://evil.example.com/steal", "https://7654321.suitetalk.api.netsuite.com/", "/app/login.nl"} {
			c := newTestClient(t, always(status, "", "Location: "+location))
			_, err := c.ServerTime(t.Context(), sandbox(t), TBA(credentials(t)))
			wantError(t, err, Unexpected, "redirect")
			if len(c.fake.sent) != 1 {
				t.Errorf("%d to %s: %d requests", status, location, len(c.fake.sent))
			}
		}
	}
}

func TestNoCookies(t *testing.T) {
	c := newTestClient(t, always(200, okTime, "Set-Cookie: JSESSIONID=1; Path=/; Domain=netsuite.com"))
	for range 2 {
		if _, err := c.ServerTime(t.Context(), sandbox(t), TBA(credentials(t))); err != nil {
			t.Fatal(err)
		}
	}
	if cookie := c.fake.sent[1].Header.Get("Cookie"); cookie != "" {
		t.Errorf("cookie %q", cookie)
	}
}

// endless gives bytes for ever, or until the request is over.
type endless struct {
	ctx  context.Context
	slow time.Duration
	read int64
}

func (e *endless) Read(p []byte) (int, error) {
	if e.slow > 0 {
		select {
		case <-e.ctx.Done():
			return 0, e.ctx.Err()
		case <-time.After(e.slow):
		}
	}
	clear(p)
	e.read += int64(len(p))
	return len(p), nil
}

func (e *endless) Close() error { return nil }

func TestEndlessBody(t *testing.T) {
	for _, status := range []int{200, 401, 500} {
		body := &endless{}
		c := newTestClient(t, func(_ int, r *http.Request) (*http.Response, error) {
			response := reply(status, "")
			response.Body = body
			return response, nil
		})
		_, err := c.ServerTime(t.Context(), sandbox(t), TBA(credentials(t)))
		if err == nil || body.read > 2*maxBody {
			t.Errorf("HTTP %d: %d bytes read, %v", status, body.read, err)
		}
	}
}

func TestHangingServer(t *testing.T) {
	hang := func(_ int, r *http.Request) (*http.Response, error) {
		<-r.Context().Done()
		return nil, r.Context().Err()
	}
	trickle := func(_ int, r *http.Request) (*http.Response, error) {
		response := reply(200, "")
		response.Body = &endless{ctx: r.Context(), slow: time.Second}
		return response, nil
	}
	for name, answer := range map[string]func(int, *http.Request) (*http.Response, error){"hang": hang, "trickle": trickle} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := newTestClient(t, answer)
				start := time.Now()
				_, err := c.With(3*time.Second, 1, 0).ServerTime(t.Context(), sandbox(t), TBA(credentials(t)))
				wantError(t, err, TimedOut, "within 3s (tried 2 times)")
				if took := time.Since(start); took > 7*time.Second {
					t.Errorf("took %s", took)
				}
			})
		})
	}
}

func TestCanceled(t *testing.T) {
	t.Run("while waiting for the answer", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		c := newTestClient(t, func(_ int, r *http.Request) (*http.Response, error) {
			cancel()
			<-r.Context().Done()
			return nil, r.Context().Err()
		})
		_, err := c.ServerTime(ctx, sandbox(t), TBA(credentials(t)))
		wantError(t, err, Canceled, "stopped")
		if !errors.Is(err, context.Canceled) || len(c.fake.sent) != 1 {
			t.Errorf("%v after %d requests", err, len(c.fake.sent))
		}
	})
	t.Run("between two tries", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		fake := &fakeNetSuite{t: t, answer: always(503, "")}
		c := New(Options{Transport: fake, Retries: 5, RetryInterval: time.Hour, Sleep: func(ctx context.Context, d time.Duration) error {
			cancel()
			return Sleep(ctx, d)
		}})
		_, err := c.ServerTime(ctx, sandbox(t), TBA(credentials(t)))
		wantError(t, err, Canceled, "stopped")
		if len(fake.sent) != 1 {
			t.Errorf("%d requests", len(fake.sent))
		}
	})
}

func TestWatch(t *testing.T) {
	var seen []Exchange
	c := newTestClient(t, always(503, ""))
	client := c.With(0, 1, 0).Watch(func(e Exchange) { seen = append(seen, e) })
	_, _ = client.ServerTime(t.Context(), sandbox(t), TBA(credentials(t)))
	if len(seen) != 2 || seen[1].Try != 2 || seen[1].Status != 503 || seen[1].Class != Limited || !seen[1].Date.Equal(testNow) {
		t.Errorf("seen %+v", seen)
	}
}

func TestBodiesCannotBeRepeatedByTheTransport(t *testing.T) {
	c := newTestClient(t, always(200, okTime))
	if _, err := c.ServerTime(t.Context(), sandbox(t), TBA(credentials(t))); err != nil {
		t.Fatal(err)
	}
	if r := c.fake.sent[0]; r.GetBody != nil || r.Body == nil || r.Body == http.NoBody {
		t.Error("net/http may send this request twice, with one nonce")
	}
	if got := c.fake.sent[0].Header.Get("Authorization"); !strings.HasPrefix(got, "OAuth ") {
		t.Errorf("Authorization %q", got)
	}
}

// TestFirstByteAfterTheEnd: net/http may still be reading when it has given up
// on a request. Only a run with -race can tell.
func TestFirstByteAfterTheEnd(t *testing.T) {
	var late sync.WaitGroup
	client := New(Options{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
		trace := httptrace.ContextClientTrace(r.Context())
		trace.GotConn(httptrace.GotConnInfo{Reused: true})
		late.Go(trace.GotFirstResponseByte)
		return nil, errors.New("given up")
	})})
	_, err := client.ServerTime(t.Context(), sandbox(t), TBA(credentials(t)))
	late.Wait()
	wantError(t, err, Unreachable, "given up")
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
