package tui

import (
	"fmt"
	"strings"
	"time"

	"suitekey/core/diagnose"
)

const running = diagnose.Running

// checkLines list the stages of a connection test: sign, name, time, detail.
// brief keeps each to one line but for the one that failed.
func (m *model) checkLines(checks []diagnose.Check, wide int, brief bool) []string {
	t := m.theme
	var lines, skipped []string
	column := 0
	for _, c := range checks {
		column = max(column, width(c.Title))
	}
	for _, c := range checks {
		if brief && c.State == diagnose.Skipped {
			skipped = append(skipped, c.Title)
			continue
		}
		sign, took := m.stage(c)
		if m.size() == small && c.State != diagnose.Failed {
			lines = append(lines, sign+"  "+clamped(c.Title, wide-3))
			continue
		}
		head := sign + "  " + padded(c.Title, column) + " " + t.dim.Render(fmt.Sprintf("%8s", took)) + "  "
		detail, style := []string{c.Detail}, t.dim
		if c.State == diagnose.Failed {
			style = t.bad
		}
		room := wide - width(head)
		if !brief && m.size() == normal || c.State == diagnose.Failed || c.State == diagnose.Warn {
			detail = wrapped(c.Detail, max(room, 16))
		}
		for i, line := range detail {
			if i > 0 {
				head = strings.Repeat(" ", width(head))
			}
			lines = append(lines, head+style.Render(clamped(line, max(room, 0))))
		}
	}
	if len(skipped) > 0 {
		lines = append(lines, t.dim.Render(clamped(signNote+"  not reached: "+strings.Join(skipped, ", "), wide)))
	}
	return lines
}

// stage is the sign of a check and the time it took.
func (m *model) stage(c diagnose.Check) (sign, took string) {
	t := m.theme
	took = fmt.Sprintf("%d ms", c.Duration.Round(time.Millisecond).Milliseconds())
	switch c.State {
	case diagnose.OK:
		return t.good.Render(signDone), took
	case diagnose.Failed:
		return t.bad.Render(signBad), took
	case diagnose.Warn:
		return t.warn.Render(signWarn), took
	case diagnose.Running:
		return t.accent.Render(spinnerFrames[m.frame%len(spinnerFrames)]), ""
	default:
		return t.dim.Render(signNote), ""
	}
}

// lostBody shows a failed test: the stages, then the causes in order of
// likelihood with what mends the one under the cursor.
func (m *model) lostBody(b *body, w *wizard, wide int) {
	t := m.theme
	b.gap()
	b.add(m.checkLines(w.checks, wide, true)...)
	b.gap()
	if len(w.report.Causes) == 0 {
		b.add(wrapped("No likely cause is known for this. r runs the test again.", wide)...)
		return
	}
	b.add(t.dim.Render(clamped("What it can be, the most likely first:", wide)))
	for i, cause := range w.report.Causes {
		mark, style := fmt.Sprintf("  %d  ", i+1), t.plain
		if i == w.picked {
			mark, style = fmt.Sprintf("%s %d  ", t.accent.Bold(true).Render(pointer), i+1), t.bold
		}
		from := len(b.lines)
		lines := wrapped(cause.Title, wide-5)
		for n, line := range lines {
			lead := "     "
			if n == 0 {
				lead = mark
			}
			b.add(lead + style.Render(line))
		}
		if i != w.picked {
			continue
		}
		b.add(indented(wrapped(cause.Fix, wide-5), "     ")...)
		if cause.Menu != "" {
			for _, line := range wrapped(cause.Menu, wide-5) {
				b.add("     " + t.dim.Render(line))
			}
		}
		if cause.URL != "" {
			b.add("     " + t.dim.Hyperlink(cause.URL).Render(clamped(strings.TrimPrefix(cause.URL, "https://"), wide-5)))
		}
		b.look(from)
	}
	if w.report.Refused {
		b.gap()
		for _, line := range wrapped("This was a refused sign-in. At five NetSuite locks the user for 30 minutes.", wide) {
			b.add(t.dim.Render(line))
		}
	}
}
