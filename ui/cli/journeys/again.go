package journeys

import (
	"context"
	"errors"
	"fmt"

	"suitekey/steps"
	"suitekey/storage"
	"suitekey/ui/app"
	"suitekey/ui/cli/checks"
	"suitekey/ui/cli/verb"
)

// outcome is what a verb about a saved connection prints with --json.
type outcome struct {
	Profile         string       `json:"profile"`
	Account         string       `json:"account"`
	Method          string       `json:"method"`
	State           string       `json:"state"`          // "done" or "waiting"
	Step            string       `json:"step,omitempty"` // at which it waits
	CertificateFile string       `json:"certificate_file,omitempty"`
	PageFile        string       `json:"page_file,omitempty"` // for the administrator
	CertificateID   string       `json:"certificate_id,omitempty"`
	Expires         string       `json:"expires,omitempty"`
	Former          string       `json:"former_credential,omitempty"` // "kept", "kept until 2027-01-31" or "retired"
	RetireOn        string       `json:"retire_on,omitempty"`
	Differences     []difference `json:"differences,omitempty"`
	Next            string       `json:"next,omitempty"`
	Test            any          `json:"test,omitempty"`
}

// difference is one thing that two credentials see differently.
type difference struct {
	What  string `json:"what"`
	Old   string `json:"old"`
	New   string `json:"new"`
	Means string `json:"means"`
}

// walkSaved walks a journey about a saved connection without a person, and keeps
// to the draft that it makes by itself at each step.
func (o *journeyOptions) walkSaved(ctx context.Context, a *app.App, given steps.Given) (*steps.Walk, steps.Outcome, error) {
	if err := o.Unlock(ctx, a); err != nil {
		return nil, steps.Done, err
	}
	walk, draft, err := a.Journey(o.flow.Name, given)
	if errors.Is(err, storage.ErrNotFound) {
		return nil, steps.Done, verb.NotThere(a, o.name, err)
	}
	if err != nil {
		return nil, steps.Done, err
	}
	if draft != "" {
		o.Note("Going on where %s was left.", draft)
	}
	err = steps.Audit(o.flow, walk.State())
	if err == nil {
		err = steps.Unconfirmed(walk.State())
	}
	if err := missing(o.flow, walk.State(), err); err != nil {
		return nil, steps.Done, err
	}
	if o.force {
		walk.ForceSignIn()
	}
	outcome, err := steps.Run(ctx, walk, o.progress)
	handedOver(o.Globals, walk.State(), err)
	return walk, outcome, o.explain(walk, err)
}

// explain adds to the failure of a journey about a saved connection what became
// of it.
func (o *journeyOptions) explain(walk *steps.Walk, err error) error {
	var failed *steps.TestFailed
	var problems *steps.MissingError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &problems):
		return missing(o.flow, walk.State(), err)
	case errors.As(err, &failed):
		checks.Page{Tell: o.Note}.Verdict(failed.Report)
	case errors.Is(err, steps.ErrStays):
		return err
	}
	return app.WithHints(err, fmt.Sprintf("%s is as it was before this step: mend the cause and run the same command again", walk.State().Former.Name))
}

// handedOver passes on what the hand-over command printed in this run.
func handedOver(g *verb.Globals, s steps.State, err error) {
	if s.Printed != "" && err == nil { // an error has it
		g.Note("The command printed: %s", s.Printed)
	}
}

// stepsToDo tells what somebody has to do in NetSuite.
func (o *journeyOptions) stepsToDo(walk *steps.Walk) {
	step, state := walk.Step(), walk.State()
	if step.Do == nil {
		return
	}
	for n, do := range step.Do(state) {
		o.Note("%3d. %s", n+1, do.Text)
		for _, more := range []string{do.Menu, do.URL} {
			if more != "" {
				o.Note("     %s", more)
			}
		}
	}
}
