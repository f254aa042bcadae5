package testscreen

import (
	"fmt"
	"strconv"
	"strings"

	"suitekey/core/diagnose"
	"suitekey/core/lockout"
	"suitekey/steps"
	"suitekey/ui/app"
	"suitekey/ui/app/verdict"
	"suitekey/ui/tui/parts"
	"suitekey/ui/tui/theme"
)

// failedView draws a failed test.
type failedView struct{ *Test }

// failedBody draws a failed test: the stages, their meaning, the causes in order of
// likelihood with the fix of the cause under the cursor, and how to be certain. If space is
// short, the passed stages are shortened first, then the causes far from the cursor.
func (t failedView) failedBody(title string) parts.Body {
	h := t.frame.BodyHeight()
	causes := t.causesBody()
	open := causes.To - causes.From
	var top, end []string
	for _, folding := range []fold{unfolded, folded, hidden} {
		top, end = t.failedTop(title, folding), t.failedEnd(folding)
		room := h - len(top) - len(end)
		if len(causes.Lines) <= room || folding >= folded && room >= open+4 {
			break
		}
	}
	if room := h - len(top) - len(end); len(causes.Lines) > room && room > open+1 {
		shown, offset := causes.Window(room-1, -1)
		left := len(t.report.Causes) - countCauses(causes, offset, offset+len(shown))
		causes.Lines = append(append([]string{}, shown...), t.frame.Theme.Dim.Render(fmt.Sprintf("     %s %d more", theme.SignCut, left)))
		causes.From, causes.To = max(causes.From-offset, 0), max(causes.To-offset, 0)
	}
	var b parts.Body
	b.Add(top...)
	from := len(b.Lines)
	b.Add(causes.Lines...)
	b.Add(end...)
	b.From, b.To = from+causes.From, from+causes.To
	return b
}

// failedTop draws the stages and the verdict.
func (t failedView) failedTop(title string, folding fold) []string {
	c := t.canvas()
	var b parts.Body
	if folding < hidden {
		b.Add(c.Heading(title)...)
		b.Gap()
	}
	b.Add(t.foldedChecks(t.checks, folding)...)
	for _, text := range t.report.Corrections {
		b.Add(c.Noted(theme.SignNote+"  ", text)...)
	}
	if folding < hidden || c.Size == parts.Normal {
		b.Gap()
	}
	if t.pressing() {
		t.BudgetLines(&b)
	}
	if !t.again.IsZero() {
		b.Add(c.Noted(theme.SignNote+"  ", verdict.Age(t.again, t.app.Now()))...)
	}
	b.Add(parts.Wrapped(verdict.Outcome(t.report), c.Wide)...)
	return b.Lines
}

// failedEnd says how to be certain, and counts the refusals.
func (t failedView) failedEnd(folding fold) []string {
	c := t.canvas()
	var b parts.Body
	if folding < hidden || c.Size == parts.Normal {
		b.Add("")
	}
	t.certainLines(&b, folding)
	if !t.pressing() {
		t.BudgetLines(&b)
	}
	return b.Lines
}

// causesBody draws the causes. The one under the cursor is open.
func (t failedView) causesBody() parts.Body {
	var b parts.Body
	for i := range t.report.Causes {
		t.causeLines(&b, i)
	}
	return b
}

// countCauses counts the causes that begin or are open between two lines. Every cause
// except the open one has one line.
func countCauses(b parts.Body, from, to int) int {
	n := 0
	for i := from; i < to; i++ {
		if i < b.From || i >= b.To || i == b.From {
			n++
		}
	}
	return n
}

// BudgetLines shows how many more refused sign-ins NetSuite allows before it locks the
// user.
func (t *Test) BudgetLines(b *parts.Body) {
	c := t.canvas()
	n, most := t.Refusals(), lockout.Lock
	count := fmt.Sprintf("%d refused sign-ins in half an hour", n)
	switch {
	case n == 0:
		return
	case n >= most:
		count += ": NetSuite has locked the user for 30 minutes."
	case t.locking():
		now := t.app.Now()
		count = fmt.Sprintf("%d of %d refused sign-ins are spent, until %s. One more locks the user for 30 minutes: change the values or wait.",
			n, most, steps.Clock(lockout.FreeAt(t.journey.Subject().Refusals, now), now))
	case n == most-2:
		count += fmt.Sprintf("; %d lock the user for 30 minutes. Be certain before the next one.", most)
	default:
		count = strings.Replace(count, "1 refused sign-ins", "1 refused sign-in", 1)
		b.Add(c.Noted("", fmt.Sprintf("%s; %d lock the user for 30 minutes.", count, most))...)
		return
	}
	b.Add(c.Inked(c.Warn, c.Warn.Render(theme.SignWarn)+"  ", count)...)
}

// pressing reports whether the count of refusals is so high that it must stand out.
func (t *Test) pressing() bool { return t.Refusals() >= lockout.Lock-2 }

// causeLines draws one cause: one line, or all its text under the cursor.
func (t failedView) causeLines(b *parts.Body, i int) {
	c, cause, from := t.canvas(), t.report.Causes[i], len(b.Lines)
	digits := len(strconv.Itoa(len(t.report.Causes)))
	mark, where := fmt.Sprintf("%*d  ", digits, i+1), ""
	indent := strings.Repeat(" ", parts.BarInset+len(mark))
	if c.Size >= parts.Compact {
		where = t.fixedAt(cause)
	}
	if i != t.picked {
		b.Add(c.Bar(parts.Spread(mark+cause.Title, c.Dim.Render(where), c.Wide-parts.BarInset), parts.Unselected))
		return
	}
	title := parts.Wrapped(cause.Title, c.Wide-len(indent))
	if len(title) > 1 || parts.Width(title[0])+parts.Width(where)+1 > c.Wide-len(indent) {
		where = ""
	}
	for _, line := range title {
		b.Add(c.Bar(parts.Spread(mark+c.Bold.Render(line), c.Dim.Render(where), c.Wide-parts.BarInset), parts.Selected))
		mark = indent[parts.BarInset:]
	}
	t.explainLines(b, cause, indent)
	b.Focus(from)
}

// explainLines draws the verdict's text about a cause. Each kind of line has
// its own style.
func (t failedView) explainLines(b *parts.Body, cause diagnose.Cause, indent string) {
	c, n := t.canvas(), 0
	for _, line := range verdict.Explained(cause) {
		switch line.Kind {
		case verdict.Why:
			if c.Size > parts.Small {
				b.Add(c.Noted(indent, line.Text)...)
			}
		case verdict.Do:
			n++
			b.Add(parts.Hanging(indent+c.Accent.Render(fmt.Sprint(n))+"  ", line.Text, c.Wide)...)
		case verdict.Menu:
			b.Add(c.Noted(indent, line.Text)...)
		case verdict.Link:
			if c.Size > parts.Small {
				short := parts.ShortLink(line.Text, c.Wide-len(indent)-parts.Width(parts.KeyOpen)-2)
				b.Add(indent + parts.Spread(c.Dim.Hyperlink(line.Text).Render(short), c.Accent.Render(parts.KeyOpen), c.Wide-len(indent)))
			}
		}
	}
}

// fixedAt returns the name of the step or the journey that fixes a cause.
func (t *Test) fixedAt(cause diagnose.Cause) string {
	if t.journey.Saved() {
		if way, ok := app.FixFor(t.journey.Subject().Name, cause); ok {
			return "→ " + way.Does
		}
		return ""
	}
	if title, ok := t.journey.FixedAt(cause.Step); ok {
		return "→ " + title
	}
	return ""
}

// certainLines says how to find out which of the causes is the right one.
func (t failedView) certainLines(b *parts.Body, folding fold) {
	if !certain(t.Test) {
		return
	}
	c, ask := t.canvas(), t.report.Ask
	text := ask.Text + " " + keyTrail + " opens the page, " + keyDecide + " takes the answer."
	switch {
	case aboutTrail(*ask) && folding < hidden:
		text = "To be certain: " + keyTrail + " opens the Login Audit Trail; add its column Detail; " + keyDecide + " picks what it says."
	case aboutTrail(*ask):
		text = "To be certain: " + keyTrail + " opens the audit trail, " + keyDecide + " picks what it says."
	}
	b.Add(parts.Wrapped(text, c.Wide)...)
}
