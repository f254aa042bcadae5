// Package suggest draws what several screens show about a connection: its health, and the
// suggested journeys with their keys.
package suggest

import (
	"slices"
	"time"

	"charm.land/lipgloss/v2"

	"suitekey/core/health"
	"suitekey/storage"
	"suitekey/ui/app"
	"suitekey/ui/tui/parts"
	"suitekey/ui/tui/theme"
	"suitekey/ui/tui/wish"
)

// Keys of the journeys, in the list and in the details.
var Keys = map[string]string{"renew": "r", "retoken": "g", "migrate": "m", "change": "a"}

// Verb returns the journey that a key starts, or "".
func Verb(key string) string {
	for verb, k := range Keys {
		if k == key {
			return verb
		}
	}
	return ""
}

// Ways returns the journeys for a connection. If called is true, the health of the
// connection demands the first one.
func Ways(e storage.Entry, now time.Time, rules health.Rules) (ways []app.Suggestion, called bool) {
	return app.SuggestedJourneys(e, app.Health(e, now, rules), now)
}

// Hints returns the keys of Ways.
func Hints(e storage.Entry, now time.Time, rules health.Rules) (hints []parts.Hint, called bool) {
	ways, called := Ways(e, now, rules)
	for _, w := range ways {
		hints = append(hints, parts.Hint{Key: Keys[w.Verb], Does: w.Does})
	}
	return hints, called
}

// Find returns the journey verb for a connection, or false.
func Find(verb string, e storage.Entry, now time.Time) (app.Suggestion, bool) {
	ways, _ := Ways(e, now, health.Rules{}) // the rules change only the order
	if at := slices.IndexFunc(ways, func(w app.Suggestion) bool { return w.Verb == verb }); at >= 0 {
		return ways[at], true
	}
	return app.Suggestion{}, false
}

// Begin starts the journey verb for this connection. If the journey does not suit this
// connection, it asks for another one.
func Begin(verb string, e storage.Entry, now time.Time) wish.List {
	if way, ok := Find(verb, e, now); ok {
		return wish.List{wish.Journey{Flow: verb, Given: way.Given}}
	}
	return wish.List{wish.AnyJourney{Flow: verb}}
}

// Condition draws the health of a connection.
func Condition(t *theme.Theme, e storage.Entry, now time.Time, rules health.Rules) (sign string, style lipgloss.Style, state health.State) {
	state = app.Health(e, now, rules)
	style = [...]lipgloss.Style{
		health.Good: t.Good, health.Soon: t.Warn, health.Due: t.Warn, health.Failed: t.Bad, health.Expired: t.Bad,
	}[state.Level]
	return app.Sign(state.Level, false), style, state
}
