package tui

import (
	"errors"
	"fmt"
	"strings"

	"charm.land/lipgloss/v2"

	"suitekey/core/diagnose"
	"suitekey/core/lockout"
	"suitekey/steps"
	"suitekey/ui/app"
)

// lostBody shows a failed test: the stages, what that means, the causes in
// order of likelihood with what mends the one under the cursor, and how to be
// certain. Where there is little room the stages that passed give way, then the
// causes far from the cursor.
func (m *model) lostBody(w *wizard, title string, wide int) body {
	h := m.bodyHeight()
	causes := m.causesBody(w, wide)
	open := causes.to - causes.from
	var top, end []string
	for _, folding := range []fold{unfolded, folded, hidden} {
		top, end = m.lostTop(w, title, wide, folding), m.lostEnd(w, wide, folding)
		room := h - len(top) - len(end)
		if len(causes.lines) <= room || folding >= folded && room >= open+4 {
			break
		}
	}
	if room := h - len(top) - len(end); len(causes.lines) > room && room > open+1 {
		shown, offset := causes.window(room-1, -1)
		left := len(w.report.Causes) - m.countCauses(causes, offset, offset+len(shown))
		causes.lines = append(append([]string{}, shown...), m.theme.dim.Render(fmt.Sprintf("     %s %d more", signCut, left)))
		causes.from, causes.to = max(causes.from-offset, 0), max(causes.to-offset, 0)
	}
	var b body
	b.add(top...)
	from := len(b.lines)
	b.add(causes.lines...)
	b.add(end...)
	b.from, b.to = from+causes.from, from+causes.to
	return b
}

// lostTop are the stages and the verdict.
func (m *model) lostTop(w *wizard, title string, wide int, folding fold) []string {
	var b body
	if folding < hidden {
		b.add(m.heading(title, wide)...)
		b.gap()
	}
	b.add(m.foldedChecks(w.checks, wide, folding)...)
	for _, text := range w.report.Corrections {
		b.add(m.dimmed(signNote+"  ", text, wide)...)
	}
	if folding < hidden || m.size() == normal {
		b.gap()
	}
	if m.pressing(w) {
		m.budgetLines(&b, w, wide)
	}
	b.add(wrapped(verdict(w.report), wide)...)
	return b.lines
}

// lostEnd says how to be certain, and counts the refusals.
func (m *model) lostEnd(w *wizard, wide int, folding fold) []string {
	var b body
	if folding < hidden || m.size() == normal {
		b.add("")
	}
	m.certainLines(&b, w, wide, folding)
	if !m.pressing(w) {
		m.budgetLines(&b, w, wide)
	}
	return b.lines
}

// causesBody are the causes, with the opened one marked.
func (m *model) causesBody(w *wizard, wide int) body {
	var b body
	for i := range w.report.Causes {
		m.causeLines(&b, w, i, wide)
	}
	return b
}

// countCauses counts the causes that begin or are open between two lines: all
// but the open one have a line each.
func (m *model) countCauses(b body, from, to int) int {
	n := 0
	for i := from; i < to; i++ {
		if i < b.from || i >= b.to || i == b.from {
			n++
		}
	}
	return n
}

// dimmed sets text behind a mark, quietly; the mark keeps its own colour.
func (m *model) dimmed(mark, text string, wide int) []string {
	return m.inked(m.theme.dim, mark, text, wide)
}

func (m *model) inked(style lipgloss.Style, mark, text string, wide int) []string {
	lines := wrapped(text, wide-width(mark))
	for i := range lines {
		lines[i] = mark + style.Render(lines[i])
		mark = strings.Repeat(" ", width(mark))
	}
	return lines
}

// verdict is the outcome of a failed test in a sentence.
func verdict(r diagnose.Report) string {
	text := "NetSuite refused the sign-in."
	if !r.Refused {
		text = "The test fails at " + failedAt(r.Checks) + "."
	}
	causes := len(r.Causes)
	switch {
	case causes == 0 && r.Err != nil:
		return text + " " + steps.Sentence(errors.New(steps.Shorten(r.Err.Error(), 300))) + " No cause is known for this; w writes a report of the evidence."
	case causes == 0:
		return text + " No cause is known for this; w writes a report of the evidence."
	case r.Decided != "":
		return "The audit trail says " + r.Decided + ", so this is it:"
	case r.Ambiguous && r.Refused:
		text = "NetSuite refused the sign-in and does not say why."
	case causes == 1:
		return text + " It can only be this:"
	case r.Causes[0].Weight >= sure:
		return text + " It is the first of these:"
	}
	return text + " The likeliest first:"
}

// sure is the weight from which the evidence leaves no doubt.
const sure = 95

// failedAt is the title of the stage that failed.
func failedAt(checks []diagnose.Check) string {
	for _, c := range checks {
		if c.State == diagnose.Failed {
			return c.Title
		}
	}
	return "its end"
}

// budgetLines say how near the user is to being locked.
func (m *model) budgetLines(b *body, w *wizard, wide int) {
	n, most := m.refusals(w), lockout.Lock
	count := fmt.Sprintf("%d refused sign-ins in half an hour", n)
	switch {
	case n == 0:
		return
	case n >= most:
		count += ": NetSuite has locked the user for 30 minutes."
	case m.locking(w):
		count += ": the next one locks the user for 30 minutes. Wait, or " + keyForce + " signs in anyway."
	case n == most-2:
		count += fmt.Sprintf("; %d lock the user for 30 minutes. Be certain before the next one.", most)
	default:
		count = strings.Replace(count, "1 refused sign-ins", "1 refused sign-in", 1)
		b.add(m.dimmed("", fmt.Sprintf("%s; %d lock the user for 30 minutes.", count, most), wide)...)
		return
	}
	b.add(m.inked(m.theme.warn, m.theme.warn.Render(signWarn)+"  ", count, wide)...)
}

// pressing tells whether the count of refusals must not be overlooked.
func (m *model) pressing(w *wizard) bool { return m.refusals(w) >= lockout.Lock-2 }

// causeLines are one cause: a line, or everything where the cursor is.
func (m *model) causeLines(b *body, w *wizard, i, wide int) {
	t, cause, from := m.theme, w.report.Causes[i], len(b.lines)
	mark, where := fmt.Sprintf("%3d  ", i+1), ""
	if m.size() >= compact {
		where = m.mendedAt(w, cause)
	}
	if i != w.picked {
		b.add(spread(mark+cause.Title, t.dim.Render(where), wide))
		return
	}
	mark = t.accent.Bold(true).Render(pointer) + fmt.Sprintf("%2d  ", i+1)
	title := wrapped(cause.Title, wide-5)
	if len(title) == 1 && where != "" && width(title[0])+width(where)+1 <= wide-5 {
		b.add(spread(mark+t.bold.Render(title[0]), t.dim.Render(where), wide))
	} else {
		for _, line := range title {
			b.add(mark + t.bold.Render(line))
			mark = "     "
		}
	}
	if cause.Why != "" && m.size() > small {
		b.add(m.dimmed("     ", cause.Why, wide)...)
	}
	for n, do := range cause.Do {
		b.add(hanging("     "+t.accent.Render(fmt.Sprint(n+1))+"  ", do, wide)...)
	}
	m.wayLines(b, cause, wide)
	b.look(from)
}

// wayLines lead to the page on which a cause is mended.
func (m *model) wayLines(b *body, cause diagnose.Cause, wide int) {
	t := m.theme
	if cause.Menu != "" {
		b.add(m.dimmed("     ", cause.Menu, wide)...)
	}
	if cause.URL != "" && m.size() > small {
		short := clamped(strings.TrimPrefix(cause.URL, "https://"), wide-5-width(keyOpen)-2)
		b.add("     " + spread(t.dim.Hyperlink(cause.URL).Render(short), t.accent.Render(keyOpen), wide-5))
	}
}

// mendedAt names the step, or the journey, that a cause leads to.
func (m *model) mendedAt(w *wizard, cause diagnose.Cause) string {
	if w.saved != nil {
		if way, ok := app.FixFor(w.saved.Name, cause); ok {
			return "→ " + way.Does
		}
		return ""
	}
	ahead := *w.walk
	if cause.Step == "" || !ahead.GoTo(cause.Step) {
		return ""
	}
	return "→ " + ahead.Step().Title
}

// certainLines say how to find out which of the causes it is.
func (m *model) certainLines(b *body, w *wizard, wide int, folding fold) {
	ask := w.report.Ask
	if ask == nil {
		return
	}
	text := ask.Text + " " + keyTrail + " opens the page, " + keyDecide + " takes the answer."
	switch {
	case aboutTrail(*ask) && folding < hidden:
		text = "To be certain: " + keyTrail + " opens the Login Audit Trail; add its column Detail; " + keyDecide + " picks what it says."
	case aboutTrail(*ask):
		text = "To be certain: " + keyTrail + " opens the audit trail, " + keyDecide + " picks what it says."
	}
	b.add(wrapped(text, wide)...)
}
