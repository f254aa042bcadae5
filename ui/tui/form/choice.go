package form

import (
	"strings"

	"charm.land/huh/v2"

	"suitekey/steps"
	"suitekey/ui/tui/parts"
	"suitekey/ui/tui/theme"
)

// options sets the remarks in a column behind the labels, or each right behind
// its label where that is too wide. Where neither fits, the remark of the option
// under the cursor is shown below the list.
func options(t *theme.Theme, list []steps.Option, w int) []huh.Option[string] {
	place, column := notesPlace(list, w)
	made := make([]huh.Option[string], 0, len(list))
	for _, o := range list {
		text := o.Label
		switch {
		case o.Note == "" || place == notesBelow:
		case place == notesInColumn:
			text = parts.Padded(o.Label, column) + t.Dim.Render(o.Note)
		default:
			text += "  " + t.Dim.Render(o.Note)
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
		column = max(column, parts.Width(o.Label)+2)
		longest = max(longest, parts.Width(o.Note))
		widest = max(widest, parts.Width(o.Label)+2+parts.Width(o.Note))
	}
	switch {
	case column+longest <= w:
		return notesInColumn, column
	case widest <= w:
		return notesBehind, 0
	}
	return notesBelow, 0
}

// quietChoice draws a choice that has not the focus, as tall as the other.
func (e *editor) quietChoice(c parts.Canvas, state steps.State, i int) []string {
	t, w := c.Theme, c.Wide
	field, lines := e.fields[i], []string{}
	chosen := "," + strings.Join(listValue{e.values[i]}.Get(), ",") + ","
	if field.Label != "" {
		lines = append(lines, t.Plain.Render(parts.Clamped(field.Label, w)))
	}
	list := field.Options(state)
	for n, o := range options(t, list, optionsRoom(field, w)) {
		is := strings.Contains(chosen, ","+o.Value+",")
		mark := "  "
		switch {
		case field.Kind == steps.Multi && is:
			mark = "  [x] "
		case field.Kind == steps.Multi:
			mark = "  [ ] "
		case is:
			mark = theme.BarEdge + " "
		}
		style := t.Dim
		if is {
			style = t.Plain
		}
		remark := strings.TrimPrefix(o.Key, list[n].Label)
		lines = append(lines, parts.Clamped(t.Dim.Render(mark)+style.Render(list[n].Label)+remark, w))
	}
	return lines
}

// optionsRoom is the width for an option of a field, behind its mark.
func optionsRoom(field steps.Field, w int) int {
	if field.Kind == steps.Multi {
		return w - 6
	}
	return w - 2
}
