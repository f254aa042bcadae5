package wizard

import (
	"suitekey/core/profile"
	"suitekey/steps"
)

// waits tells whether somebody has to act outside of suitekey first.
func (w *Wizard) waits() bool {
	_, waits := w.walk.Waiting()
	return waits
}

// waitsForUpload tells whether somebody has to upload the certificate.
func (w *Wizard) waitsForUpload() bool {
	waiting, _ := w.walk.Waiting()
	return waiting.Kind == steps.WaitUpload
}

// Subject is the connection that is tested, with its refused sign-ins.
func (w *Wizard) Subject() profile.Profile {
	if w.Tested != nil {
		p := *w.Tested
		p.Refusals = w.walk.State().Refusals
		return p
	}
	return w.walk.State().Profile()
}

// Saved tells whether the connection that is tested is in the vault.
func (w *Wizard) Saved() bool { return w.Tested != nil }

// CanSkip tells whether the connection can be left for later.
func (w *Wizard) CanSkip() bool { return w.walk.CanPutAside() }

// FixedAt is the title of a step that can be gone back to.
func (w *Wizard) FixedAt(step string) (title string, ok bool) {
	ahead := *w.walk
	if step == "" || !ahead.GoTo(step) {
		return "", false
	}
	return ahead.Step().Title, true
}
