package form

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"charm.land/huh/v2"
	"charm.land/lipgloss/v2"

	"suitekey/core/secret"
	"suitekey/steps"
	"suitekey/ui/tui/parts"
	"suitekey/ui/tui/theme"
)

// editor edits the fields of one step: text in inputs of huh, choices in its own lists. It
// only edits. Form moves between the fields, checks them and leaves them, for two reasons:
// a huh form moves by commands that arrive after the next key, so that text typed ahead
// would land in the wrong field; and it keeps a person in an invalid field. No command of
// huh is ever run, because its commands only make the cursor blink.
type editor struct {
	fields  []steps.Field
	values  []*value
	inputs  []*huh.Input // of each field, nil for choices
	choices []*choice    // of each field, nil for text
	at      int          // index of the focused field

	revealed bool // the focused secret is visible
}

// value is the text of a field. The values of a multiple choice are separated by commas.
type value struct{ text string }

func (v *value) Get() string     { return v.text }
func (v *value) Set(text string) { v.text = text }

// newEditor builds the editor when a step opens. A text field has room columns.
func newEditor(c parts.Canvas, room int, title string, fields []steps.Field, state steps.State, texts []secret.Secret) *editor {
	e := &editor{fields: fields}
	asked := strings.HasSuffix(title, "?") || len(fields) == 1 && !strings.HasSuffix(fields[0].Label, "?")
	if len(fields) > 0 && !isText(fields[0]) && (len(fields) == 1 && asked || fields[0].Label == title) {
		fields[0].Label = "" // the title of the step is already the question
	}
	styles := inputStyles(c.Theme)
	for i, field := range fields {
		v := &value{text: texts[i].Reveal()}
		var input *huh.Input
		var list *choice
		if isText(field) {
			input = newInput(room, styles, field, v)
		} else {
			list = newChoice(field, field.Options(state), v)
			list.finds = list.finds && room == c.FieldRoom()
		}
		e.values, e.inputs, e.choices = append(e.values, v), append(e.inputs, input), append(e.choices, list)
	}
	if len(fields) > 0 && e.inputs[0] != nil {
		e.inputs[0].Focus()
	}
	return e
}

// hoverAsIn puts the cursor of each multiple choice on the option where it was in the editor
// before. A single choice is on its value anyway.
func (e *editor) hoverAsIn(before *editor) {
	for i, list := range e.choices {
		for j, was := range before.choices {
			if list != nil && was != nil && list.multi && e.fields[i].Key == before.fields[j].Key {
				list.at = max(min(was.at, len(list.rows)-1), 0)
			}
		}
	}
}

// inputStyles style huh's inputs, which are drawn in a box of package parts.
func inputStyles(t *theme.Theme) *huh.Styles {
	styles := huh.FieldStyles{TextInput: huh.TextInputStyles{Cursor: t.Plain, CursorText: t.Plain, Placeholder: t.Dim, Prompt: t.Plain, Text: t.Plain}}
	return &huh.Styles{Focused: styles, Blurred: styles, FieldSeparator: lipgloss.NewStyle()}
}

func newInput(room int, styles *huh.Styles, field steps.Field, v *value) *huh.Input {
	input := huh.NewInput().Prompt("").Placeholder(example(field))
	if field.Kind == steps.Secret {
		input.EchoMode(huh.EchoModePassword)
	}
	input.WithTheme(huh.ThemeFunc(func(bool) *huh.Styles { return styles }))
	input.WithKeyMap(editingKeys())
	input.WithWidth(room)
	input.Accessor(v) // after the width is set, because a longer text would wrap
	input.Update(tea.KeyPressMsg{Code: tea.KeyEnd})
	return input
}

// example marks a placeholder as an example: without colours it would look like typed text.
// The blank before it is the place of the cursor.
func example(field steps.Field) string {
	if field.Placeholder == "" {
		return ""
	}
	return " e.g. " + field.Placeholder
}

// editingKeys returns huh's keys without the keys that leave a field.
func editingKeys() *huh.KeyMap {
	keys, none := huh.NewDefaultKeyMap(), key.NewBinding()
	keys.Input = huh.InputKeyMap{AcceptSuggestion: none, Next: none, Prev: none, Submit: none}
	return keys
}

// field returns the focused field.
func (e *editor) field() (steps.Field, bool) {
	if len(e.fields) == 0 {
		return steps.Field{}, false
	}
	return e.fields[e.at], true
}

// typing reports whether letters are text rather than shortcuts.
func (e *editor) typing() bool {
	field, ok := e.field()
	return ok && (isText(field) || e.choices[e.at].finds)
}

// hovered returns the option under the cursor of a choice.
func (e *editor) hovered() string {
	if len(e.fields) == 0 || e.choices[e.at] == nil {
		return ""
	}
	o, _ := e.choices[e.at].hovered()
	return o.Value
}

func (e *editor) text(i int) string { return e.values[i].text }

// press passes a key to the focused field.
func (e *editor) press(msg tea.KeyPressMsg) {
	if len(e.fields) == 0 {
		return
	}
	if list := e.choices[e.at]; list != nil {
		list.press(msg)
		return
	}
	e.inputs[e.at].Update(msg)
}

// insert inserts text at the cursor, like a paste.
func (e *editor) insert(text string) {
	if len(e.fields) > 0 && e.inputs[e.at] != nil {
		e.inputs[e.at].Update(tea.PasteMsg{Content: text})
	}
}

// replace replaces the text of field i and moves the cursor to its end.
func (e *editor) replace(i int, text string) {
	e.values[i].text = text
	if list := e.choices[i]; list != nil {
		if !list.multi {
			list.find("")
			list.moveTo(text)
		}
		return
	}
	input := e.inputs[i]
	input.Accessor(e.values[i])
	if i != e.at {
		input.Focus() // a field without the focus ignores keys
	}
	input.Update(tea.KeyPressMsg{Code: tea.KeyEnd})
	if i != e.at {
		input.Blur()
	}
}

// focus moves to field i immediately, not by a command.
func (e *editor) focus(i int) {
	i = min(max(i, 0), len(e.fields)-1)
	if i == e.at {
		return
	}
	e.reveal(false)
	if input := e.inputs[e.at]; input != nil {
		input.Blur()
	}
	e.at = i
	if input := e.inputs[i]; input != nil {
		input.Focus()
	}
}

// reveal shows or hides the focused secret.
func (e *editor) reveal(shown bool) {
	input := e.inputs[e.at]
	if shown == e.revealed || input == nil {
		return
	}
	e.revealed = shown
	if shown {
		input.EchoMode(huh.EchoModeNormal)
	} else {
		input.EchoMode(huh.EchoModePassword)
	}
}

// focusOn moves to the field with the key, if there is one.
func (e *editor) focusOn(key string) {
	for i, field := range e.fields {
		if field.Key == key {
			e.focus(i)
		}
	}
}

func (e *editor) last() bool { return e.at >= len(e.fields)-1 }

// line returns the content of text field i as a line of at most w columns.
func (e *editor) line(c parts.Canvas, i, w int) string {
	field, t, shown := e.fields[i], c.Theme, e.text(i)
	hidden := field.Kind == steps.Secret && (i != e.at || !e.revealed)
	switch {
	case field.Kind == steps.File && steps.PastedPEM(shown):
		return "(a PEM is being pasted)"
	case i == e.at:
		line := strings.TrimRight(e.inputs[i].View(), "\n")
		if hidden {
			line = strings.ReplaceAll(line, "*", theme.SignMask)
		}
		return parts.CutMarked(line, shown, hidden)
	case hidden:
		shown = strings.Repeat(theme.SignMask, len([]rune(shown)))
	case shown == "":
		return t.Dim.Render(parts.Clamped(example(field), w))
	}
	return parts.Clamped(shown, w)
}
