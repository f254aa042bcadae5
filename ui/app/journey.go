package app

import (
	"errors"

	"suitekey/core/profile"
	"suitekey/steps"
	"suitekey/storage"
	"suitekey/ui/app/drafts"
)

// Journey begins the journey called name, or resumes its draft and returns the draft's
// name. It checks first that the vault can be written, before anybody types a secret. For
// a journey about a saved connection, given names the connection; without a name the
// journey starts with the list of saved connections.
func (a *App) Journey(name string, given steps.Given) (walk *steps.Walk, draft string, err error) {
	if err := a.Team.MayChange(); err != nil {
		return nil, "", err
	}
	flow, err := drafts.Flow(name)
	if err == nil && !(flow.AboutSaved && given.Unattended) { // such a journey stores its draft before all work
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
	switch {
	case flow.AboutSaved:
		wanted = walk.DraftName()
	case wanted == "" && given.Unattended: // an earlier run of the same command made the name up
		facts.Drafts = nil
		wanted = drafts.Name(steps.NewWalk(a.Env(), flow, given.Apply(steps.NewState(facts))))
	}
	if !a.Unlocked() || profile.CheckName(wanted) != nil {
		return walk, "", nil
	}
	kept, err := a.drafts.Load(wanted)
	switch {
	case errors.Is(err, storage.ErrNotFound):
		return walk, "", nil
	case err != nil:
		return nil, "", err
	}
	walk, err = a.drafts.TakeUp(kept, given)
	return walk, kept.Name, err
}
