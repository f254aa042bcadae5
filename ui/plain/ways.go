package plain

import (
	"context"
	"fmt"

	"suitekey/steps"
	"suitekey/ui/app"
	"suitekey/ui/app/connections"
)

// journey returns the line of the menu that begins a journey. The journey asks for its
// connection.
func (h *house) journey(flow, text string) action {
	return action{text, true, func(ctx context.Context) error { return begin(ctx, h.app, h.Console, flow, steps.Given{}) }}
}

// calledFor returns the journeys that the health of a connection requires.
func (h *house) calledFor() []action {
	var actions []action
	rules := h.app.HealthRules()
	for _, e := range h.entries {
		if _, older := connections.IsOlder(e.Err); older {
			actions = append(actions, action{
				fmt.Sprintf("%s: decide about its state, which is older than before", e.Name), false,
				func(ctx context.Context) error { return h.task(ctx, app.TakingOlder(h.app, e)) },
			})
		}
		state := app.Health(e, h.app.Now(), rules)
		ways, called := app.SuggestedJourneys(e, state, h.app.Now())
		if !called {
			continue
		}
		way := ways[0]
		actions = append(actions, action{
			fmt.Sprintf("%s: %s (%s)", e.Name, way.Text, state.Brief()), true,
			func(ctx context.Context) error { return begin(ctx, h.app, h.Console, way.Verb, way.Given) },
		})
	}
	return actions
}

// journeys returns the journeys that can begin about any connection.
func (h *house) journeys() []action {
	var actions []action
	for _, j := range []struct{ flow, text string }{
		{"renew", "Renew a certificate"},
		{"retoken", "Replace tokens after a sandbox refresh or a loss"},
		{"migrate", "Migrate a connection from TBA to M2M"},
		{"change", "Change a saved answer of a connection"},
	} {
		if app.AnyFor(j.flow, h.entries, h.app.Now()) {
			actions = append(actions, h.journey(j.flow, j.text))
		}
	}
	return actions
}
