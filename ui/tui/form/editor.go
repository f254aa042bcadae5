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

// editor edits the fields of one step by a huh form of one group. It only edits:
// moving between the fields, checking and leaving are the business of Form,
// because huh moves by commands that arrive after the next key (type-ahead
// would land in the wrong field) and holds the person in an invalid field.
// For the same reason no command of huh is ever run: there is nothing in them
// but its own moves and the blinking of the cursor.
type editor struct {
	fields  []steps.Field
	values  []*value
	options [][]steps.Option // of each field, for choices
	huh     *huh.Form
	at      int // the field that has the focus

	revealed bool // the focused secret is shown
}

// value is where a huh field keeps its text. It serves text fields, choices
// and, split at commas, choices of several.
type value struct{ text string }

func (v *value) Get() string     { return v.text }
func (v *value) Set(text string) { v.text = text }

type listValue struct{ *value }

func (v listValue) Get() []string {
	return strings.FieldsFunc(v.text, func(r rune) bool { return r == ',' || r == ' ' })
}
func (v listValue) Set(values []string) {
	v.text = strings.Join(values, ",")
}

// newEditor builds the editor. A huh form cannot be used twice: one is made
// whenever a step opens.
func newEditor(c parts.Canvas, title string, fields []steps.Field, state steps.State, texts []secret.Secret) *editor {
	e, t, w := &editor{fields: fields}, c.Theme, c.Wide
	group := make([]huh.Field, 0, len(fields))
	asked := strings.HasSuffix(title, "?") || len(fields) == 1 && !strings.HasSuffix(fields[0].Label, "?")
	if len(fields) == 1 && asked && (fields[0].Kind == steps.Choice || fields[0].Kind == steps.Multi) {
		fields[0].Label = "" // the title of the step asks already
	}
	for i, field := range fields {
		v := &value{text: texts[i].Reveal()}
		var list []steps.Option
		if field.Options != nil {
			list = field.Options(state)
		}
		e.values, e.options = append(e.values, v), append(e.options, list)
		group = append(group, huhField(t, field, list, v, w))
	}
	if len(group) == 0 {
		return e // huh panics on an empty group
	}
	styles := formStyles(t)
	e.huh = huh.NewForm(huh.NewGroup(group...)).
		WithTheme(huh.ThemeFunc(func(bool) *huh.Styles { return styles })).
		WithKeyMap(editingKeys()).WithShowHelp(false).WithShowErrors(false).WithWidth(w)
	e.huh.Init()
	for i, field := range group {
		if input, ok := field.(*huh.Input); ok {
			input.Accessor(e.values[i]) // again, now that it knows its width: a longer text would wrap
		}
	}
	return e
}

// formStyles dress huh's fields. Where a field is drawn and what it has to say
// is the wizard's business, so there are no frames, help or error styles.
func formStyles(t *theme.Theme) *huh.Styles {
	focused := huh.FieldStyles{
		Title:               t.Bold,
		Description:         t.Dim,
		SelectSelector:      t.Accent.Bold(true).SetString(theme.BarEdge + " "),
		MultiSelectSelector: t.Accent.Bold(true).SetString(theme.BarEdge + " "),
		Option:              t.Plain,
		SelectedOption:      t.Bold,
		UnselectedOption:    t.Plain,
		SelectedPrefix:      t.Accent.SetString("[x] "),
		UnselectedPrefix:    t.Plain.SetString("[ ] "),
		TextInput: huh.TextInputStyles{
			Cursor: t.Plain, CursorText: t.Plain, Placeholder: t.Dim, Prompt: t.Accent.Bold(true), Text: t.Plain,
		},
	}
	return &huh.Styles{Focused: focused, Blurred: focused, FieldSeparator: lipgloss.NewStyle().SetString("\n")}
}

func huhField(t *theme.Theme, field steps.Field, list []steps.Option, v *value, w int) huh.Field {
	switch field.Kind {
	case steps.Choice:
		return huh.NewSelect[string]().Title(field.Label).Options(options(t, list, optionsRoom(field, w))...).Accessor(v)
	case steps.Multi:
		return huh.NewMultiSelect[string]().Title(field.Label).Accessor(listValue{v}).Options(options(t, list, optionsRoom(field, w))...).Filterable(false)
	}
	input := huh.NewInput().Title(field.Label).Prompt("> ").Placeholder(example(field)).Accessor(v)
	if field.Kind == steps.Secret {
		input.EchoMode(huh.EchoModePassword)
	}
	return input
}

// example marks a placeholder as one: without colours it would look typed.
func example(field steps.Field) string {
	if field.Placeholder == "" {
		return ""
	}
	return "e.g. " + field.Placeholder
}

// editingKeys are huh's keys without those that leave a field, search or end.
func editingKeys() *huh.KeyMap {
	keys := huh.NewDefaultKeyMap()
	none := key.NewBinding()
	keys.Quit = none
	keys.Input = huh.InputKeyMap{AcceptSuggestion: none, Next: none, Prev: none, Submit: none}
	s := &keys.Select
	s.Next, s.Prev, s.Submit, s.Filter, s.SetFilter, s.ClearFilter = none, none, none, none, none, none
	s.GotoBottom = none // huh moves its cursor and keeps the value: see press
	s.Up, s.Down = key.NewBinding(key.WithKeys("up", "k")), key.NewBinding(key.WithKeys("down", "j"))
	m := &keys.MultiSelect
	m.Next, m.Prev, m.Submit, m.Filter, m.SetFilter, m.ClearFilter = none, none, none, none, none, none
	m.Up, m.Down = s.Up, s.Down
	return keys
}

// field is the one that has the focus.
func (e *editor) field() (steps.Field, bool) {
	if len(e.fields) == 0 {
		return steps.Field{}, false
	}
	return e.fields[e.at], true
}

// typing reports whether letters are text here rather than shortcuts.
func (e *editor) typing() bool {
	field, ok := e.field()
	return ok && isText(field)
}

// hovered is the option under the cursor of a choice.
func (e *editor) hovered() string {
	var value string
	switch field := e.huh.GetFocusedField().(type) {
	case *huh.Select[string]:
		value, _ = field.Hovered()
	case *huh.MultiSelect[string]:
		value, _ = field.Hovered()
	}
	return value
}

func (e *editor) text(i int) string { return e.values[i].text }

// press gives a key to the field that has the focus.
func (e *editor) press(msg tea.KeyPressMsg) {
	last := msg.String() == "end" || msg.String() == "G"
	if field, _ := e.field(); last && field.Kind == steps.Choice {
		if list := e.options[e.at]; len(list) > 0 {
			e.replace(e.at, list[len(list)-1].Value)
		}
		return
	}
	e.update(msg)
}

func (e *editor) update(msg tea.Msg) {
	if e.huh != nil {
		e.huh.Update(msg)
	}
}

// insert puts text where the cursor is, as if it were pasted.
func (e *editor) insert(text string) { e.update(tea.PasteMsg{Content: text}) }

// replace gives field i another text, with the cursor behind it.
func (e *editor) replace(i int, text string) {
	at := e.at
	e.focus(i)
	e.values[i].text = text // not before: moving makes huh write its own text back
	switch field := e.huh.GetFocusedField().(type) {
	case *huh.Input:
		field.Accessor(e.values[i])
		e.update(tea.KeyPressMsg{Code: tea.KeyEnd})
	case *huh.Select[string]:
		field.Accessor(e.values[i])
	}
	e.focus(at)
}

// focus moves to field i at once, not by a command.
func (e *editor) focus(i int) {
	i = min(max(i, 0), len(e.fields)-1)
	if i != e.at && e.revealed {
		e.reveal(false)
	}
	for e.at < i {
		e.huh.NextField()
		e.at++
	}
	for e.at > i {
		e.huh.PrevField()
		e.at--
	}
}

// reveal shows or hides the focused secret.
func (e *editor) reveal(shown bool) {
	input, ok := e.huh.GetFocusedField().(*huh.Input)
	if !ok {
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

// view draws field i: by huh where the focus is, else in the same shape but
// quieter (huh's own colours for the others cannot be set).
func (e *editor) view(c parts.Canvas, state steps.State, i int) []string {
	field, t, w := e.fields[i], c.Theme, c.Wide
	if i != e.at && !isText(field) {
		return e.quietChoice(c, state, i)
	}
	if i == e.at {
		view := e.huh.GetFocusedField().View()
		hidden := field.Kind == steps.Secret && !e.revealed
		if hidden {
			view = strings.ReplaceAll(view, "*", theme.SignMask)
		}
		lines := strings.Split(view, "\n")
		if e.typing() && len(lines) > 1 {
			lines[1] = parts.CutMarked(lines[1], e.text(i), hidden)
		}
		if field.Kind == steps.File && steps.PastedPEM(e.text(i)) {
			return []string{lines[0], t.Accent.Bold(true).Render("> ") + "(a PEM is being pasted)"}
		}
		return lines
	}
	shown := e.text(i)
	switch {
	case field.Kind == steps.Secret:
		shown = strings.Repeat(theme.SignMask, len([]rune(shown)))
	case field.Kind == steps.File && steps.PastedPEM(shown):
		shown = "(a PEM is being pasted)"
	case shown == "":
		shown = t.Dim.Render(parts.Clamped(example(field), w-2))
	}
	return []string{t.Plain.Render(parts.Clamped(field.Label, w)), t.Dim.Render("> ") + parts.Clamped(shown, w-2)}
}
