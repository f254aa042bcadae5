package journeys

import (
	"slices"
	"testing"

	"suitekey/core/profile"
	"suitekey/steps"
)

func TestEveryStepHasAStage(t *testing.T) {
	for _, flow := range steps.Flows() {
		for _, step := range flow.AllSteps() {
			if !steps.HasPlace(step.Name) {
				t.Errorf("%s: the step %s is in no stage", flow.Name, step.Name)
			}
		}
	}
}

// starts are states from which a journey can begin or go on: answers with which other
// steps apply.
func starts(t *testing.T, flow steps.Flow) []steps.State {
	t.Helper()
	var states []steps.State
	if !flow.AboutSaved {
		for _, method := range []string{"tba", "m2m", "code"} {
			for _, surfaces := range []string{"rest", "rest,soap"} {
				states = append(states, steps.NewState(testFacts()).With(steps.KeyAccount, "1234567").With(steps.KeyMethod, method).With(steps.KeySurfaces, surfaces))
			}
		}
		return states
	}
	for _, p := range []profile.Profile{savedTBA(t, func(*profile.Profile) {}), fullProfile(t, profile.M2M)} {
		facts := testFacts()
		facts.Saved = []profile.Profile{p}
		s, err := steps.StateFromProfile(facts, p)
		if err != nil {
			t.Fatal(err)
		}
		states = append(states, s, s.With(steps.KeyChange, "calls,interfaces,product,wsdl"))
		batch := s
		batch.Items = steps.Items{
			{Name: p.Name, Method: p.Method, Verdict: steps.Died, State: steps.Selected}, {Name: "other", Method: p.Method, Verdict: steps.Died, State: steps.Selected},
		}
		batch.Item = batch.Items[0]
		states = append(states, batch.With(steps.KeyHappened, Refreshed).With(steps.KeyConnections, "all"))
	}
	return states
}

// TestStagesDoNotJump answers every choice of every journey in every way: no answer
// changes the number of steps of the stage that asks for it.
func TestStagesDoNotJump(t *testing.T) {
	for _, flow := range steps.Flows() {
		for _, s := range starts(t, flow) {
			for _, step := range flow.AllSteps() {
				for _, f := range steps.AskedFields(step, s) {
					if f.Options == nil || !step.Applies(s) {
						continue
					}
					before := countOf(flow, s, step.Name)
					for _, option := range f.Options(s) {
						after := countOf(flow, s.Set(f, option.Value), step.Name)
						if after != before {
							t.Errorf("%s: %s = %s makes %d steps of %d in the stage of %s", flow.Name, f.Key, option.Value, after, before, step.Name)
						}
					}
				}
			}
		}
	}
}

// countOf is the number of steps of the stage that the step called name is in.
func countOf(flow steps.Flow, s steps.State, name string) int {
	flow.Start, flow.Steps = nil, flow.AllSteps()
	for _, stage := range steps.NewWalk(steps.Env{}, flow, s).Stages() {
		if placed(stage, name) {
			return len(stage.Steps)
		}
	}
	return 1 // it shares the number of another step, whatever that is
}

// TestStagesGoForward walks every journey without its questions: the number in a stage
// only rises, its count stays, and a stage comes once.
func TestStagesGoForward(t *testing.T) {
	for _, flow := range steps.Flows() {
		bare := steps.Flow{Name: flow.Name}
		for _, step := range flow.AllSteps() {
			bare.Steps = append(bare.Steps, steps.Step{Name: step.Name, Title: step.Title, When: step.When})
		}
		for _, s := range starts(t, flow) {
			w := steps.NewWalk(steps.Env{}, bare, s)
			var seen []string
			for last := w.Stage(); !w.Ended(); last = w.Stage() {
				seen = append(seen, w.Step().Name)
				if err := w.Next(); err != nil {
					t.Fatal(err)
				}
				now := w.Stage()
				forward := now.Title != last.Title && !slices.ContainsFunc(seen, func(name string) bool { return placed(now, name) })
				if inside := now.Title == last.Title && now.At() >= last.At() && now.At() <= last.At()+1 && len(now.Steps) == len(last.Steps); !inside && !forward && !w.Ended() {
					t.Errorf("%s: %s follows %s", flow.Name, now.Position(), last.Position())
				}
			}
		}
	}
}

// placed reports whether the stage has a mark for the step called name.
func placed(stage steps.Stage, name string) bool {
	return slices.ContainsFunc(stage.Steps, func(m steps.Mark) bool { return m.Name == name })
}
