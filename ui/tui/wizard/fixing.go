package wizard

import (
	"suitekey/core/diagnose"
	"suitekey/ui/app"
	"suitekey/ui/tui/wish"
)

// fixing is on the way from a failed test to an answer and back.
type fixing struct {
	visited     map[string]bool // the steps up to the test
	certificate string          // the ID of the one that NetSuite was given
}

// fix leads to the answer that fixes a cause.
func (w *Wizard) fix(cause diagnose.Cause) wish.List {
	if w.goToFix(cause.Step) {
		wishes := w.open()
		w.form.FocusOn(cause.Field)
		return append(wishes, wish.Say("Change the answer here. enter leads back to the test."))
	}
	way, ok := app.FixFor(w.Subject().Name, cause)
	switch {
	case ok && w.Saved():
		return wish.List{wish.Close{}, wish.Journey{Flow: way.Verb, Given: way.Given}}
	case ok && w.AboutSaved():
		return wish.List{wish.Say("This journey does not ask for this answer. Afterwards, run " + way.Command(w.Subject().Name) + ".")}
	}
	return wish.List{wish.Say("Fix this in NetSuite or on this computer; suitekey cannot. Then run the test again with r.")}
}

// goToFix goes back to the step name, from which enter leads to the test again.
// It tells whether there is such a step.
func (w *Wizard) goToFix(name string) bool {
	visited := map[string]bool{}
	for _, step := range w.walk.Flow().Steps {
		ahead := *w.walk
		visited[step.Name] = ahead.GoTo(step.Name)
	}
	certificate := w.walk.State().Certificate.ID()
	if !w.walk.GoTo(name) {
		return false
	}
	w.fixing = &fixing{visited, certificate}
	return true
}

// skipFixed passes the steps between a fixed one and the test, as long as
// there is nothing to see or to do on them.
func (w *Wizard) skipFixed() {
	for w.fixing != nil && !w.walk.Ended() && w.inOrder() {
		if w.walk.Next() != nil {
			return
		}
	}
	if w.walk.Ended() || w.walk.Step().Tests {
		w.fixing = nil
	}
}

// inOrder tells whether the open step needs nobody: it was visited, its answers
// are good, its work is done, and NetSuite was given this certificate.
func (w *Wizard) inOrder() bool {
	step, state := w.walk.Step(), w.walk.State()
	if step.Tests || !w.fixing.visited[step.Name] || len(w.walk.Problems()) > 0 {
		return false
	}
	for _, f := range w.walk.Fields() {
		if w.form.Holds(f.Key) {
			return false
		}
	}
	if step.Work != nil && (step.Done == nil || !step.Done(state)) {
		return false
	}
	return step.Wait == nil || state.Certificate.ID() == w.fixing.certificate
}
