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

// Unnamed is a draft's name as long as the journey has no name that can be a file name.
const Unnamed = "unfinished"

// Name returns the name under which Keep stores w: the given name, or a generated one.
// No other draft has it.
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

// Flow returns the journey of a verb.
func Flow(name string) (steps.Flow, error) {
	for _, flow := range steps.Flows() {
		if flow.Name == name {
			return flow, nil
		}
	}
	return steps.Flow{}, fmt.Errorf("this version has no journey named %s: update suitekey", secret.Quote(name))
}

// TakeUp resumes a draft of any journey.
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

// Title describes a draft: "unfinished renewal of acme".
func (d Draft) Title() string {
	if d.What == "" { // it cannot be read
		return "unfinished journey"
	}
	return "unfinished " + d.What
}

// ResumeCommand returns the command that resumes a draft. A draft about a saved
// connection has the names of the connection and the journey.
func ResumeCommand(draft, flow string) string {
	if f, err := Flow(flow); err == nil && f.AboutSaved {
		return "suitekey " + flow + " " + strings.TrimSuffix(draft, "."+flow)
	}
	return "suitekey " + setup.Setup().Name + " " + draft
}

// Names returns the names of the unfinished journeys from the file names in the vault's
// folder on this computer. It opens nothing.
func (s *Store) Names() ([]string, error) {
	_, names, err := s.connections.Names()
	return append(names, s.here(nil).Names()...), err
}
