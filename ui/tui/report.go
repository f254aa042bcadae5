package tui

import (
	"fmt"
	"strings"
	"time"

	"suitekey/core/diagnose"
)

// checkLines list the stages of a connection test: sign, name, time, detail.
// brief keeps each to one line but for the one that failed.
func (m *model) checkLines(checks []diagnose.Check, wide int, brief bool) []string {
	t := m.theme
	var lines, skipped []string
	column := titleColumn(checks)
	for _, c := range checks {
		if brief && c.State == diagnose.Skipped {
			skipped = append(skipped, c.Title)
			continue
		}
		lines = append(lines, m.checkLine(c, column, wide, brief)...)
	}
	if len(skipped) > 0 {
		lines = append(lines, t.dim.Render(clamped(signNote+"  not reached: "+strings.Join(skipped, ", "), wide)))
	}
	return lines
}

func titleColumn(checks []diagnose.Check) int {
	column := 0
	for _, c := range checks {
		column = max(column, width(c.Title))
	}
	return column
}

func (m *model) checkLine(c diagnose.Check, column, wide int, brief bool) []string {
	t := m.theme
	sign, took := m.stage(c)
	if m.size() == small && c.State != diagnose.Failed {
		return []string{spread(sign+"  "+c.Title, t.dim.Render(took), wide)}
	}
	head := sign + "  " + padded(c.Title, column) + " " + t.dim.Render(fmt.Sprintf("%8s", took)) + "  "
	detail, style := []string{c.Detail}, t.dim
	if c.State == diagnose.Failed {
		style = t.bad
	}
	room := wide - width(head)
	if room < 16 { // under the title there is more
		head = spread(sign+"  "+c.Title, t.dim.Render(took), wide)
		return append([]string{head}, m.inked(style, "   ", c.Detail, wide)...)
	}
	if !brief && m.size() == normal || c.State == diagnose.Failed || c.State == diagnose.Warn {
		detail = wrapped(c.Detail, room)
	}
	var lines []string
	for i, line := range detail {
		if i > 0 {
			head = strings.Repeat(" ", width(head))
		}
		lines = append(lines, head+style.Render(clamped(line, room)))
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

// fold says how much of the stages is shown.
type fold int

const (
	unfolded fold = iota // every stage on a line of its own
	folded               // those that passed on one, by name
	hidden               // those that passed as a number
)

// foldedChecks list the stages of a test that has ended. What passed without a
// remark gives way where the room is needed for what did not.
func (m *model) foldedChecks(checks []diagnose.Check, wide int, folding fold) []string {
	if folding == unfolded {
		return m.checkLines(checks, wide, true)
	}
	t := m.theme
	var passed []string
	var rest []diagnose.Check
	skipped := 0
	for _, c := range checks {
		switch {
		case c.State == diagnose.OK:
			passed = append(passed, c.Title)
		case c.State == diagnose.Skipped && folding == hidden:
			skipped++
		default:
			rest = append(rest, c)
		}
	}
	text := strings.Join(passed, ", ")
	if folding == hidden {
		text = fmt.Sprintf("%d stages passed", len(passed))
		if skipped > 0 {
			text += fmt.Sprintf(", %d not reached", skipped)
		}
	}
	var lines []string
	if len(passed) > 0 {
		lines = m.dimmed(t.good.Render(signDone)+"  ", text, wide)
	}
	return append(lines, m.checkLines(rest, wide, true)...)
}

// runningBody shows a test while it runs. Every stage has its place before it
// is reached.
func (m *model) runningBody(w *wizard, title string, wide int) body {
	var b body
	if m.size() > small {
		b.add(m.heading(title, wide)...)
		b.gap()
	}
	column := titleColumn(w.job.checks)
	for _, c := range w.job.checks {
		from := len(b.lines)
		b.add(m.checkLine(c, column, wide, true)...)
		if c.State == diagnose.Running {
			b.look(from)
		}
	}
	return b
}
