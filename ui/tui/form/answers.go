package form

import (
	"suitekey/core/secret"
	"suitekey/steps"
)

// isText reports whether a field takes text rather than a choice.
func isText(field steps.Field) bool { return field.Kind != steps.Choice && field.Kind != steps.Multi }

// typed takes over what the focused field holds after a key.
func (f *Form) typed() {
	field, ok := f.Field()
	if !ok {
		return
	}
	text := f.Text(f.editor.at)
	before, known := f.pending[field.Key]
	if known && before.Reveal() == text || !known && f.walk.Text(field) == text {
		return
	}
	f.pending[field.Key] = secret.New(text)
	delete(f.repairs, field.Key)
	delete(f.tried, field.Key)
	if f.problemKey == field.Key || f.problemKey == "" {
		f.ClearProblem()
	}
	f.refresh()
}

// refresh rebuilds the editor when an answer changed which fields there are, or
// a default that follows from it.
func (f *Form) refresh() {
	f.now = nil
	now := f.tentative()
	fields := now.Fields()
	same := len(fields) == len(f.editor.fields)
	for i := 0; same && i < len(fields); i++ {
		same = fields[i].Key == f.editor.fields[i].Key
	}
	if !same {
		f.Build(f.canvas)
		return
	}
	for i, field := range fields {
		if i != f.editor.at {
			follow(f, i, now, field)
		}
	}
}

// follow shows another default in field i, or that its answer was dropped. What was typed
// into it stays.
func follow(f *Form, i int, now *steps.Walk, field steps.Field) {
	if f.Holds(field.Key) {
		return
	}
	if field.Kind == steps.Secret { // nothing has to be compared: an answer is dropped or it stays
		if f.Text(i) != "" && now.State().Secret(field.Key).IsEmpty() {
			f.editor.replace(i, "")
		}
		return
	}
	if text := now.Text(field); f.Text(i) != text {
		f.editor.replace(i, text)
	}
}

// leave repairs what was typed into the focused field, as a paste would be,
// before the focus moves on.
func (f *Form) leave() {
	field, ok := f.Field()
	if !ok {
		return
	}
	f.made = secret.Secret{}
	text := f.Text(f.editor.at)
	f.tried[field.Key] = text != ""
	switch {
	case !isText(field):
	case field.Kind == steps.File && steps.PastedPEM(text):
		f.keepPEM(field, text)
	default:
		f.repair(text)
	}
}

// Confirm makes what was typed the answers of the step. It returns the problems
// that keep the person on it, by field; the first of them has the focus.
func (f *Form) Confirm() map[string]string {
	for i, field := range f.editor.fields {
		text := f.Text(i)
		if isText(field) && !f.Holds(field.Key) && !proposed(field, text) {
			continue
		}
		f.walk.Set(field, text)
		delete(f.pending, field.Key)
	}
	f.changed()
	problems := f.walk.Problems()
	for _, field := range f.editor.fields {
		f.tried[field.Key] = true
	}
	if field, ok := f.Field(); ok && problems[field.Key] != "" {
		return problems // the one under the cursor is as good as any
	}
	for i, field := range f.editor.fields {
		if problems[field.Key] != "" {
			f.editor.focus(i)
			break
		}
	}
	return problems
}

// proposed reports whether the text of a field that nobody touched is a proposal,
// which becomes the answer by enter.
func proposed(field steps.Field, text string) bool {
	return field.Suggest != nil && field.Kind != steps.Secret && field.Kind != steps.File && text != ""
}

// KeepTyped makes answers of what was typed and not confirmed. Choices are left
// out: only enter chooses, and another key type would drop the key.
func (f *Form) KeepTyped() {
	for _, step := range f.walk.Flow().Steps { // a page that was pasted filled later ones, too
		for _, field := range step.Fields {
			if typed, ok := f.pending[field.Key]; ok && isText(field) {
				f.walk.Set(field, typed.Reveal())
				delete(f.pending, field.Key)
			}
		}
	}
	f.changed()
}

// Replay puts what was typed or pasted ahead into the first text field of the
// step.
func (f *Form) Replay(put func()) {
	for i, field := range f.editor.fields {
		if isText(field) {
			at := f.editor.at
			f.editor.focus(i)
			put()
			f.editor.focus(at)
			return
		}
	}
}

// Fail says why the step's work failed, below the step.
func (f *Form) Fail(err error) { f.problem, f.problemKey = steps.Sentence(err), "" }

// Blame puts an error under the field that is its cause, and the cursor there. A
// passphrase that was refused is taken out of its field: the next try is no
// continuation of it.
func (f *Form) Blame(key string, err error) {
	f.problem, f.problemKey = steps.Sentence(err), key
	f.editor.focusOn(key)
	if field, ok := f.Field(); ok && field.Key == key && field.Passphrase {
		f.walk.Set(field, "")
		delete(f.pending, key)
		delete(f.tried, key)
		f.changed()
		f.editor.replace(f.editor.at, "")
	}
}

// Reveal shows what was typed into the focused secret field, until the cursor leaves
// it or the step; a second time it hides it. It returns false where nothing was typed.
func (f *Form) Reveal() bool {
	if !f.CanReveal() {
		return false
	}
	f.editor.reveal(!f.editor.revealed)
	return true
}

// Revealed reports whether the focused secret is shown.
func (f *Form) Revealed() bool { return f.editor.revealed }

// CanReveal reports whether something secret was typed into the focused field.
func (f *Form) CanReveal() bool {
	field, ok := f.Field()
	return ok && field.Kind == steps.Secret && f.Holds(field.Key) && f.Text(f.editor.at) != ""
}

// Make fills the focused field of f with a value made at random, which is shown until the
// cursor leaves it. It returns false where the field takes none.
func Make(f *Form) (bool, error) {
	field, ok := f.Field()
	if !ok || field.Make == nil {
		return false, nil
	}
	made, err := field.Make()
	if err != nil {
		return true, err
	}
	f.editor.replace(f.editor.at, made.Reveal())
	f.typed()
	f.editor.reveal(true)
	f.made = made
	return true, nil
}

// ClearProblem forgets why the step's work failed.
func (f *Form) ClearProblem() { f.problem, f.problemKey = "", "" }

// Problem is why the step's work failed, or "".
func (f *Form) Problem() string { return f.problem }

// ProblemAtField reports whether the problem is shown under a field already.
func (f *Form) ProblemAtField() bool {
	for _, field := range f.editor.fields {
		if field.Key == f.problemKey {
			return true
		}
	}
	return false
}

// ProblemAtCursor reports whether the problem is about the focused field.
func (f *Form) ProblemAtCursor() bool {
	field, ok := f.Field()
	return ok && field.Key == f.problemKey
}
