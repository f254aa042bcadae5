package tui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"suitekey/steps"
	"suitekey/storage"
	"suitekey/ui/app"
)

// The keys of the journeys, on the list and in the details.
var wayKeys = map[string]string{"renew": "r", "retoken": "s", "migrate": "m", "change": "a"}

// wayHints are the keys of the journeys about a connection; the first one is
// called for if called is true.
func (m *model) wayHints(e storage.Entry) (hints []hint, called bool) {
	ways, called := app.SuggestedJourneys(e, app.HealthNow(e, m.now()), m.now())
	for _, w := range ways {
		hints = append(hints, hint{wayKeys[w.Verb], w.Does})
	}
	return hints, called
}

// wayKey begins the journey of a key. e is the connection under the cursor, nil
// for none.
func (m *model) wayKey(name string, e *storage.Entry) (tea.Cmd, bool) {
	verb := ""
	for v, key := range wayKeys {
		if key == name {
			verb = v
		}
	}
	if verb == "" {
		return nil, false
	}
	if e != nil {
		ways, _ := app.SuggestedJourneys(*e, app.HealthNow(*e, m.now()), m.now())
		if at := slices.IndexFunc(ways, func(w app.Suggestion) bool { return w.Verb == verb }); at >= 0 {
			given := ways[at].Given
			if verb == "retoken" && m.values == nil { // after a refresh all of the account are dead
				given = steps.Given{Answers: map[string]string{steps.KeyAccount: e.Account.Realm()}}
			}
			return m.openJourneyCmd(verb, given), true
		}
	}
	if !app.AnyFor(verb, m.home.entries, m.now()) {
		m.say(nothingFor[verb])
		return nil, true
	}
	return m.openJourneyCmd(verb, steps.Given{}), true // it asks which connection
}

var nothingFor = map[string]string{
	"renew":   "No connection here signs in by certificate: there is nothing to renew.",
	"retoken": "No connection here has anything that could be lost.",
	"migrate": "No connection here can leave TBA: suitekey migrate --inventory says why.",
	"change":  "There is no connection to change.",
}
