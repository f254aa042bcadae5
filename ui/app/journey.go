package app

import (
	"errors"
	"fmt"
	"strings"

	"suitekey/core/profile"
	"suitekey/steps"
	"suitekey/storage"
)

// Flow finds a journey by its verb.
func Flow(name string) (steps.Flow, error) {
	for _, flow := range steps.Flows() {
		if flow.Name == name {
			return flow, nil
		}
	}
	return steps.Flow{}, fmt.Errorf("there is no journey called %s here: update suitekey", steps.Shorten(name, 40))
}

// Journey begins the journey called name, or takes up its draft, which is then
// named. Whether the vault can be written is found out before anybody types a
// secret. What a Saved journey is about is named in given; without that it starts
// with nothing but the list of what is saved.
func (a *App) Journey(name string, given steps.Given) (walk *steps.Walk, draft string, err error) {
	flow, err := Flow(name)
	if err == nil {
		err = a.Probe()
	}
	if err != nil {
		return nil, "", err
	}
	facts, err := a.Facts()
	if err != nil {
		return nil, "", err
	}
	state := steps.NewState(facts)
	named := given.Answers[steps.KeyName]
	if flow.AboutSaved && named != "" {
		p, err := a.Load(named)
		if err != nil {
			return nil, "", err
		}
		if state, err = steps.StateFromProfile(facts, p); err != nil {
			return nil, "", err
		}
	}
	walk = steps.NewWalk(a.Env(), flow, given.Apply(state))
	wanted := named
	if flow.AboutSaved {
		wanted = walk.DraftName()
	}
	if !a.Unlocked() || profile.CheckName(wanted) != nil {
		return walk, "", nil
	}
	kept, err := a.Draft(wanted)
	switch {
	case errors.Is(err, storage.ErrNotFound):
		return walk, "", nil
	case err != nil:
		return nil, "", err
	}
	walk, err = a.TakeUp(kept, given)
	return walk, kept.Name, err
}

// TakeUp takes up a draft of whichever journey.
func (a *App) TakeUp(d Draft, given steps.Given) (*steps.Walk, error) {
	if d.Err != nil {
		return nil, d.Err
	}
	flow, err := Flow(d.Flow)
	if err != nil {
		return nil, err
	}
	return a.Resume(flow, d, given)
}

// Title is what a draft is: "unfinished renewal of acme".
func (d Draft) Title() string {
	if d.What == "" { // it cannot be read
		return "unfinished journey"
	}
	return "unfinished " + d.What
}

// GoOn is the command that takes up a draft: those of journeys about a saved
// connection are named after it and the journey.
func GoOn(draft, flow string) string {
	if f, err := Flow(flow); err == nil && f.AboutSaved {
		return "suitekey " + flow + " " + strings.TrimSuffix(draft, "."+flow)
	}
	return "suitekey " + steps.Setup().Name + " " + draft
}
