package tui

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"charm.land/huh/v2"

	"suitekey/core/secret"
	"suitekey/steps"
)

// form asks the fields of one step by a huh form of one group. It only edits:
// moving between the fields, checking and leaving are the wizard's business,
// because huh moves by commands that arrive after the next key (type-ahead
// would land in the wrong field) and holds the person in an invalid field.
// For the same reason no command of huh is ever run: there is nothing in them
// but its own moves and the blinking of the cursor.
type form struct {
	fields  []steps.Field
	values  []*value
	options [][]steps.Option // of each field, for choices
	huh     *huh.Form
	at      int // the field that has the focus
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

// newForm builds the form. A huh form cannot be used twice: one is made
// whenever a step opens.
func newForm(t *theme, title string, fields []steps.Field, state steps.State, texts []secret.Secret, w int) *form {
	f := &form{fields: fields}
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
		f.values, f.options = append(f.values, v), append(f.options, list)
		group = append(group, huhField(t, field, list, v, w))
	}
	if len(group) == 0 {
		return f // huh panics on an empty group
	}
	f.huh = huh.NewForm(huh.NewGroup(group...)).
		WithTheme(huh.ThemeFunc(func(bool) *huh.Styles { return t.form })).
		WithKeyMap(editingKeys()).WithShowHelp(false).WithShowErrors(false).WithWidth(w)
	f.huh.Init()
	for i, field := range group {
		if input, ok := field.(*huh.Input); ok {
			input.Accessor(f.values[i]) // again, now that it knows its width: a longer text would wrap
		}
	}
	return f
}

func huhField(t *theme, field steps.Field, list []steps.Option, v *value, w int) huh.Field {
	switch field.Kind {
	case steps.Choice:
		return huh.NewSelect[string]().Title(field.Label).Options(options(t, list, w-2)...).Accessor(v)
	case steps.Multi:
		return huh.NewMultiSelect[string]().Title(field.Label).Accessor(listValue{v}).Options(options(t, list, w-6)...).Filterable(false)
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

// options sets the remarks in a column behind the labels, or each right behind
// its label where that is too wide. Where neither fits, the remark of the option
// under the cursor is shown below the list.
func options(t *theme, list []steps.Option, w int) []huh.Option[string] {
	place, column := notesPlace(list, w)
	made := make([]huh.Option[string], 0, len(list))
	for _, o := range list {
		text := o.Label
		switch {
		case o.Note == "" || place == notesBelow:
		case place == notesInColumn:
			text = padded(o.Label, column) + t.dim.Render(o.Note)
		default:
			text += "  " + t.dim.Render(o.Note)
		}
		made = append(made, huh.NewOption(text, o.Value))
	}
	return made
}

// placement says where the remarks of the options go.
type placement int

const (
	notesBelow placement = iota
	notesBehind
	notesInColumn
)

func notesPlace(list []steps.Option, w int) (place placement, column int) {
	longest, widest := 0, 0
	for _, o := range list {
		column = max(column, width(o.Label)+2)
		longest = max(longest, width(o.Note))
		widest = max(widest, width(o.Label)+2+width(o.Note))
	}
	switch {
	case column+longest <= w:
		return notesInColumn, column
	case widest <= w:
		return notesBehind, 0
	}
	return notesBelow, 0
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
func (f *form) field() (steps.Field, bool) {
	if len(f.fields) == 0 {
		return steps.Field{}, false
	}
	return f.fields[f.at], true
}

// typing tells whether letters are text here rather than shortcuts.
func (f *form) typing() bool {
	field, ok := f.field()
	return ok && field.Kind != steps.Choice && field.Kind != steps.Multi
}

// hovered is the option under the cursor of a choice.
func (f *form) hovered() string {
	var value string
	switch field := f.huh.GetFocusedField().(type) {
	case *huh.Select[string]:
		value, _ = field.Hovered()
	case *huh.MultiSelect[string]:
		value, _ = field.Hovered()
	}
	return value
}

func (f *form) text(i int) string { return f.values[i].text }

// press gives a key to the field that has the focus.
func (f *form) press(msg tea.KeyPressMsg) {
	last := msg.String() == "end" || msg.String() == "G"
	if field, _ := f.field(); last && field.Kind == steps.Choice {
		if list := f.options[f.at]; len(list) > 0 {
			f.replace(f.at, list[len(list)-1].Value)
		}
		return
	}
	f.update(msg)
}

func (f *form) update(msg tea.Msg) {
	if f.huh != nil {
		f.huh.Update(msg)
	}
}

// insert puts text where the cursor is, as if it were pasted.
func (f *form) insert(text string) { f.update(tea.PasteMsg{Content: text}) }

// replace gives field i another text, with the cursor behind it.
func (f *form) replace(i int, text string) {
	at := f.at
	f.focus(i)
	f.values[i].text = text // not before: moving makes huh write its own text back
	switch field := f.huh.GetFocusedField().(type) {
	case *huh.Input:
		field.Accessor(f.values[i])
		f.update(tea.KeyPressMsg{Code: tea.KeyEnd})
	case *huh.Select[string]:
		field.Accessor(f.values[i])
	}
	f.focus(at)
}

// focus moves to field i at once, not by a command.
func (f *form) focus(i int) {
	i = min(max(i, 0), len(f.fields)-1)
	for f.at < i {
		f.huh.NextField()
		f.at++
	}
	for f.at > i {
		f.huh.PrevField()
		f.at--
	}
}

// focusOn moves to the field with the key, if there is one.
func (f *form) focusOn(key string) {
	for i, field := range f.fields {
		if field.Key == key {
			f.focus(i)
		}
	}
}

func (f *form) last() bool { return f.at >= len(f.fields)-1 }

// view draws field i: by huh where the focus is, else in the same shape but
// quieter (huh's own colours for the others cannot be set).
func (f *form) view(t *theme, state steps.State, i int, w int) []string {
	field := f.fields[i]
	if i != f.at && (field.Kind == steps.Choice || field.Kind == steps.Multi) {
		return f.quietChoice(t, state, i, w)
	}
	if i == f.at {
		view := f.huh.GetFocusedField().View()
		if field.Kind == steps.Secret {
			view = strings.ReplaceAll(view, "*", signMask)
		}
		lines := strings.Split(view, "\n")
		if f.typing() && len(lines) > 1 {
			lines[1] = cutMarked(lines[1], f.text(i), field.Kind == steps.Secret)
		}
		if field.Kind == steps.File && steps.PastedPEM(f.text(i)) {
			return []string{lines[0], t.accent.Bold(true).Render("> ") + "(a PEM is being pasted)"}
		}
		return lines
	}
	shown := f.text(i)
	switch {
	case field.Kind == steps.Secret:
		shown = strings.Repeat(signMask, len([]rune(shown)))
	case field.Kind == steps.File && steps.PastedPEM(shown):
		shown = "(a PEM is being pasted)"
	case shown == "":
		shown = t.dim.Render(clamped(example(field), w-2))
	}
	return []string{t.plain.Render(clamped(field.Label, w)), t.dim.Render("> ") + clamped(shown, w-2)}
}

// quietChoice draws a choice that has not the focus, as tall as the other.
func (f *form) quietChoice(t *theme, state steps.State, i int, w int) []string {
	field, lines := f.fields[i], []string{}
	chosen := "," + strings.Join(listValue{f.values[i]}.Get(), ",") + ","
	if field.Label != "" {
		lines = append(lines, t.plain.Render(clamped(field.Label, w)))
	}
	list := field.Options(state)
	room := w - 2
	if field.Kind == steps.Multi {
		room = w - 6
	}
	for n, o := range options(t, list, room) {
		is := strings.Contains(chosen, ","+o.Value+",")
		mark := "  "
		switch {
		case field.Kind == steps.Multi && is:
			mark = "  [x] "
		case field.Kind == steps.Multi:
			mark = "  [ ] "
		case is:
			mark = pointer + " "
		}
		style := t.dim
		if is {
			style = t.plain
		}
		remark := strings.TrimPrefix(o.Key, list[n].Label)
		lines = append(lines, clamped(t.dim.Render(mark)+style.Render(list[n].Label)+remark, w))
	}
	return lines
}
