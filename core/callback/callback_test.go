package callback

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

const state = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

func listen(t *testing.T, o Options) *Listener {
	t.Helper()
	o.State = state
	l, err := Listen(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	return l
}

func (l *Listener) query(values url.Values) string { return l.URL() + "?" + values.Encode() }

func right() url.Values {
	return url.Values{
		"oauth_token": {"token-value"}, "oauth_verifier": {"verifier-value"}, "state": {state},
		"company": {"9999901_SB1"}, "role": {"1000"}, "entity": {"1207"},
	}
}

// visit is a browser that goes to address.
func visit(t *testing.T, method, address, host string) (int, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, address, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	if host != "" {
		request.Host = host
	}
	client := &http.Client{Transport: &http.Transport{Proxy: nil, DisableKeepAlives: true}}
	response, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	if got := response.Header.Get("Cache-Control"); got != "no-store" {
		t.Errorf("Cache-Control %q", got)
	}
	return response.StatusCode, string(body)
}

func changed(name, value string) url.Values {
	values := right()
	values.Set(name, value)
	return values
}

func TestOnlyTheRightAnswerEndsTheWaiting(t *testing.T) {
	l := listen(t, Options{})
	base, port := "http://localhost:"+strconv.Itoa(l.Port()), strconv.Itoa(l.Port())
	for _, test := range []struct {
		name, method, address, host string
		status                      int
		says                        string
	}{
		{"foreign state", "GET", l.query(changed("state", "other")), "", 403, "another sign-in"},
		{"state with more behind it", "GET", l.query(changed("state", state+"A")), "", 403, "another sign-in"},
		{"no state", "GET", l.URL() + "?oauth_token=a&oauth_verifier=b", "", 403, "another sign-in"},
		{"nothing", "GET", l.URL(), "", 400, "answer is empty"},
		{"state twice", "GET", l.query(right()) + "&state=" + state, "", 400, "answer is empty"},
		{"another path", "GET", base + "/favicon.ico", "", 404, "nothing here"},
		{"the path with a slash", "GET", base + "/callback/?" + right().Encode(), "", 404, "nothing here"},
		{"POST", "POST", l.query(right()), "", 404, "nothing here"},
		{"HEAD", "HEAD", l.query(right()), "", 404, ""},
		{"another name for this computer", "GET", l.query(right()), "evil.example.com:" + port, 404, "nothing here"},
		{"no port", "GET", l.query(right()), "localhost", 404, "nothing here"},
		{"the right one", "GET", l.query(right()), "", 200, "You can close this page"},
		{"a second one", "GET", l.query(right()), "", 409, "already over"},
		{"a second, denied", "GET", l.query(changed("oauth_verifier", "")), "", 409, "already over"},
	} {
		status, body := visit(t, test.method, test.address, test.host)
		if status != test.status || !strings.Contains(body, test.says) {
			t.Errorf("%s: %d %s", test.name, status, body)
		}
		for _, values := range right() {
			if strings.Contains(body, values[0]) {
				t.Errorf("%s: the page repeats %q", test.name, values[0])
			}
		}
	}
	got, err := l.Wait(t.Context())
	if err != nil || got.Verifier.Reveal() != "verifier-value" || got.Token != "token-value" || got.Denied || got.Company != "9999901_SB1" {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestDenied(t *testing.T) {
	l := listen(t, Options{Path: "/done"})
	if status, body := visit(t, "GET", l.query(changed("oauth_verifier", "")), "127.0.0.1:"+strconv.Itoa(l.Port())); status != 200 || !strings.Contains(body, "not allowed") {
		t.Errorf("%d %s", status, body)
	}
	if got, err := l.Wait(t.Context()); err != nil || !got.Denied || !strings.HasSuffix(l.URL(), "/done") {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestBothAddresses(t *testing.T) {
	l := listen(t, Options{})
	for _, address := range []string{"127.0.0.1", "::1"} {
		if address == "::1" && len(l.servers) == 1 {
			t.Skip("this computer has no IPv6 loopback")
		}
		where := "http://" + net.JoinHostPort(address, strconv.Itoa(l.Port()))
		if status, _ := visit(t, "GET", where+"/callback", ""); status != 400 {
			t.Errorf("%s: %d", where, status)
		}
	}
}

func TestBusyPort(t *testing.T) {
	first := listen(t, Options{})
	second := listen(t, Options{Port: first.Port()})
	if second.Port() == first.Port() {
		t.Error("both have the same port")
	}
	if _, err := Listen(t.Context(), Options{State: state, Port: first.Port(), Fixed: true}); !errors.Is(err, ErrBusy) {
		t.Errorf("got %v", err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	if third := listen(t, Options{Port: first.Port(), Fixed: true}); third.Port() != first.Port() {
		t.Error("the port was not freed")
	}
}

func TestEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	for name, test := range map[string]struct {
		limit time.Duration
		end   func(*Listener)
		want  error
	}{
		"time limit":         {time.Millisecond, func(*Listener) {}, ErrTimeout},
		"closed":             {0, func(l *Listener) { _ = l.Close() }, ErrClosed},
		"the context's end":  {0, func(*Listener) { cancel() }, context.Canceled},
		"closed after limit": {time.Millisecond, func(l *Listener) { <-l.ended; _ = l.Close() }, ErrTimeout},
	} {
		t.Run(name, func(t *testing.T) {
			parent := t.Context()
			if name == "the context's end" {
				parent = ctx
			}
			l, err := Listen(parent, Options{State: state, Limit: test.limit})
			if err != nil {
				t.Fatal(err)
			}
			go test.end(l)
			for range 2 {
				if _, err := l.Wait(t.Context()); !errors.Is(err, test.want) {
					t.Errorf("got %v, want %v", err, test.want)
				}
			}
			if err := errors.Join(l.Close(), l.Close()); err != nil {
				t.Error(err)
			}
			if c, err := net.DialTimeout("tcp", "127.0.0.1:"+l.port, time.Second); err == nil {
				_ = c.Close()
				t.Error("the port is still open")
			}
		})
	}
	l := listen(t, Options{})
	ctx, cancel = context.WithCancel(t.Context())
	cancel()
	if _, err := l.Wait(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestManyAtOnce(t *testing.T) {
	l := listen(t, Options{})
	var mu sync.Mutex
	statuses := map[int]int{}
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			status, _ := visit(t, "GET", l.query(right()), "")
			mu.Lock()
			statuses[status]++
			mu.Unlock()
		})
	}
	all.Wait()
	if statuses[200] != 1 || statuses[409] != 19 {
		t.Errorf("%v", statuses)
	}
}

func TestHugeHeader(t *testing.T) {
	l := listen(t, Options{})
	conn, err := net.Dial("tcp", "127.0.0.1:"+l.port)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_, _ = io.WriteString(conn, "GET /callback?state="+strings.Repeat("A", 64<<10)+" HTTP/1.1\r\nHost: localhost:"+l.port+"\r\n\r\n")
	answer, _ := io.ReadAll(conn) // the server may cut it off
	if strings.Contains(string(answer), "200 OK") || len(l.got) != 0 {
		t.Errorf("%s", answer)
	}
}

func TestOptions(t *testing.T) {
	for name, o := range map[string]Options{
		"no state": {}, "path": {State: state, Path: "callback"}, "query": {State: state, Path: "/a?b"}, "port": {State: state, Port: 70000},
	} {
		if l, err := Listen(t.Context(), o); err == nil {
			_ = l.Close()
			t.Errorf("%s was taken", name)
		}
	}
}
