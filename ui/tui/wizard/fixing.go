package wizard

import (
	"suitekey/core/diagnose"
	"suitekey/steps"
	"suitekey/ui/app"
	"suitekey/ui/tui/form"
	"suitekey/ui/tui/wish"
)

// fixing is the state of a detour from a failed test to an answer and back.
type fixing struct {
	visited     map[string]bool // the steps before the test
	certificate string          // the ID of the certificate that NetSuite has
}

// fix opens the answer that fixes a cause.
func (w *Wizard) fix(cause diagnose.Cause) wish.List {
	if fixing := goToFix(w.walk, cause.Step); fixing != nil {
		if cause.Field == steps.KeyConsumerSecret {
			fixing.open(w.walk, steps.KeyTokenSecret) // one of the two secrets may be wrong, or both
		}
		w.fixing = fixing
		wishes := w.open()
		w.form.FocusOn(cause.Field)
		return append(wishes, wish.Say("Change the answer here. enter leads back to the test."))
	}
	way, ok := app.FixFor(subjectOf(w).Subject().Name, cause)
	switch {
	case ok && w.Tested != nil:
		return wish.List{wish.Close{}, wish.Journey{Flow: way.Verb, Given: way.Given}}
	case ok && w.AboutSaved():
		return wish.List{wish.Say("This journey does not ask for this answer. Afterwards, run " + way.Command(subjectOf(w).Subject().Name) + ".")}
	}
	return wish.List{wish.Say("Fix this in NetSuite or on this computer; suitekey cannot. Then run the test again with r.")}
}

// goToFix returns to the named step, from which enter leads to the test again. It returns
// nil if there is no such step.
func goToFix(walk *steps.Walk, name string) *fixing {
	visited := map[string]bool{}
	for _, step := range walk.Flow().Steps {
		ahead := *walk
		visited[step.Name] = ahead.GoTo(step.Name)
	}
	certificate := walk.State().Certificate.ID()
	if !walk.GoTo(name) {
		return nil
	}
	return &fixing{visited, certificate}
}

// open makes the detour stop at the step that asks for key.
func (x *fixing) open(walk *steps.Walk, key string) {
	for _, step := range walk.Flow().Steps {
		for _, field := range step.Fields {
			if field.Key == key {
				delete(x.visited, step.Name)
			}
		}
	}
}

// skip passes the steps between the fixed one and the test, as long as they need no
// attention. It returns nil when the test is reached.
func (x *fixing) skip(walk *steps.Walk, f *form.Form) *fixing {
	for x != nil && !walk.Ended() && x.inOrder(walk, f) {
		if walk.Next() != nil {
			return x
		}
	}
	if walk.Ended() || walk.Step().Tests {
		return nil
	}
	return x
}

// inOrder reports whether the open step needs no attention: it was visited, its answers are
// valid, its work is done, and NetSuite has this certificate.
func (x *fixing) inOrder(walk *steps.Walk, f *form.Form) bool {
	step, state := walk.Step(), walk.State()
	if step.Tests || !x.visited[step.Name] || len(walk.Problems()) > 0 {
		return false
	}
	for _, field := range walk.Fields() {
		if f.Holds(field.Key) {
			return false
		}
	}
	if step.Work != nil && (step.Done == nil || !step.Done(state)) {
		return false
	}
	return step.Wait == nil || state.Certificate.ID() == x.certificate
}
