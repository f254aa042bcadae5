package simulator

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Garbage is a kind of answer that no API should give.
type Garbage string

// The kinds of garbage.
const (
	NoGarbage        Garbage = ""
	GarbageHTML      Garbage = "html"      // a log-in page with status 200
	GarbageTruncated Garbage = "truncated" // JSON that stops in the middle
	GarbageBinary    Garbage = "binary"    // bytes that are no text
	GarbageEscapes   Garbage = "escapes"   // terminal escape sequences in every field
	GarbageEmpty     Garbage = "empty"     // status 200 and nothing
	GarbageEndless   Garbage = "endless"   // a body of 2 GB
	GarbageRedirect  Garbage = "redirect"  // to another host
)

// GarbageKinds lists the kinds of garbage.
func GarbageKinds() []Garbage {
	return []Garbage{GarbageHTML, GarbageTruncated, GarbageBinary, GarbageEscapes, GarbageEmpty, GarbageEndless, GarbageRedirect}
}

// responseFaults are the faults of the responses to come. The counters say how
// many responses are still concerned.
type responseFaults struct {
	only       string // part of method, host and path that is concerned; "" for all
	slow       time.Duration
	hang       bool
	outage     int
	lose       int
	cut        bool
	busy       int
	posing     int
	retryAfter time.Duration
	garbage    Garbage
}

// concerns tells whether a request, as "POST 9999901.app.netsuite.com/", is
// among those that the faults are limited to.
func (f *responseFaults) concerns(request string) bool { return strings.Contains(request, f.only) }

// next takes the faults of one response: outage and lose count down, and are 1
// or 0 in the result.
func (f *responseFaults) next() responseFaults {
	one := *f
	one.outage, one.lose = 0, 0
	if due(&f.outage) {
		one.outage = 1
	} else if due(&f.lose) {
		one.lose = 1
	}
	return one
}

func due(left *int) bool {
	if *left <= 0 {
		return false
	}
	*left--
	return true
}

// pause waits as slow and hang want; false means that there is nobody to answer.
func (f responseFaults) pause(r *http.Request, closed <-chan struct{}) bool {
	if !f.hang && f.slow <= 0 {
		return true
	}
	var over <-chan time.Time
	if !f.hang {
		timer := time.NewTimer(f.slow)
		defer timer.Stop()
		over = timer.C
	}
	select {
	case <-over:
		return true
	case <-r.Context().Done():
	case <-closed:
	}
	return false
}

const escapes = "\x1b]0;owned\x07\x1b[2J\x1b[31mHello\x1b[0m\u202e\u0007\r\n"

// answer is the one that takes the place of the right one, if any.
func (f responseFaults) answer() (answer, bool) {
	const jsonType = "application/json"
	switch {
	case f.outage > 0:
		a := reply(http.StatusServiceUnavailable, "text/html; charset=utf-8", "<html><body><h1>Service Unavailable</h1></body></html>")
		return a.retry(f.retryAfter), true
	case f.garbage == NoGarbage:
		return answer{}, false
	case f.garbage == GarbageHTML:
		return page(http.StatusOK, "NetSuite - Customer Login", `<form method="post" action="/app/login/secure/enterpriselogin.nl"><p><input type="password" name="password"></p></form>`), true
	case f.garbage == GarbageTruncated:
		return reply(http.StatusOK, jsonType, `{"serverTime":"20`), true
	case f.garbage == GarbageBinary:
		return reply(http.StatusOK, jsonType, string(bytes.Repeat([]byte{0x00, 0xff, 0x1b, 0x90, 0xc3}, 200))), true
	case f.garbage == GarbageEscapes:
		detail := map[string]any{"detail": escapes, "o:errorCode": escapes}
		a := replyJSON(http.StatusUnauthorized, jsonType, map[string]any{
			"type": escapes, "title": escapes, "status": http.StatusUnauthorized, "error": escapes, "error_description": escapes,
			"o:errorDetails": []any{detail},
		})
		return a, true
	case f.garbage == GarbageRedirect:
		return reply(http.StatusFound, "text/plain", "").with("Location", "https://credentials.example.com/collect"), true
	default: // empty, and endless, whose body is written as it goes
		return reply(http.StatusOK, jsonType, ""), true
	}
}

func (a answer) retry(after time.Duration) answer {
	if after > 0 {
		a.header.Set("Retry-After", strconv.Itoa(int((after+time.Second-1)/time.Second)))
	}
	return a
}

// flood writes 2 GB of a JSON string, or until the client has had enough.
func (a answer) flood(rw http.ResponseWriter, r *http.Request, closed <-chan struct{}) {
	rw.WriteHeader(a.status)
	if _, err := rw.Write([]byte(`{"serverTime":"`)); err != nil {
		return
	}
	chunk := bytes.Repeat([]byte("A"), 64<<10)
	for range 2 << 30 / len(chunk) {
		select {
		case <-closed:
			return
		case <-r.Context().Done():
			return
		default:
		}
		if _, err := rw.Write(chunk); err != nil {
			return
		}
	}
}
