package wizard

import (
	"suitekey/core/profile"
	"suitekey/steps"
)

// subject is what a connection test has to know of the journey around it.
type subject struct {
	walk  *steps.Walk
	saved *profile.Profile // the connection, where a saved one is tested
}

func subjectOf(w *Wizard) subject { return subject{w.walk, w.Tested} }

// Subject is the connection that is tested, with its refused sign-ins.
func (s subject) Subject() profile.Profile {
	if s.saved != nil {
		p := *s.saved
		p.Refusals = s.walk.State().Refusals
		return p
	}
	return s.walk.State().Profile()
}

// Saved reports whether the connection that is tested is in the vault.
func (s subject) Saved() bool { return s.saved != nil }

// CanSkip reports whether the connection can be left for later.
func (s subject) CanSkip() bool { return s.walk.CanSkip() }

// FixedAt is the title of a step that can be gone back to.
func (s subject) FixedAt(step string) (title string, ok bool) {
	ahead := *s.walk
	if step == "" || !ahead.GoTo(step) {
		return "", false
	}
	return ahead.Step().Title, true
}
