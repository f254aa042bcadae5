package netsuite

import (
	"sync"
	"time"
)

// heard is what a client knows about NetSuite's clock. All copies of the client share
// it.
type heard struct {
	mu   sync.Mutex
	date time.Time // of NetSuite's last answer
	at   time.Time // when that came; with a monotonic reading, which no change of the clock moves
}

func (h *heard) note(e Exchange) {
	if e.Date.IsZero() {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.date, h.at = e.Date, time.Now()
}

// Drift returns by how much now is ahead of NetSuite's clock, as far as the last answer and
// the time since then tell: zero before the first answer. While a computer sleeps, the time
// since then stands still: ask NetSuite again before you blame the clock.
func (c *Client) Drift(now time.Time) time.Duration {
	c.heard.mu.Lock()
	defer c.heard.mu.Unlock()
	if c.heard.date.IsZero() {
		return 0
	}
	return now.Sub(c.heard.date.Add(time.Since(c.heard.at)))
}
