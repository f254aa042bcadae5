package wizard

import (
	"suitekey/core/profile"
	"suitekey/steps"
)

// subject is what a connection test needs to know about its journey.
type subject struct {
	walk  *steps.Walk
	saved *profile.Profile // the saved connection under test, or nil
}

func subjectOf(w *Wizard) subject { return subject{w.walk, w.Tested} }

// Subject returns the connection under test, with its refused sign-ins.
func (s subject) Subject() profile.Profile {
	if s.saved != nil {
		p := *s.saved
		p.Refusals = s.walk.State().Refusals
		return p
	}
	return s.walk.State().Profile()
}

// Saved reports whether the connection under test is in the vault.
func (s subject) Saved() bool { return s.saved != nil }

// CanSkip reports whether the connection can be skipped for now.
func (s subject) CanSkip() bool { return s.walk.CanSkip() }

// FixedAt returns the title of a step to which the person can go back.
func (s subject) FixedAt(step string) (title string, ok bool) {
	ahead := *s.walk
	if step == "" || !ahead.GoTo(step) {
		return "", false
	}
	return ahead.Step().Title, true
}
