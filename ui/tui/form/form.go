// Package form asks the fields of a journey's open step. It handles typing, pasting and
// choosing, shows remarks about the input, and keeps input that was not confirmed yet.
package form

import (
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"suitekey/core/secret"
	"suitekey/steps"
	"suitekey/ui/tui/parts"
)

// Form holds the fields of a journey's open step. It exists as long as the journey, and
// keeps unconfirmed input when the step changes.
type Form struct {
	walk   *steps.Walk
	clock  func() time.Time
	canvas parts.Canvas
	editor *editor

	// pending is the text of the fields that enter has not confirmed yet. Going back keeps
	// this text, and merely moving the cursor over another option does not discard an
	// answer from which a key was made.
	pending map[string]secret.Secret
	tried   map[string]bool   // left once, or refused: its problem is shown as an error
	repairs map[string]string // what was repaired in a pasted text

	made secret.Secret // the value that Make last entered into the focused field

	problem    string // why the step's work failed, a sentence
	problemKey string // the field that caused it, or ""
	refused    string // the field into which a key or certificate was pasted that it does not take

	// now is the journey as if all input were confirmed. It is computed once for each
	// change; nil means that something has changed since. base is the same with the input
	// of the fields before the field baseOf only: a key in that field changes only what
	// follows from there.
	now, base *steps.Walk
	baseOf    string
}

// New returns the form of a journey. Build shows the fields of its open step.
func New(walk *steps.Walk, clock func() time.Time) *Form {
	return &Form{
		walk: walk, clock: clock, editor: &editor{},
		pending: map[string]secret.Secret{}, tried: map[string]bool{}, repairs: map[string]string{},
	}
}

// Build creates the fields of the open step at the width of the canvas, with their pending
// input. The focus stays. Call Build after a change of the step, its answers or the width.
func (f *Form) Build(c parts.Canvas) {
	f.canvas = c
	f.changed()
	before, _ := f.Field()
	now := f.tentative()
	fields := now.Fields()
	at := slices.IndexFunc(fields, func(field steps.Field) bool { return field.Key == before.Key })
	if at < 0 { // a PEM that was brought along cannot be edited: the field after it is the first to type into
		at = max(slices.IndexFunc(fields, func(field steps.Field) bool { return !f.holdsPEM(field) }), 0)
	}
	notePEM(f, fields)
	texts := make([]secret.Secret, 0, len(fields))
	for _, field := range fields {
		texts = append(texts, f.text(now, field))
	}
	room := c.FieldRoom()
	if f.walk.Step().Compact && len(fields) > 1 {
		room = valueRoom(c, fields)
	}
	shown := f.editor
	f.editor = newEditor(c, room, f.Page().Title, fields, now.State(), texts)
	f.editor.hoverAsIn(shown)
	if len(fields) > 0 {
		f.editor.focus(at)
	}
}

// text returns the content of a field: the pending input, otherwise the answer.
func (f *Form) text(now *steps.Walk, field steps.Field) secret.Secret {
	if typed, ok := f.pending[field.Key]; ok {
		return typed
	}
	return secret.New(now.Text(field))
}

func (f *Form) tentative() *steps.Walk {
	if f.now != nil {
		return f.now
	}
	focused, _ := f.Field()
	fields := f.walk.Step().Fields
	from := max(slices.IndexFunc(fields, func(field steps.Field) bool { return field.Key == focused.Key }), 0)
	if f.base == nil || f.baseOf != focused.Key {
		base := *f.walk
		put(f, &base, fields[:from])
		f.base, f.baseOf = &base, focused.Key
	}
	now := *f.base
	put(f, &now, fields[from:])
	f.now = &now
	return f.now
}

// put stores the input of fields as answers.
func put(f *Form, now *steps.Walk, fields []steps.Field) {
	for _, field := range fields {
		if typed, ok := f.pending[field.Key]; ok {
			now.Set(field, typed.Reveal())
		} else if field.Open && field.Applies(now.State()) {
			now.Set(field, now.Text(field)) // the option under the cursor decides which fields follow
		}
	}
}

// changed discards the computed journey; the next call computes it again.
func (f *Form) changed() { f.now, f.base = nil, nil }

// State returns the journey's state as if all input were confirmed.
func (f *Form) State() steps.State { return f.tentative().State() }

// Page returns the page of the open step.
func (f *Form) Page() steps.Page {
	step := f.walk.Step()
	if step.Doc == nil {
		return steps.Page{Title: step.Title}
	}
	return step.Doc(f.State())
}

// Fields are the questions on the screen.
func (f *Form) Fields() []steps.Field { return f.editor.fields }

// Field returns the focused field.
func (f *Form) Field() (steps.Field, bool) { return f.editor.field() }

// At returns the index of the focused field.
func (f *Form) At() int { return f.editor.at }

// Last reports whether the last field has the focus.
func (f *Form) Last() bool { return f.editor.last() }

// Text returns the content of field i.
func (f *Form) Text(i int) string { return f.editor.text(i) }

// Hovered returns the option under the cursor of a choice.
func (f *Form) Hovered() string { return f.editor.hovered() }

// Typing reports whether letters are text rather than shortcuts.
func (f *Form) Typing() bool { return f.editor.typing() }

// TakesText reports whether the focused field accepts typed or pasted text.
func (f *Form) TakesText() bool {
	field, ok := f.Field()
	return ok && isText(field)
}

// ClearSearch shows all options of a choice again. It returns false if there was no search.
func (f *Form) ClearSearch() bool {
	if len(f.editor.fields) == 0 {
		return false
	}
	list := f.editor.choices[f.editor.at]
	if list == nil || list.query == "" {
		return false
	}
	chosen := list.value.text
	list.find("")
	list.moveTo(chosen)
	return true
}

// Unconfirmed reports whether the form has unconfirmed input.
func (f *Form) Unconfirmed() bool { return len(f.pending) > 0 }

// Holds reports whether the field key has unconfirmed text.
func (f *Form) Holds(key string) bool {
	_, typed := f.pending[key]
	return typed
}

// Forget discards all unconfirmed input.
func (f *Form) Forget() {
	clear(f.pending)
	f.changed()
}

// FocusOn moves to the field with the key, if there is one.
func (f *Form) FocusOn(key string) { f.editor.focusOn(key) }

// Focus moves to field i.
func (f *Form) Focus(i int) { f.editor.focus(i) }

// Move moves the focus to the field before or after the focused one.
func (f *Form) Move(by int) {
	if len(f.editor.fields) > 0 {
		f.leave()
		f.editor.focus(f.editor.at + by)
	}
}

// Press passes a key to the focused field.
func (f *Form) Press(msg tea.KeyPressMsg) {
	if field, _ := f.Field(); f.holdsPEM(field) {
		if msg.Text == "" && msg.String() != "backspace" && msg.String() != "delete" {
			return
		}
		f.editor.replace(f.editor.at, "") // a pasted key can be replaced, but not edited
	}
	f.editor.press(sideways(f, msg))
	f.typed()
}

// Enter confirms the focused field. It returns true if this confirms the whole step.
func (f *Form) Enter() (forward bool) {
	field, ok := f.Field()
	if !ok {
		return true
	}
	text := f.Text(f.editor.at)
	if field.Kind == steps.File && steps.PastedPEM(text) && !wholePEM(text) {
		f.editor.insert("\n") // a PEM that arrives key by key: its line breaks do not end the field
		f.typed()
		return false
	}
	if heading(f, field, text) {
		return false
	}
	again := f.problem != "" && f.ProblemAtCursor() // refused before: try again, unchanged
	f.leave()
	if f.Last() || again || f.walk.Step().OneEnter && len(f.tentative().Problems()) == 0 {
		return true
	}
	if f.keepChoice(); f.tentative().Problems()[field.Key] != "" {
		f.tried[field.Key] = true
		return false
	}
	f.editor.focus(f.editor.at + 1)
	return false
}

// keepChoice stores a choice that enter has confirmed, even if other fields of the step
// follow.
func (f *Form) keepChoice() {
	if field, ok := f.Field(); ok && !isText(field) {
		f.pending[field.Key] = secret.New(f.Text(f.editor.at))
		f.refresh()
	}
}
