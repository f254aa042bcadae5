package form

import (
	"suitekey/core/secret"
	"suitekey/steps"
)

// isText reports whether a field is for text rather than a choice.
func isText(field steps.Field) bool { return field.Kind != steps.Choice && field.Kind != steps.Multi }

// typed stores the content of the focused field after a key.
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

// refresh rebuilds the editor when an answer has changed the list of fields, or a default
// that depends on the answer.
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

// follow shows a new default in field i, or that its answer was dropped. Text that a person
// typed into the field stays.
func follow(f *Form, i int, now *steps.Walk, field steps.Field) {
	if f.Holds(field.Key) {
		return
	}
	if field.Kind == steps.Secret { // a secret needs no comparison: its answer was either dropped or kept
		if f.Text(i) != "" && now.State().Secret(field.Key).IsEmpty() {
			f.editor.replace(i, "")
		}
		return
	}
	if text := now.Text(field); f.Text(i) != text {
		f.editor.replace(i, text)
	}
}

// leave repairs the text of the focused field, as after a paste, before the focus moves on.
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

// Confirm stores the typed texts as answers of the step. It returns the problems that
// prevent the step from ending, by field. The first of these fields gets the focus.
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
		return problems // the problem under the cursor needs no move
	}
	for i, field := range f.editor.fields {
		if problems[field.Key] != "" {
			f.editor.focus(i)
			break
		}
	}
	if len(problems) == 0 {
		return unheeded(f)
	}
	return problems
}

// proposed reports whether the text of an untouched field is a proposal, which enter
// accepts as the answer.
func proposed(field steps.Field, text string) bool {
	return field.Suggest != nil && field.Kind != steps.Secret && field.Kind != steps.File && text != ""
}

// KeepTyped stores typed but unconfirmed texts as answers. It skips choices: only enter
// confirms a choice, and another key type would discard the key.
func (f *Form) KeepTyped() {
	for _, step := range f.walk.Flow().Steps { // a pasted page may have filled fields of later steps, too
		for _, field := range step.Fields {
			if typed, ok := f.pending[field.Key]; ok && isText(field) {
				f.walk.Set(field, typed.Reveal())
				delete(f.pending, field.Key)
			}
		}
	}
	f.changed()
}

// Restore puts a text into a field that is not built yet, as if it had been typed.
func Restore(f *Form, key, text string) { f.pending[key] = secret.New(text) }

// Replay enters text that was typed or pasted ahead into the first text field of the step.
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

// Fail shows, below the step, why its work failed.
func (f *Form) Fail(err error) { f.problem, f.problemKey = steps.Sentence(err), "" }

// Blame shows an error under the field that caused it, and moves the cursor there. It
// clears a refused passphrase, so that the next attempt starts with an empty field.
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

// Reveal shows the secret in the focused field until the cursor leaves the field or the
// step. A second call hides it. It returns false if the field has no secret text.
func (f *Form) Reveal() bool {
	if !f.CanReveal() {
		return false
	}
	f.editor.reveal(!f.editor.revealed)
	return true
}

// Revealed reports whether the focused secret is visible.
func (f *Form) Revealed() bool { return f.editor.revealed }

// CanReveal reports whether the focused field contains a secret.
func (f *Form) CanReveal() bool {
	field, ok := f.Field()
	return ok && field.Kind == steps.Secret && f.Holds(field.Key) && f.Text(f.editor.at) != ""
}

// Make fills the focused field of f with a random value, which is visible until the cursor
// leaves the field. It returns false if the field does not accept a random value.
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
func (f *Form) ClearProblem() { f.problem, f.problemKey, f.refused = "", "", "" }

// Problem returns why the step's work failed, or "".
func (f *Form) Problem() string { return f.problem }

// ProblemAtField reports whether the problem is already shown under a field.
func (f *Form) ProblemAtField() bool {
	for _, field := range f.editor.fields {
		if field.Key == f.problemKey {
			return true
		}
	}
	return false
}

// ProblemAtCursor reports whether the problem concerns the focused field.
func (f *Form) ProblemAtCursor() bool {
	field, ok := f.Field()
	return ok && field.Key == f.problemKey
}
