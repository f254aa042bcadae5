package netsuite

import (
	"net/http"
	"testing"
	"time"
)

// A client and its copies know by how much a clock differs from NetSuite's, from the first
// answer on, whatever that is. An answer without a date changes nothing.
func TestDrift(t *testing.T) {
	dated := true
	c := newTestClient(t, func(int, *http.Request) (*http.Response, error) {
		answer := reply(http.StatusServiceUnavailable, "")
		if !dated {
			answer.Header.Del("Date")
		}
		return answer, nil
	})
	if d := c.Drift(testNow.Add(time.Hour)); d != 0 {
		t.Errorf("before the first answer: %s", d)
	}
	for range 2 {
		_, _ = c.With(time.Second, 0, 0).Watch(func(Exchange) {}).Discover(t.Context(), sandbox(t))
		for _, off := range []time.Duration{time.Hour, 0, -time.Hour} {
			if d := c.Drift(testNow.Add(off)); (d - off).Abs() > time.Minute {
				t.Errorf("a clock that is off by %s: %s", off, d)
			}
		}
		dated = false
	}
}
