package tui

import (
	"fmt"
	"strings"

	"suitekey/steps"
	"suitekey/ui/app"
)

// wizardPage is the wizard on top as a page of the frame.
func (m *model) wizardPage(w *wizard) page {
	now := w.tentative()
	state := now.State()
	p := page{what: w.walk.Flow().Title, scroll: &w.scroll, keys: m.wizardKeys(w)}
	if name := app.Subject(w.walk.Flow(), state); name != "" && w.journey() {
		p.what += " " + signNote + " " + name
		if m.size() < normal {
			p.what = name
		}
	}
	p.where = m.theme.environment(state.Account())
	if w.journey() {
		marks, at := w.walk.Progress()
		if m.hasStepper(w) {
			p.marks = marks
		}
		count := fmt.Sprintf("%d/%d", at, len(marks))
		if m.size() == normal {
			count = fmt.Sprintf("%d of %d", at, len(marks))
		}
		p.where = strings.TrimSpace(p.where + "   " + count)
	}
	if m.hasStepper(w) {
		p.aside = m.cardAside(state)
	}
	p.body = m.wizardBody(w, state, true)
	if len(p.body.lines) > m.bodyHeight() {
		p.body = m.wizardBody(w, state, false) // what to do goes before why; the explanation has it, too
	}
	return p
}

// page is what the open step says of itself.
func (w *wizard) page(state steps.State) steps.Page {
	step := w.walk.Step()
	if step.Doc == nil {
		return steps.Page{Title: step.Title}
	}
	return step.Doc(state)
}

func (m *model) wizardBody(w *wizard, state steps.State, why bool) body {
	var b body
	wide := m.bodyWidth(m.hasStepper(w))
	doc := w.page(state)
	switch {
	case w.finished():
		m.endBody(&b, w, wide)
		return b
	case w.picker != nil:
		return m.pickerBody(w, wide)
	case w.phase == testLost:
		return m.lostBody(w, doc.Title, wide)
	case w.phase == showing && w.testing():
		return m.passedBody(w, doc.Title, wide)
	case w.phase == working && w.testing():
		return m.runningBody(w, doc.Title, wide)
	}
	b.add(m.heading(doc.Title, wide)...)
	questionsFirst := m.size() == small && len(w.form.fields) > 0
	if questionsFirst {
		m.fieldLines(&b, w, state, wide)
	}
	if w.phase != showing {
		if why {
			m.whyLines(&b, doc, wide)
		}
		m.doLines(&b, w, state, wide)
	}
	if !questionsFirst {
		b.gap()
		m.fieldLines(&b, w, state, wide)
	}
	m.workLines(&b, w, wide)
	m.cardBelow(&b, state, wide)
	return b
}

func (m *model) heading(title string, wide int) []string {
	lines := wrapped(title, wide)
	for i := range lines {
		lines[i] = m.theme.accent.Bold(true).Render(lines[i])
	}
	return lines
}

// whyLines say why, quietly.
func (m *model) whyLines(b *body, doc steps.Page, wide int) {
	if doc.Why == "" {
		return
	}
	if m.size() > small {
		b.gap()
	}
	for i, paragraph := range strings.Split(doc.Why, "\n\n") {
		if i > 0 {
			b.gap()
		}
		for _, line := range wrapped(paragraph, wide) {
			b.add(m.theme.dim.Render(line))
		}
	}
}

// doLines say what to click in NetSuite, in order, with the way there.
func (m *model) doLines(b *body, w *wizard, state steps.State, wide int) {
	step := w.walk.Step()
	if step.Do == nil {
		return
	}
	t := m.theme
	current, _ := w.current()
	b.gap()
	for i, do := range step.Do(state) {
		number := t.accent.Render(fmt.Sprintf("%d", i+1)) + "  "
		first, second := do.Menu, do.Text
		if first == "" {
			first, second = do.Text, ""
		}
		if strings.HasSuffix(first, second) {
			second = "" // "Create New" at the end of the menu path says it already
		}
		b.add(hungLines(number, wrappedPaths(first, wide-3), "   ")...)
		if do.URL != "" {
			m.linkLines(b, do, do.URL == current.url, wide-3)
		}
		if second != "" {
			b.add(indented(wrapped(second, wide-3), "   ")...)
		}
	}
	if m.uploads(w) {
		b.add(hanging(t.accent.Render(keyPractice)+"  ", "the practice administrator uploads it", wide)...)
	}
}

// linkLines show a page of NetSuite, with the key that opens it if it is the one
// whose turn it is. One to which no menu leads stands there whole: it is often
// opened on another computer, and is longer than a line.
func (m *model) linkLines(b *body, do steps.Instruction, current bool, wide int) {
	t, room := m.theme, wide-width(keyOpen)-2
	pieces, keys := []string{clamped(strings.TrimPrefix(do.URL, "https://"), room)}, []string{keyOpen}
	if do.Menu == "" {
		pieces, keys = cells(do.URL, room), []string{keyOpen, keyCopy}
	}
	for i, piece := range pieces {
		key := ""
		if current && i < len(keys) {
			key = t.accent.Render(keys[i])
		}
		b.add("   " + spread(t.dim.Hyperlink(do.URL).Render(piece), key, wide))
	}
}

// workLines show what the step's work does, found or failed at.
func (m *model) workLines(b *body, w *wizard, wide int) {
	t := m.theme
	switch {
	case w.phase == working:
		b.gap()
		from := len(b.lines)
		b.add(hungLines(m.spinner(w), wrappedPaths(w.job.doing, wide-3), "   ")...)
		b.look(from)
	case w.phase == showing:
		b.gap()
		from := len(b.lines)
		defer func() { b.look(from) }() // the verdict stays in sight
		for _, line := range w.walk.Step().Show(w.walk.State()) {
			mark := t.good.Render(signDone) + "  "
			if rest, part := strings.CutPrefix(line, "  "); part { // of the line before
				mark, line = "   ", rest
			}
			b.add(hungLines(mark, wrappedPaths(line, wide-3), "   ")...)
		}
	case w.testing() && m.refusals(w) > 0:
		b.gap()
		m.budgetLines(b, w, wide)
	case w.problem != "" && !w.shownAtField():
		b.gap()
		from := len(b.lines)
		for _, line := range hanging(signBad+" ", w.problem, wide) {
			b.add(t.bad.Render(line))
		}
		b.look(from)
	}
}

func (m *model) spinner(w *wizard) string {
	return m.theme.accent.Render(spinnerFrames[w.job.frame%len(spinnerFrames)]) + "  "
}

// shownAtField tells whether the problem stands under a field already.
func (w *wizard) shownAtField() bool {
	for _, f := range w.form.fields {
		if f.Key == w.problemKey {
			return true
		}
	}
	return false
}

func (w *wizard) shownAtCursor() bool {
	field, ok := w.form.field()
	return ok && field.Key == w.problemKey
}

// endBody is the last screen of a journey: what there is now and what comes next.
func (m *model) endBody(b *body, w *wizard, wide int) {
	t := m.theme
	for i, line := range w.walk.Step().Show(w.walk.State()) {
		if i == 0 {
			b.add(hanging(t.good.Bold(true).Render(signDone)+"  ", t.bold.Render(line), wide)...)
			continue
		}
		b.add(indented(wrappedPaths(line, wide-3), "   ")...)
	}
	b.gap()
	if !m.app.Demo() && !w.walk.Flow().AboutSaved {
		b.add(indented(wrapped("Saved, encrypted, in "+m.app.Home()+".", wide-3), "   ")...)
		b.gap()
	}
	for _, line := range m.nextCommands(w.walk) {
		b.add(indented(wrapped(line, wide-3), "   ")...)
	}
}
