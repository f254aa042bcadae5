package plain

import (
	"context"
	"errors"

	"suitekey/core/diagnose"
	"suitekey/steps"
	"suitekey/steps/setup"
	"suitekey/ui/app"
)

// alone asks a flow of one step. It returns false if the person went back.
func (j *journey) alone(ctx context.Context) (done bool, err error) {
	j.say("Type < to go back to the list.")
	from := ""
	for err == nil && !j.walk.Ended() {
		from, err = j.step(ctx, from)
	}
	if errors.Is(err, errBack) {
		return false, nil
	}
	return err == nil, err
}

// test tests a saved connection until it works or the person stops.
func (h *house) test(ctx context.Context) error {
	e, err := h.pick(ctx)
	if err != nil {
		return err
	}
	flow, known := app.Testing(h.app, e.Profile)
	if last, ok, err := h.app.Access().LastFailure(e.Name); err == nil && ok { // told first: another test costs a sign-in
		known.Report = last
	}
	j := &journey{Console: h.Console, app: h.app, walk: steps.NewWalk(h.app.Env(), flow, known), saved: e.Name, agreed: true}
	done, err := j.alone(ctx)
	if done {
		h.verdict(j.walk.State().Report)
	}
	return err
}

// importFile reads a connection from the file of another program, and continues as a
// set-up with its values.
func (h *house) importFile(ctx context.Context) error {
	var given steps.Given
	walk := steps.NewWalk(h.app.Env(), app.Importing(h.app, &given), steps.NewState(steps.Facts{Now: h.app.Now()}))
	j := &journey{Console: h.Console, app: h.app, walk: walk}
	if done, err := j.alone(ctx); !done {
		return err
	}
	return begin(ctx, h.app, h.Console, setup.Setup().Name, given)
}

// cures returns the journeys that fix the causes of a failed test of a saved connection,
// the likeliest first.
func (j *journey) cures(ctx context.Context, causes []diagnose.Cause) []choice {
	if j.saved == "" {
		return nil
	}
	var choices []choice
	known := map[string]bool{}
	for _, cause := range causes {
		way, ok := app.FixFor(j.saved, cause)
		if command := way.Command(j.saved); ok && !known[command] {
			known[command] = true
			choices = append(choices, choice{way.Text + ": " + cause.Title, func() error {
				if err := begin(ctx, j.app, j.Console, way.Verb, way.Given); err != nil {
					return err
				}
				return errBack
			}})
		}
	}
	return choices
}
