package drafts

import (
	"fmt"
	"slices"

	"strings"
	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/steps"
	"suitekey/steps/setup"
)

// Unnamed is a draft's name while the journey has none that can be a file.
const Unnamed = "unfinished"

// Name is the name under which Keep would keep w: the one that was
// given, or one that is made up. It is never that of another draft.
func Name(w *steps.Walk) string {
	if name := w.DraftName(); name != "" {
		return name
	}
	state := w.State()
	free := func(name string) bool {
		return profile.CheckName(name) == nil && !slices.Contains(state.Facts.Drafts, name)
	}
	if name := state.Value(steps.KeyName); free(name) {
		return name
	}
	base := Unnamed
	if id := state.Account(); !id.IsZero() {
		base = id.HostLabel()
	}
	name := base
	for n := 2; !free(name); n++ {
		name = fmt.Sprintf("%s-%d", base, n)
	}
	return name
}

// Flow finds a journey by its verb.
func Flow(name string) (steps.Flow, error) {
	for _, flow := range steps.Flows() {
		if flow.Name == name {
			return flow, nil
		}
	}
	return steps.Flow{}, fmt.Errorf("this version has no journey named %s: update suitekey", secret.Quote(name))
}

// TakeUp takes up a draft of whichever journey.
func (s *Store) TakeUp(d Draft, given steps.Given) (*steps.Walk, error) {
	if d.Err != nil {
		return nil, d.Err
	}
	flow, err := Flow(d.Flow)
	if err != nil {
		return nil, err
	}
	return s.Resume(flow, d, given)
}

// Title is what a draft is: "unfinished renewal of acme".
func (d Draft) Title() string {
	if d.What == "" { // it cannot be read
		return "unfinished journey"
	}
	return "unfinished " + d.What
}

// ResumeCommand is the command that takes up a draft: those of journeys about a saved
// connection are named after it and the journey.
func ResumeCommand(draft, flow string) string {
	if f, err := Flow(flow); err == nil && f.AboutSaved {
		return "suitekey " + flow + " " + strings.TrimSuffix(draft, "."+flow)
	}
	return "suitekey " + setup.Setup().Name + " " + draft
}

// Names are the names of the unfinished journeys, as far as the folder of the vault on
// this computer tells them: nothing is opened.
func (s *Store) Names() ([]string, error) {
	_, names, err := s.connections.Names()
	return append(names, s.here(nil).Names()...), err
}
