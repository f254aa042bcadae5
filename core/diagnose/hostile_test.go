package diagnose

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"suitekey/core/netsuite"
	"suitekey/core/profile"
	"suitekey/core/simulator/faults"
)

// TestHostileAnswers sends what no API should from every place that is called.
// Whatever comes, the run ends in a sentence, soon, and in little memory;
// nothing follows a redirect, since the bench connects to NetSuite alone.
func TestHostileAnswers(t *testing.T) {
	places := map[string]struct {
		method profile.Method
		failed string
	}{
		"datacenterurls":   {profile.TBA, Account},
		"/wsdl/":           {profile.TBA, WSDL},
		"/serverTime":      {profile.TBA, SignIn},
		"metadata-catalog": {profile.TBA, REST},
		"/tokeninfo":       {profile.TBA, RESTlet},
		"NetSuitePort":     {profile.TBA, SOAP},
		"/oauth2/v1/token": {profile.M2M, SignIn},
	}
	for place, at := range places {
		for _, kind := range faults.GarbageKinds() {
			t.Run(place+" "+string(kind), func(t *testing.T) {
				b := newBench(t)
				p := b.tbaProfile(t, production)
				if at.method == profile.M2M {
					p = b.m2mProfile(t, production)
				}
				b.OnlyFor(place)
				b.Garbage(kind)
				var before, after runtime.MemStats
				runtime.ReadMemStats(&before)
				r := b.run(t, p)
				runtime.ReadMemStats(&after)
				if r.OK || firstFailed(r) != at.failed || len(r.Causes) == 0 || r.Err == nil {
					t.Fatalf("failed at %q: %v, %s", firstFailed(r), r.Err, codes(r))
				}
				right := []string{"NotNetSuite", "WSDLUnusable", "WrongDomain"}
				if kind != faults.GarbageEscapes && !slices.Contains(right, r.Causes[0].Code) {
					t.Errorf("causes %s", codes(r))
				}
				if used := after.TotalAlloc - before.TotalAlloc; used > 64<<20 { // an answer without end is not read to its end
					t.Errorf("%d MB", used>>20)
				}
				if text := everything(t, r); strings.ContainsAny(text, "\x1b\x07\u202e") || strings.Contains(text, `\u001b`) {
					t.Error("control characters came through")
				}
			})
		}
	}
}

// TestPatience: what goes away by itself is waited for as long as the client
// may, and is named where it does not.
func TestPatience(t *testing.T) {
	for _, test := range []struct {
		name    string
		retries int
		spoil   func(bench)
		cause   string
	}{
		{"503 three times", 3, func(b bench) { b.Outage(3) }, ""},
		{"503 three times, and no patience", 0, func(b bench) { b.Outage(3) }, "ServiceUnavailable"},
		{"429 twice", 2, func(b bench) { b.Busy(2) }, ""},
		{"429, come back in a second", 2, func(b bench) {
			b.RetryAfter(time.Second)
			b.Busy(2)
		}, ""},
		{"429 for ever, come back in an hour", 2, func(b bench) {
			b.RetryAfter(time.Hour)
			b.Busy(1000)
		}, "ConcurrencyLimit"},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := newBench(t)
			test.spoil(b)
			r := Run(t.Context(), b.client.With(0, test.retries, 0), b.tbaProfile(t, production), Options{Now: b.now})
			if r.OK != (test.cause == "") || !r.OK && r.Causes[0].Code != test.cause || r.Refusals != 0 {
				t.Errorf("%v, %s", r.Err, codes(r))
			}
		})
	}
}

// TestHanging: a server that never answers costs one time-out, wherever it
// hangs, since nothing is asked after it.
func TestHanging(t *testing.T) {
	for place, failed := range map[string]string{"datacenterurls": Account, "/serverTime": SignIn} {
		synctest.Test(t, func(t *testing.T) {
			b := newBench(t)
			b.OnlyFor(place)
			b.Hang(true)
			r := b.run(t, b.tbaProfile(t, production), b.client.With(10*time.Second, 0, 0))
			if firstFailed(r) != failed || r.Causes[0].Code != "TimedOut" {
				t.Errorf("%s: %s", firstFailed(r), codes(r))
			}
			if !isClass(r.Err, netsuite.TimedOut) {
				t.Errorf("error %v", r.Err)
			}
			// Nothing that a person can set makes a test wait longer.
			if cause := r.Causes[0]; cause.Step == "timeout" || cause.Field == "timeout" || !strings.Contains(cause.Fix, fmt.Sprintf("fixed at %.0f seconds", netsuite.DefaultTimeout.Seconds())) {
				t.Errorf("%s: %+v", place, cause)
			}
		})
	}
}
