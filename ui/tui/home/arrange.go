package home

import (
	"slices"

	"suitekey/core/health"
	"suitekey/storage"
	"suitekey/ui/app"
	"suitekey/ui/app/connections"
)

// catalogue is what is known of all connections.
type catalogue struct {
	entries []storage.Entry
	states  []health.State // of each entry
	ends    []ending       // of each entry
	calls   string         // what needs attention among all of them: "1 expired, 2 due"
	worst   health.Level
	rules   health.Rules
}

// examine finds out what needs attention and what ends when among all connections. It is
// done once: there may be thousands of them.
func (c *catalogue) examine(a *app.App) {
	c.rules = a.HealthRules()
	c.states, c.ends = make([]health.State, len(c.entries)), make([]ending, len(c.entries))
	for i := range c.entries {
		c.judge(a, i)
	}
	c.tally()
}

// judge finds out what needs attention of a connection, and what ends when.
func (c *catalogue) judge(a *app.App, i int) {
	now := a.Now()
	c.states[i] = app.Health(c.entries[i], now, c.rules)
	c.ends[i] = endOf(c.states[i], now)
}

func (c *catalogue) tally() {
	c.worst = health.Good
	for _, s := range c.states {
		c.worst = max(c.worst, s.Level)
	}
	c.calls = health.Tally(c.states)
}

// patch replaces or adds connections by their names, and removes others. It keeps what
// is computed for all other connections.
func (c *catalogue) patch(a *app.App, entries []storage.Entry, removed []string) {
	arranged := true
	for _, name := range removed {
		if at := c.number(name); at >= 0 {
			c.entries, c.states, c.ends = slices.Delete(c.entries, at, at+1), slices.Delete(c.states, at, at+1), slices.Delete(c.ends, at, at+1)
			arranged = false // a company may have lost its first one
		}
	}
	for _, e := range entries {
		at := c.number(e.Name)
		switch {
		case at < 0:
			at = len(c.entries)
			c.entries, c.states, c.ends = append(c.entries, e), append(c.states, health.State{}), append(c.ends, ending{})
			arranged = false
		default:
			before := c.entries[at]
			arranged = arranged && before.Account == e.Account && (before.Err == nil) == (e.Err == nil)
			c.entries[at] = e
		}
		c.judge(a, at)
	}
	if !arranged {
		order := connections.Order(c.entries)
		c.entries, c.states, c.ends = inOrder(c.entries, order), inOrder(c.states, order), inOrder(c.ends, order)
	}
	c.tally()
}

// number returns the number of the connection with this name, or -1.
func (c *catalogue) number(name string) int {
	for i := range c.entries {
		if c.entries[i].Name == name {
			return i
		}
	}
	return -1
}

func inOrder[T any](list []T, order []int32) []T {
	ordered := make([]T, len(list))
	for i, from := range order {
		ordered[i] = list[from]
	}
	return ordered
}
