package form

import (
	"fmt"

	"charm.land/lipgloss/v2"

	"suitekey/core/secret"
	"suitekey/steps"
	"suitekey/ui/tui/parts"
	"suitekey/ui/tui/theme"
)

// Draw adds the questions. It reserves one line for remarks under each of them, and one
// empty line between two questions, so that nothing moves when a remark appears. A list of
// more than rows options shows the options around the cursor.
func (f *Form) Draw(b *parts.Body, asking bool, rows int) {
	if compact(f) {
		settings{f}.draw(b, asking, rows)
		return
	}
	state := f.State()
	for i, field := range f.editor.fields {
		if i > 0 && f.canvas.Size > parts.Small {
			b.Add("")
		}
		from, here := len(b.Lines), i == f.editor.at && asking
		if isText(field) {
			b.Add(f.canvas.Field(parts.Field{
				Label: field.Label, Line: f.editor.line(f.canvas, i, f.canvas.FieldRoom()), Focused: here, Says: f.finding(i, field, state),
			})...)
			if here {
				b.Focus(from)
			}
			continue
		}
		drawChoice(f, b, i, here, rows)
		b.Add(f.canvas.Said(f.finding(i, field, state))...)
	}
}

// drawChoice adds the options of field i.
func drawChoice(f *Form, b *parts.Body, i int, here bool, rows int) {
	field, list, c := f.editor.fields[i], f.editor.choices[i], f.canvas
	from := len(b.Lines)
	if field.Label != "" {
		label := c.Plain
		if here {
			label = c.Bold
		}
		for i, line := range parts.Wrapped(field.Label, c.Wide) {
			count := ""
			if n := len(list.rows); i == 0 && rows > 0 && n > rows && !list.finds {
				count = c.Dim.Render(fmt.Sprintf("%d of %d", list.at+1, n))
			}
			line = label.Render(line)
			if count != "" {
				line = parts.Spread(line, count, c.Wide)
			}
			b.Add(line)
		}
	}
	if list.finds {
		query := c.Dim.Render("Type to find.")
		if list.query != "" {
			query = c.Accent.Bold(true).Render("/ ") + list.query + c.Reverse.Render(" ")
		}
		b.Add("  " + parts.Clamped(query, c.Wide-2))
	}
	lines, first, last := list.draw(c, here, rows)
	at := len(b.Lines)
	b.Add(lines...)
	if here {
		b.Focus(from)
		if first > 0 || list.finds { // of a long list, the option under the cursor must stay visible
			b.From, b.To = at+max(first-1, 0), at+last+1
		}
	}
}

// finding returns the remarks about field i.
func (f *Form) finding(i int, field steps.Field, state steps.State) []string {
	t, text := f.canvas.Theme, f.Text(i)
	found := field.Examine(state, text)
	var lines []string
	say := func(sign lipgloss.Style, mark, text string, style lipgloss.Style) {
		for n, line := range parts.Wrapped(text, f.canvas.Wide-4) {
			lead := sign.Render(mark) + " "
			if n > 0 {
				lead = "  "
			}
			lines = append(lines, lead+style.Render(line))
		}
	}
	repaired := f.repairs[field.Key]
	if i == f.editor.at && !f.made.IsEmpty() && f.made.Equal(secret.New(text)) {
		for _, line := range parts.Wrapped(text, f.canvas.Wide-8) { // the input line may be too short for this text
			lines = append(lines, "    "+t.Bold.Render(line))
		}
		say(t.Accent, theme.SignNote, "Write it down, or save it in your password manager. Then type it once more.", t.Plain)
	}
	switch {
	case f.problem != "" && f.problemKey == field.Key:
		say(t.Bad, theme.SignBad, f.problem, t.Bad)
	case found.Problem != "" && f.tried[field.Key]:
		say(t.Bad, theme.SignBad, found.Problem, t.Bad)
	case found.Problem != "" && text != "":
		say(t.Dim, theme.SignNote, found.Problem, t.Dim) // input is incomplete: no warning yet
	case found.Warning != "" && (f.tried[field.Key] || field.Kind >= steps.Choice):
		say(t.Warn, theme.SignWarn, found.Warning, t.Warn)
	case found.Warning != "":
		say(t.Dim, theme.SignNote, found.Warning, t.Dim)
	case found.Note != "" && unseen(f, field, state) != "":
		say(t.Dim, theme.SignNote, unseen(f, field, state), t.Dim)
	case found.Note != "":
		note := found.Note
		if end := secretEnd(field, text); end != "" {
			note += " " + theme.SignNote + " ends in " + end
		}
		say(t.Good, theme.SignDone, note, t.Dim)
	}
	if repaired != "" && f.problemKey != field.Key {
		say(t.Dim, theme.SignNote, repaired, t.Dim)
	}
	return lines
}

// unseen returns the remark about a default that nobody has seen yet.
func unseen(f *Form, field steps.Field, state steps.State) string {
	if _, answered := state.Answer(field.Key); answered || field.Unseen == nil || f.Holds(field.Key) {
		return ""
	}
	return field.Unseen(state)
}

// secretEnd returns the end of a complete secret, for a comparison with the copied text.
func secretEnd(f steps.Field, text string) string {
	if f.Kind != steps.Secret || f.Passphrase {
		return ""
	}
	return secret.New(text).Tail()
}
