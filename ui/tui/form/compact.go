package form

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"suitekey/steps"
	"suitekey/ui/tui/parts"
	"suitekey/ui/tui/theme"
)

// compact reports whether each field of the open step takes one line, except for Open ones.
func compact(f *Form) bool { return f.walk.Step().Compact && len(f.editor.fields) > 1 }

// OnSetting reports whether the focused field takes one line: up and down move to the next
// field, left and right choose.
func (f *Form) OnSetting() bool {
	field, ok := f.Field()
	return ok && compact(f) && !field.Open
}

// sideways translates left and right to the keys that move in a list of options.
func sideways(f *Form, msg tea.KeyPressMsg) tea.KeyPressMsg {
	if field, _ := f.Field(); !f.OnSetting() || isText(field) {
		return msg
	}
	switch msg.String() {
	case "left":
		return tea.KeyPressMsg{Code: tea.KeyUp}
	case "right":
		return tea.KeyPressMsg{Code: tea.KeyDown}
	}
	return msg
}

// settings draws the fields of a step, one line for each.
type settings struct{ *Form }

// settingsGap is the space between label and value.
const settingsGap = 2

// labelColumn returns the width of the labels.
func labelColumn(c parts.Canvas, fields []steps.Field) (column int) {
	for _, field := range fields {
		if !field.Open {
			column = max(column, parts.Width(field.Label))
		}
	}
	return min(column, c.Wide*3/5)
}

// valueRoom returns the width of the values.
func valueRoom(c parts.Canvas, fields []steps.Field) int {
	return max(c.Wide-parts.BarInset-labelColumn(c, fields)-settingsGap, 4)
}

// draw adds a line for each field, the options below an Open one, and then the remarks.
func (f settings) draw(b *parts.Body, asking bool, rows int) {
	c, fields, state := f.canvas, f.editor.fields, f.State()
	column, room := labelColumn(c, fields), valueRoom(c, fields)
	var says []string
	for i, field := range fields {
		here := i == f.editor.at && asking
		if field.Open {
			f.drawOpen(b, i, here, rows)
			continue
		}
		label := c.Dim
		if here {
			label = c.Bold
		}
		found := f.finding(i, field, state)
		if here && len(found) == 0 {
			found = f.noted(i, room)
		}
		if problem := field.Examine(state, f.Text(i)).Problem; here || problem != "" {
			says = append(says, found...)
		}
		row := label.Render(parts.Padded(field.Label, column)) + strings.Repeat(" ", settingsGap) + f.setting(i, here, room)
		from := len(b.Lines)
		b.Add(c.Bar(row, parts.Chosen(here, true)))
		if here {
			b.Focus(from)
		}
	}
	b.Add("")
	b.Add(c.Said(says)...)
	b.To = max(b.To, len(b.Lines))
}

// drawOpen adds the options of field i.
func (f settings) drawOpen(b *parts.Body, i int, here bool, rows int) {
	drawChoice(f.Form, b, i, here, rows)
	b.Add(f.canvas.Said(f.finding(i, f.editor.fields[i], f.State()))...)
}

// setting draws the value of field i.
func (f settings) setting(i int, here bool, room int) string {
	c, field := f.canvas, f.editor.fields[i]
	switch list := f.editor.choices[i]; {
	case list == nil && !here && f.Text(i) == "":
		return c.Dim.Render(parts.Clamped(strings.TrimSpace(example(field)), room))
	case list == nil:
		return f.editor.line(c, i, room)
	case field.Kind == steps.Multi:
		return ticked(c, list, here, room)
	default:
		return f.oneOf(list, here, room)
	}
}

// oneOf draws the chosen option between arrows, with its note if there is room.
func (f settings) oneOf(list *choice, here bool, room int) string {
	c := f.canvas
	o, _ := list.hovered()
	text := parts.Clamped(o.Label, room-4)
	if !here {
		return text
	}
	text = c.Accent.Render("‹") + " " + c.Bold.Render(text) + " " + c.Accent.Render("›")
	if parts.Width(text)+2+parts.Width(o.Note) <= room {
		text += "  " + c.Dim.Render(o.Note)
	}
	return text
}

// ticked draws the options of a multiple choice: all options with the focus, otherwise only
// the chosen ones.
func ticked(c parts.Canvas, list *choice, here bool, room int) string {
	chosen := listOf(list.value.text)
	var labels []string
	for n, i := range list.rows {
		o := list.options[i]
		is := slices.Contains(chosen, o.Value)
		switch {
		case !here && is:
			labels = append(labels, o.Label)
		case here && n == list.at:
			mark := "[ ] "
			if is {
				mark = "[x] "
			}
			labels = append(labels, c.Accent.Render("‹")+" "+mark+c.Bold.Render(o.Label)+" "+c.Accent.Render("›"))
		}
	}
	return parts.Clamped(strings.Join(labels, ", "), room)
}

// noted draws the note of the option under the cursor if it has no room beside the option.
// For a multiple choice it lists the chosen options.
func (f settings) noted(i, room int) []string {
	list, c := f.editor.choices[i], f.canvas
	if list == nil {
		return nil
	}
	o, _ := list.hovered()
	if o.Note == "" || !list.multi && parts.Width(o.Label)+6+parts.Width(o.Note) <= room {
		return nil
	}
	return c.Noted(c.Dim.Render(theme.SignNote)+" ", o.Note)
}
