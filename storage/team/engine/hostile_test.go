package engine

import (
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"suitekey/storage/team/etcdtest"
)

// answering says text after the first bytes of a request.
func answering(text string) func(net.Conn) {
	return func(conn net.Conn) {
		_, _ = conn.Read(make([]byte, 1024))
		_, _ = io.WriteString(conn, text)
	}
}

// overTLS is serve behind TLS.
func overTLS(t *testing.T, a *etcdtest.Authority, c etcdtest.Certificate, serve func(net.Conn)) func(net.Conn) {
	t.Helper()
	c.Server = true
	if err := a.Issue(c); err != nil {
		t.Fatal(err)
	}
	pair, err := tls.LoadX509KeyPair(a.Path(c.Name+".crt"), a.Path(c.Name+".key"))
	if err != nil {
		t.Fatal(err)
	}
	return func(conn net.Conn) {
		secured := tls.Server(conn, &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12})
		if secured.Handshake() == nil {
			serve(secured)
		}
	}
}

const html = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\nContent-Type: text/html\r\n\r\n<html>"

// Whatever listens in the place of an engine, the probe says what it is.
func TestProbeOfWhatIsNoEngine(t *testing.T) {
	a, other := authority(t), authority(t)
	serve := func(name string, hosts []string, until time.Time, from time.Time, text string) string {
		return etcdtest.Listening(t, overTLS(t, a, etcdtest.Certificate{Name: name, Hosts: hosts, Until: until, From: from}, answering(text)))
	}
	now := time.Now()
	closed := etcdtest.Listening(t, func(net.Conn) {})
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = free.Close()
	for name, test := range map[string]struct {
		address string
		stage   Stage
		want    string
		other   bool // the authority that is trusted is another one
	}{
		"unknown name":      {"no-such-host.invalid:2379", StageName, "no host of this name", false},
		"nobody":            {free.Addr().String(), StageConnect, "nothing listens", false},
		"closes":            {closed, StageTLS, "ends TLS connections without an answer", false},
		"closes, plain":     {"http://" + closed, StageAnswer, "closed the connection", false},
		"says nothing":      {etcdtest.Listening(t, func(c net.Conn) { _, _ = io.Copy(io.Discard, c) }), StageTLS, "no answer in time", false},
		"garbage":           {etcdtest.Listening(t, answering("\x00\x01\x02 garbage \x1b[2J")), StageTLS, "does not speak TLS", false},
		"garbage, plain":    {"http://" + etcdtest.Listening(t, answering("\x00\x01 garbage \x1b[2J")), StageAnswer, "something other than etcd", false},
		"garbage, TLS":      {serve("garbage", nil, time.Time{}, time.Time{}, "\x00\x01\x1b[2J"), StageAnswer, "something other than etcd", false},
		"HTTP without TLS":  {etcdtest.Listening(t, answering("HTTP/1.1 400 Bad Request\r\n\r\n")), StageTLS, "answers without TLS", false},
		"a web server":      {serve("web", nil, time.Time{}, time.Time{}, html), StageAnswer, "an HTTP server answers (200), not etcd", false},
		"a proxy":           {serve("proxy", nil, time.Time{}, time.Time{}, "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"), StageAnswer, "an HTTP proxy answers (407)", false},
		"endless":           {serve("endless", nil, time.Time{}, time.Time{}, "HTTP/1.1 200 OK\r\n\r\n"+strings.Repeat("x", 1<<20)), StageAnswer, "an HTTP server answers (200)", false},
		"another host":      {serve("elsewhere", []string{"e1.example.com"}, time.Time{}, time.Time{}, html), StageTLS, "for another host (e1.example.com)", false},
		"expired":           {serve("expired", nil, now.Add(-time.Hour), now.Add(-2*time.Hour), html), StageTLS, "the engine's certificate expired on", false},
		"not yet":           {serve("early", nil, now.Add(9*time.Hour), now.Add(8*time.Hour), html), StageTLS, "is valid only from", false},
		"unknown authority": {serve("unknown", nil, time.Time{}, time.Time{}, html), StageTLS, "does not trust the authority", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx := t.Context()
			if name == "says nothing" {
				var cancel context.CancelFunc
				ctx, cancel = context.WithTimeout(ctx, 200*time.Millisecond)
				defer cancel()
			}
			e := Engine{Addresses: []string{test.address}, Vault: "acme", CAFile: a.Path("ca.crt")}
			if test.other {
				e.CAFile = other.Path("ca.crt")
			}
			r := Probe(ctx, e, time.Now)
			f := r.Findings[0]
			if r.OK() || f.Stage != test.stage || !strings.Contains(f.Text, test.want) || f.Fix == "" {
				t.Errorf("found %+v", r.Findings)
			}
			if err := r.Err(); err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "\x1b") {
				t.Errorf("the error is %v", err)
			}
		})
	}
}

// A wrong clock is found by the node's own, and changes nothing else.
func TestProbeComparesClocks(t *testing.T) {
	for ahead, want := range map[time.Duration]string{
		time.Hour: "clock is 60 minutes ahead of", -time.Hour: "clock is 60 minutes behind", 0: "agrees",
	} {
		at := time.Date(2026, 5, 4, 3, 2, 1, 0, time.UTC)
		v := visit{answered: true, date: at, asked: at.Add(ahead)}
		var r Report
		r.clock(v)
		if len(r.Findings) != 1 || !strings.Contains(r.Findings[0].Text, want) {
			t.Errorf("%v: %+v", ahead, r.Findings)
		}
	}
	_, date, err := func() (response, time.Time, error) {
		conn, err := net.Dial("tcp", etcdtest.Listening(t, answering("HTTP/1.1 200 OK\r\nDate: "+time.Date(2026, 5, 4, 3, 2, 1, 0, time.UTC).Format(http.TimeFormat)+"\r\nContent-Length: 0\r\n\r\n")))
		if err != nil {
			return response{}, time.Time{}, err
		}
		defer conn.Close()
		return whoIsThere(conn, "e1")
	}()
	if err != nil || date.Unix() != time.Date(2026, 5, 4, 3, 2, 1, 0, time.UTC).Unix() {
		t.Errorf("the node's clock is %v, %v", date, err)
	}
}
