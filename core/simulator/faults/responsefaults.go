package faults

import (
	"bytes"
	"net/http"
	"strings"
	"time"

	"suitekey/core/simulator/wire"
)

// Garbage is a kind of content that no API should send.
type Garbage string

// The kinds of garbage.
const (
	NoGarbage        Garbage = ""
	GarbageHTML      Garbage = "html"      // a log-in page with status 200
	GarbageTruncated Garbage = "truncated" // JSON that stops in the middle
	GarbageBinary    Garbage = "binary"    // bytes that are not text
	GarbageEscapes   Garbage = "escapes"   // terminal escape sequences in every field
	GarbageEmpty     Garbage = "empty"     // status 200 and an empty body
	GarbageEndless   Garbage = "endless"   // a body of 2 GB
	GarbageRedirect  Garbage = "redirect"  // to another host
)

// GarbageKinds lists the kinds of garbage.
func GarbageKinds() []Garbage {
	return []Garbage{GarbageHTML, GarbageTruncated, GarbageBinary, GarbageEscapes, GarbageEmpty, GarbageEndless, GarbageRedirect}
}

// ResponseFaults are the faults of coming responses. A counter is the number of responses
// that it still affects.
type ResponseFaults struct {
	only       string // part of the method, host and path of affected requests; "" for all
	slow       time.Duration
	hang       bool
	outage     int
	Lose       int
	Cut        bool
	busy       int
	posing     int
	retryAfter time.Duration
	Garbage    Garbage
}

// concerns reports whether the faults apply to a request, given as "POST
// 9999901.app.netsuite.com/".
func (f *ResponseFaults) concerns(request string) bool { return strings.Contains(request, f.only) }

// next takes the faults of one response and counts outage and lose down. In the result both
// are 1 or 0.
func (f *ResponseFaults) next() ResponseFaults {
	one := *f
	one.outage, one.Lose = 0, 0
	if due(&f.outage) {
		one.outage = 1
	} else if due(&f.Lose) {
		one.Lose = 1
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

// Pause waits as long as slow and hang demand. It returns false if the client or the world
// is gone and no answer is needed.
func (f ResponseFaults) Pause(r *http.Request, closed <-chan struct{}) bool {
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

// Answer returns the answer that replaces the correct one; false if there is none.
func (f ResponseFaults) Answer() (wire.Answer, bool) {
	const jsonType = "application/json"
	switch {
	case f.outage > 0:
		a := wire.Reply(http.StatusServiceUnavailable, "text/html; charset=utf-8", "<html><body><h1>Service Unavailable</h1></body></html>")
		return a.Retry(f.retryAfter), true
	case f.Garbage == NoGarbage:
		return wire.Answer{}, false
	case f.Garbage == GarbageHTML:
		return wire.Page(http.StatusOK, "NetSuite - Customer Login", `<form method="post" action="/app/login/secure/enterpriselogin.nl"><p><input type="password" name="password"></p></form>`), true
	case f.Garbage == GarbageTruncated:
		return wire.Reply(http.StatusOK, jsonType, `{"serverTime":"20`), true
	case f.Garbage == GarbageBinary:
		return wire.Reply(http.StatusOK, jsonType, string(bytes.Repeat([]byte{0x00, 0xff, 0x1b, 0x90, 0xc3}, 200))), true
	case f.Garbage == GarbageEscapes:
		detail := map[string]any{"detail": escapes, "o:errorCode": escapes}
		a := wire.ReplyJSON(http.StatusUnauthorized, jsonType, map[string]any{
			"type": escapes, "title": escapes, "status": http.StatusUnauthorized, "error": escapes, "error_description": escapes,
			"o:errorDetails": []any{detail},
		})
		return a, true
	case f.Garbage == GarbageRedirect:
		return wire.Reply(http.StatusFound, "text/plain", "").With("Location", "https://credentials.example.com/collect"), true
	default: // empty, and endless: its body is generated while it is written
		return wire.Reply(http.StatusOK, jsonType, ""), true
	}
}
