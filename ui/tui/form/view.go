package form

import (
	"strings"

	"charm.land/lipgloss/v2"

	"suitekey/core/secret"
	"suitekey/steps"
	"suitekey/ui/tui/parts"
	"suitekey/ui/tui/theme"
)

// Draw adds the questions. Under each one line is kept for what there is
// to say of it, so that nothing jumps.
func (f *Form) Draw(b *parts.Body, asking bool) {
	state := f.State()
	for i, field := range f.editor.fields {
		from := len(b.Lines)
		lines := f.editor.view(f.canvas, state, i)
		b.Add(lines...)
		b.Add(f.finding(i, field, state)...)
		if i != f.editor.at || !asking {
			continue
		}
		b.Focus(from)
		if !isText(field) {
			for n, line := range lines {
				if strings.Contains(line, theme.BarEdge) { // a long list: the option under the cursor counts
					b.From, b.To = from+max(n-1, 0), from+n+2
				}
			}
		}
	}
}

// finding is what there is to say of field i, at least one line.
func (f *Form) finding(i int, field steps.Field, state steps.State) []string {
	t, text := f.canvas.Theme, f.Text(i)
	found := field.Examine(state, text)
	var lines []string
	say := func(sign lipgloss.Style, mark, text string, style lipgloss.Style) {
		for n, line := range parts.Wrapped(text, f.canvas.Wide-4) {
			lead := "  " + sign.Render(mark) + " "
			if n > 0 {
				lead = "    "
			}
			lines = append(lines, lead+style.Render(line))
		}
	}
	repaired := f.repairs[field.Key]
	switch {
	case f.problem != "" && f.problemKey == field.Key:
		say(t.Bad, theme.SignBad, f.problem, t.Bad)
	case found.Problem != "" && f.tried[field.Key]:
		say(t.Bad, theme.SignBad, found.Problem, t.Bad)
	case found.Problem != "" && text != "":
		say(t.Dim, theme.SignNote, found.Problem, t.Dim) // not finished yet: no alarm
	case found.Warning != "" && (f.tried[field.Key] || field.Kind >= steps.Choice):
		say(t.Warn, theme.SignWarn, found.Warning, t.Warn)
	case found.Warning != "":
		say(t.Dim, theme.SignNote, found.Warning, t.Dim)
	case found.Note != "" && f.unseen(field, state) != "":
		say(t.Dim, theme.SignNote, f.unseen(field, state), t.Dim)
	case found.Note != "":
		note := found.Note
		if end := secretEnd(field, text); end != "" {
			note += " " + theme.SignNote + " ends in " + end
		}
		say(t.Good, theme.SignDone, note, t.Dim)
	}
	if i == f.editor.at && !isText(field) && found.Problem == "" && found.Warning == "" {
		if note := f.optionNote(field, state); note != "" {
			lines = nil
			say(t.Dim, theme.SignNote, note, t.Dim)
		}
	}
	if repaired != "" && f.problemKey != field.Key {
		say(t.Dim, theme.SignNote, repaired, t.Dim)
	}
	if len(lines) == 0 {
		lines = []string{""}
	}
	return lines
}

// unseen is what is said of a default that nobody has looked at.
func (f *Form) unseen(field steps.Field, state steps.State) string {
	if _, answered := state.Answer(field.Key); answered || field.Unseen == nil || f.Holds(field.Key) {
		return ""
	}
	return field.Unseen(state)
}

// secretEnd is the end of a complete secret, to compare with what was copied.
func secretEnd(f steps.Field, text string) string {
	if f.Kind != steps.Secret || f.Passphrase {
		return ""
	}
	return secret.New(text).Tail()
}

// optionNote is the remark of the option under the cursor, where there was no
// room for it beside the label.
func (f *Form) optionNote(field steps.Field, state steps.State) string {
	list, room := field.Options(state), optionsRoom(field, f.canvas.Wide)
	if place, _ := notesPlace(list, room); place != notesBelow {
		return ""
	}
	hovered := f.editor.hovered()
	for _, o := range list {
		if o.Value == hovered {
			return o.Note
		}
	}
	return ""
}
