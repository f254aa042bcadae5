package app

import (
	"slices"
	"time"

	"suitekey/core/diagnose"
	"suitekey/core/health"
	"suitekey/core/profile"
	"suitekey/core/tbaexit"
	"suitekey/steps"
	"suitekey/steps/journeys"
	"suitekey/steps/setup"
	"suitekey/storage"
)

// Suggestion is a journey that a person can begin about a saved connection.
type Suggestion struct {
	Verb  string // of the journey: "renew"
	Does  string // a word or two, for a key
	Text  string // for a menu, without the connection's name
	Given steps.Given
}

// SuggestedJourneys returns the journeys that apply to a connection. If its health requires
// one, that journey comes first and called is true.
func SuggestedJourneys(e storage.Entry, state health.State, now time.Time) (ways []Suggestion, called bool) {
	if e.Err != nil {
		return nil, false
	}
	p := e.Profile
	add := func(verb, does, text string) {
		given := steps.Given{Answers: map[string]string{steps.KeyName: p.Name}}
		ways = append(ways, Suggestion{Verb: verb, Does: does, Text: text, Given: given})
	}
	switch old := p.Old; {
	case old != nil && old.Method == profile.TBA && p.Method != profile.TBA:
		add("migrate", "retire old token", "Retire its former TBA token")
	case old != nil:
		add("renew", "retire old key", "Retire its former certificate")
	case p.Method == profile.M2M:
		add("renew", "renew", "Renew its certificate")
	}
	lost := "after a refresh or a loss"
	if p.Account.Guarded() {
		lost = "if it was lost or revoked" // production is never refreshed
	}
	switch p.Method {
	case profile.M2M:
		add("retoken", "map again", "Map its certificate again, "+lost)
	case profile.TBA:
		add("retoken", "new token", "Give it a new token, "+lost)
	case profile.Code:
		add("retoken", "sign in again", "Sign in again with the browser")
	}
	if p.Method == profile.TBA && p.Old == nil && tbaexit.Examine(p, nil, now).Verdict != tbaexit.Stays {
		add("migrate", "leave TBA", "Move it from TBA to M2M")
	}
	add("change", "change", "Change a saved answer, such as time-out or scopes")
	for _, item := range state.Items { // the worst first
		at := slices.IndexFunc(ways, func(w Suggestion) bool { return w.Verb == item.Next })
		if item.Level >= health.Due && at >= 0 {
			first := ways[at]
			return slices.Insert(slices.Delete(ways, at, at+1), 0, first), true
		}
	}
	return ways, false
}

// AnyFor reports whether a journey can be begun about any of the connections.
func AnyFor(verb string, entries []storage.Entry, now time.Time) bool {
	return slices.ContainsFunc(entries, func(e storage.Entry) bool {
		ways, _ := SuggestedJourneys(e, Health(e, now, health.Rules{}), now)
		return slices.ContainsFunc(ways, func(w Suggestion) bool { return w.Verb == verb })
	})
}

// Command returns the command that begins the journey about the connection called name.
func (w Suggestion) Command(name string) string {
	text := "suitekey " + w.Verb + " " + name
	if part := w.Given.Answers[steps.KeyChange]; part != "" {
		text += " --change " + part
	}
	return text
}

// FixFor returns the journey that fixes the cause of a saved connection's failure; false if
// the fix is in NetSuite or on this computer.
func FixFor(name string, c diagnose.Cause) (Suggestion, bool) {
	way := Suggestion{Given: steps.Given{Answers: map[string]string{steps.KeyName: name}}}
	part := journeys.PartOf(c.Field)
	switch {
	case c.Code == "SOAPNeedsTBA":
		part = journeys.PartOf(steps.KeySurfaces)
	case c.Field == steps.KeyRole, c.Field == steps.KeyAccount:
		return way, false // the notes on a role change nothing in NetSuite
	case setup.FixedBy(c.Step) == "retoken", c.RecordGone():
		way.Verb, way.Does, way.Text = "retoken", "get new ones", "Replace what NetSuite no longer accepts"
		if c.Code == "SandboxRefreshed" {
			way.Given.Answers[steps.KeyHappened] = journeys.Refreshed
		}
		return way, true
	case setup.FixedBy(c.Step) == "renew" && part == "":
		way.Verb, way.Does, way.Text = "renew", "renew", "Renew its certificate"
		return way, true
	}
	if part == "" {
		return way, false
	}
	way.Verb, way.Does, way.Text = "change", "change it", "Change the saved answer"
	way.Given.Answers[steps.KeyChange] = part
	return way, true
}
