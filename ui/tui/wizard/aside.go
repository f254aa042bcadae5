package wizard

import (
	"slices"
	"strings"

	"suitekey/steps"
	"suitekey/ui/tui/frame"
	"suitekey/ui/tui/parts"
	"suitekey/ui/tui/testscreen"
	"suitekey/ui/tui/theme"
)

// columns returns the columns for the wizard. A connection test itself needs the space at
// the right.
func (w pages) columns() frame.Columns {
	if w.test != nil {
		return testscreen.Columns(w.test)
	}
	aside := w.Journey() && !w.Finished() || len(w.notes()) > 0
	return w.env.Frame.Columns(w.Journey(), aside)
}

// stages returns the progress of the journey. At its end, all stages are done.
func (w pages) stages() []steps.Stage {
	stages := w.walk.Stages()
	if w.Finished() {
		for i := range stages {
			stages[i].Done, stages[i].Now = true, false
		}
	}
	return stages
}

// notes are the texts that explain the field under the cursor and the step.
func (w pages) notes() (texts []string) {
	if w.walk.Step().Doc == nil {
		return nil
	}
	doc := w.form.Page()
	if field, ok := w.form.Field(); ok && w.phase == asking {
		texts = append(texts, doc.Explain[field.Key])
	}
	if brief(w.Wizard) && !w.Finished() {
		_, rest := firstSentence(doc.Why)
		texts = append(texts, rest)
	}
	return slices.DeleteFunc(append(texts, doc.Explain[""]), func(text string) bool { return text == "" })
}

// aside explains the field under the cursor, and in practice has the card below.
func (w drawing) aside(state steps.State, columns frame.Columns) []string {
	if columns.Aside == 0 {
		return nil
	}
	c := w.env.Frame.AsideCanvas(columns)
	lines := w.explained(c)
	if w.test != nil {
		lines = testscreen.Aside(w.test, lines)
	}
	switch card := w.cardBeside(c, state, len(lines)); {
	case card != nil && len(lines) > 0:
		lines = append(append(lines, "", c.Rule(), ""), card...)
	case card != nil:
		lines = card
	}
	if h := w.env.Frame.BodyHeight(); len(lines) > h {
		lines = append(lines[:h-1:h-1], c.Dim.Render(theme.SignCut+" "+parts.KeyExplain))
	}
	return lines
}

// explained returns the facts about the field under the cursor and about the step.
func (w drawing) explained(c parts.Canvas) []string {
	texts, title := w.notes(), ""
	if len(texts) == 0 {
		return nil
	}
	if field, ok := w.form.Field(); ok && w.phase == asking {
		title = field.Label
	}
	switch {
	case title != "":
	case w.Finished():
		title = "Good to know"
	default:
		title = "About this step" // whose title stands above the body
	}
	var lines []string
	for _, line := range parts.Wrapped(title, c.Wide) {
		lines = append(lines, c.Bold.Render(line))
	}
	for _, text := range texts {
		for _, paragraph := range strings.Split(text, "\n\n") {
			lines = append(append(lines, ""), c.Quiet(paragraph)...)
		}
	}
	return lines
}

// firstSentence splits a text after its first sentence.
func firstSentence(text string) (first, rest string) {
	for at, r := range text {
		if r == '\n' {
			return text[:at], strings.TrimSpace(text[at:])
		}
		after := strings.TrimPrefix(text[at:], ". ")
		begins := after != "" && strings.ToLower(after[:1]) != after[:1] || strings.HasPrefix(after, "suitekey ")
		if after != text[at:] && begins {
			return text[:at+1], after
		}
	}
	return text, ""
}

// cardOpen reports whether the card covers a part of the body.
func (w *Wizard) cardOpen() bool {
	return w.card && drawing{pages: pages{w}}.takesCard()
}

// takesCard reports whether the card can be opened over the body: in practice, if it is not
// drawn beside the body.
func (w drawing) takesCard() bool {
	if !w.env.App.Demo() || w.phase == lost || w.Finished() {
		return false
	}
	columns := w.columns()
	if columns.Aside == 0 {
		return true
	}
	c := w.env.Frame.AsideCanvas(columns)
	return w.cardBeside(c, w.form.State(), len(w.explained(c))) == nil
}

// cardBeside draws the card if it fits below the taken lines.
func (w drawing) cardBeside(c parts.Canvas, state steps.State, taken int) []string {
	if !w.env.App.Demo() || !w.Journey() || w.Finished() {
		return nil
	}
	lines := w.cardLines(state, c.Wide)
	if taken+3+len(lines) > w.env.Frame.BodyHeight() {
		return nil
	}
	return lines
}

// cardLines draws the practice values.
func (w drawing) cardLines(state steps.State, wide int) []string {
	t := w.env.Frame.Theme
	lines := []string{t.Accent.Bold(true).Render("Practice values")}
	if field, ok := w.form.Field(); ok && w.phase == asking && (footer{w.pages}).practiceFills(field) {
		lines = append(lines, t.Dim.Render(parts.Clamped(parts.KeyPractice+" fills the field", wide)))
	}
	lines = append(lines, "")
	for _, line := range w.env.App.Practice().Lines(state) {
		lines = append(lines, t.Dim.Render(line.Label))
		for rest := line.Value; rest != ""; {
			n := min(len(rest), wide)
			if len(rest) == 64 {
				n = min(32, wide)
			}
			lines = append(lines, rest[:n])
			rest = strings.TrimSpace(rest[n:])
		}
	}
	return lines
}

// cardBelow adds the card under the body if the person has opened it.
func (w drawing) cardBelow(b *parts.Body, state steps.State, wide int) {
	if !w.cardOpen() {
		return
	}
	b.Gap()
	from := len(b.Lines)
	b.Add(w.cardLines(state, wide)...)
	b.Focus(from)
}
