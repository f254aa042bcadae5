package tui

import (
	"strings"

	"charm.land/lipgloss/v2"

	"suitekey/core/secret"
	"suitekey/steps"
)

// fieldLines draw the questions. Under each one line is kept for what there is
// to say of it, so that nothing jumps.
func (m *model) fieldLines(b *body, w *wizard, state steps.State, wide int) {
	for i, f := range w.form.fields {
		from := len(b.lines)
		lines := w.form.view(m.theme, state, i, wide)
		b.add(lines...)
		said := m.finding(w, i, f, state, wide)
		b.add(said...)
		if i != w.form.at || w.phase != asking {
			continue
		}
		b.look(from)
		if f.Kind == steps.Choice || f.Kind == steps.Multi {
			for n, line := range lines {
				if strings.Contains(line, pointer) { // a long list: the option under the cursor counts
					b.from, b.to = from+max(n-1, 0), from+n+2
				}
			}
		}
	}
}

// finding is what there is to say of field i, at least one line.
func (m *model) finding(w *wizard, i int, f steps.Field, state steps.State, wide int) []string {
	t, text := m.theme, w.form.text(i)
	found := f.Examine(state, text)
	var lines []string
	say := func(sign lipgloss.Style, mark, text string, style lipgloss.Style) {
		for n, line := range wrapped(text, wide-4) {
			lead := "  " + sign.Render(mark) + " "
			if n > 0 {
				lead = "    "
			}
			lines = append(lines, lead+style.Render(line))
		}
	}
	repaired := w.repairs[f.Key]
	switch {
	case w.problem != "" && w.problemKey == f.Key:
		say(t.bad, signBad, w.problem, t.bad)
	case found.Problem != "" && w.tried[f.Key]:
		say(t.bad, signBad, found.Problem, t.bad)
	case found.Problem != "" && text != "":
		say(t.dim, signNote, found.Problem, t.dim) // not finished yet: no alarm
	case found.Warning != "" && (w.tried[f.Key] || f.Kind >= steps.Choice):
		say(t.warn, signWarn, found.Warning, t.warn)
	case found.Warning != "":
		say(t.dim, signNote, found.Warning, t.dim)
	case found.Note != "":
		note := found.Note
		if end := secretEnd(f, text); end != "" {
			note += " " + signNote + " ends in " + end
		}
		say(t.good, signDone, note, t.dim)
	}
	if i == w.form.at && (f.Kind == steps.Choice || f.Kind == steps.Multi) && found.Problem == "" && found.Warning == "" {
		if note := m.optionNote(f, state, w.form.hovered(), wide); note != "" {
			lines = nil
			say(t.dim, signNote, note, t.dim)
		}
	}
	if repaired != "" && w.problemKey != f.Key {
		say(t.dim, signNote, repaired, t.dim)
	}
	if len(lines) == 0 {
		lines = []string{""}
	}
	return lines
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
func (m *model) optionNote(f steps.Field, state steps.State, text string, wide int) string {
	list := f.Options(state)
	room := wide - 2
	if f.Kind == steps.Multi {
		room = wide - 6
	}
	if place, _ := notesPlace(list, room); place != notesBelow {
		return ""
	}
	for _, o := range list {
		if o.Value == text {
			return o.Note
		}
	}
	return ""
}
