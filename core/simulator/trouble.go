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

// trouble is what the knobs ordered for answers to come.
type trouble struct {
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

// order is the trouble ordered for one answer.
type order struct {
	slow       time.Duration
	hang       bool
	outage     bool
	lose       bool
	cut        bool
	endless    bool
	retryAfter time.Duration
	garbage    Garbage
}

// enter notes that a call has begun and takes the trouble that is due for it.
func (w *World) enter(c *call) (order, func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	c.account = w.accountOf(c.host)
	var o order
	if t := &w.trouble; !strings.HasPrefix(c.URL.Path, practiceRoot) && strings.Contains(c.Method+" "+c.host+c.URL.Path, t.only) {
		o = order{slow: t.slow, hang: t.hang, cut: t.cut, garbage: t.garbage, endless: t.garbage == GarbageEndless, retryAfter: t.retryAfter}
		o.outage, o.lose = due(&t.outage), !o.outage && due(&t.lose)
	}
	a := c.account
	if a == nil {
		return o, func() {}
	}
	a.inFlight++
	c.busy = a.inFlight > a.limit
	return o, func() {
		w.mu.Lock()
		a.inFlight--
		w.mu.Unlock()
	}
}

func due(left *int) bool {
	if *left <= 0 {
		return false
	}
	*left--
	return true
}

// pause waits as ordered; false means that there is nobody to answer.
func (w *World) pause(r *http.Request, o order) bool {
	if !o.hang && o.slow <= 0 {
		return true
	}
	var over <-chan time.Time
	if !o.hang {
		timer := time.NewTimer(o.slow)
		defer timer.Stop()
		over = timer.C
	}
	select {
	case <-over:
		return true
	case <-r.Context().Done():
	case <-w.done:
	}
	return false
}

const escapes = "\x1b]0;owned\x07\x1b[2J\x1b[31mHello\x1b[0m\u202e\u0007\r\n"

// answer is the one that was ordered instead of the right one, if any.
func (o order) answer() (answer, bool) {
	const jsonType = "application/json"
	switch {
	case o.outage:
		a := reply(http.StatusServiceUnavailable, "text/html; charset=utf-8", "<html><body><h1>Service Unavailable</h1></body></html>")
		return a.retry(o.retryAfter), true
	case o.garbage == NoGarbage:
		return answer{}, false
	case o.garbage == GarbageHTML:
		return page(http.StatusOK, "NetSuite - Customer Login", `<form method="post" action="/app/login/secure/enterpriselogin.nl"><p><input type="password" name="password"></p></form>`), true
	case o.garbage == GarbageTruncated:
		return reply(http.StatusOK, jsonType, `{"serverTime":"20`), true
	case o.garbage == GarbageBinary:
		return reply(http.StatusOK, jsonType, string(bytes.Repeat([]byte{0x00, 0xff, 0x1b, 0x90, 0xc3}, 200))), true
	case o.garbage == GarbageEscapes:
		detail := map[string]any{"detail": escapes, "o:errorCode": escapes}
		a := replyJSON(http.StatusUnauthorized, jsonType, map[string]any{
			"type": escapes, "title": escapes, "status": http.StatusUnauthorized, "error": escapes, "error_description": escapes,
			"o:errorDetails": []any{detail},
		})
		return a, true
	case o.garbage == GarbageRedirect:
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
func (w *World) flood(rw http.ResponseWriter, r *http.Request, a answer) {
	rw.WriteHeader(a.status)
	if _, err := rw.Write([]byte(`{"serverTime":"`)); err != nil {
		return
	}
	chunk := bytes.Repeat([]byte("A"), 64<<10)
	for range 2 << 30 / len(chunk) {
		select {
		case <-w.done:
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
