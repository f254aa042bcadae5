package testscreen

import (
	"fmt"
	"strings"
	"time"

	"suitekey/core/diagnose"
	"suitekey/ui/tui/parts"
	"suitekey/ui/tui/theme"
)

// checkLines lists the stages of a connection test: sign, name, time, detail. With brief,
// each stage except a failed one takes one line.
func (t *Test) checkLines(checks []diagnose.Check, brief bool) []string {
	c := t.canvas()
	var lines, skipped []string
	column := titleColumn(checks)
	for _, check := range checks {
		switch {
		case brief && check.Name == diagnose.Connect && check.State == diagnose.Skipped && check.Detail != "": // no test reaches this stage
			lines = append(lines, c.Noted(theme.SignNote+"  ", check.Title+": "+check.Detail)...)
			continue
		case brief && check.State == diagnose.Skipped:
			skipped = append(skipped, check.Title)
			continue
		}
		lines = append(lines, t.checkLine(check, column, brief)...)
	}
	if len(skipped) > 0 {
		lines = append(lines, c.Dim.Render(parts.Clamped(theme.SignNote+"  not reached: "+strings.Join(skipped, ", "), c.Wide)))
	}
	return lines
}

func titleColumn(checks []diagnose.Check) int {
	column := 0
	for _, check := range checks {
		column = max(column, parts.Width(check.Title))
	}
	return column
}

func (t *Test) checkLine(check diagnose.Check, column int, brief bool) []string {
	c := t.canvas()
	sign, took := t.stage(check)
	if c.Size == parts.Small && check.State != diagnose.Failed {
		return []string{parts.Spread(sign+"  "+check.Title, c.Dim.Render(took), c.Wide)}
	}
	head := sign + "  " + parts.Padded(check.Title, column) + "  "
	if t.roomy() {
		head = sign + "  " + parts.Padded(check.Title, column) + " " + c.Dim.Render(fmt.Sprintf("%8s", took)) + "  "
	}
	detail, style := []string{check.Detail}, c.Dim
	if check.State == diagnose.Failed {
		style = c.Bad
	}
	room := c.Wide - parts.Width(head)
	if room < 16 { // there is more space under the title
		head = parts.Spread(sign+"  "+check.Title, c.Dim.Render(took), c.Wide)
		return append([]string{head}, c.Inked(style, "   ", check.Detail)...)
	}
	if (!brief || beside(t)) && c.Size == parts.Normal || check.State == diagnose.Failed || check.State == diagnose.Warn {
		detail = parts.Wrapped(check.Detail, room)
	}
	var lines []string
	for i, line := range detail {
		if i > 0 {
			head = strings.Repeat(" ", parts.Width(head))
		}
		lines = append(lines, head+style.Render(parts.Clamped(line, room)))
	}
	return lines
}

// wideFrom is the window width from which less important facts are shown: the time of each
// stage, and details that only say that a stage passed.
const wideFrom = 100

func (t *Test) roomy() bool { return t.frame.Width >= wideFrom }

// stage returns the sign of a check and its duration.
func (t *Test) stage(check diagnose.Check) (sign, took string) {
	c := t.canvas()
	if t.roomy() {
		took = fmt.Sprintf("%d ms", check.Duration.Round(time.Millisecond).Milliseconds())
	}
	switch check.State {
	case diagnose.OK:
		return c.Good.Render(theme.SignDone), took
	case diagnose.Failed:
		return c.Bad.Render(theme.SignBad), took
	case diagnose.Warn:
		return c.Warn.Render(theme.SignWarn), took
	case diagnose.Running:
		return c.Accent.Render(theme.SpinnerFrames[t.spin%len(theme.SpinnerFrames)]), ""
	default:
		return c.Dim.Render(theme.SignNote), ""
	}
}

// fold says how much of the stages is shown.
type fold int

const (
	unfolded fold = iota // every stage on its own line
	folded               // the passed stages on one line, by name
	hidden               // the passed stages as a number
)

// foldedChecks lists the stages of a test that has ended. If space is short, stages that
// passed without a remark are shortened.
func (t *Test) foldedChecks(checks []diagnose.Check, folding fold) []string {
	if folding == unfolded {
		return t.checkLines(checks, true)
	}
	c := t.canvas()
	var passed []string
	var rest []diagnose.Check
	skipped := 0
	for _, check := range checks {
		switch {
		case check.State == diagnose.OK:
			passed = append(passed, check.Title)
		case check.State == diagnose.Skipped && folding == hidden:
			skipped++
		default:
			rest = append(rest, check)
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
		lines = c.Noted(c.Good.Render(theme.SignDone)+"  ", text)
	}
	return append(lines, t.checkLines(rest, true)...)
}

// runningBody draws a test while it runs. Every stage has its place from the start.
func (t *Test) runningBody(title string) parts.Body {
	var b parts.Body
	c := t.canvas()
	if c.Size > parts.Small {
		b.Add(c.Heading(title)...)
		b.Pin()
		b.Gap()
	}
	column := titleColumn(t.checks)
	for _, check := range t.checks {
		from := len(b.Lines)
		b.Add(t.checkLine(check, column, true)...)
		if check.State == diagnose.Running {
			b.Focus(from)
		}
	}
	return b
}

// Body draws a running or ended test below the title of its step.
func (t *Test) Body(title string) parts.Body {
	switch {
	case t.picker != nil:
		return t.pickerBody()
	case t.state == failed:
		return failedView{t}.failedBody(title)
	case t.state == passed:
		return passedView{t}.passedBody(title)
	case t.state == planned:
		return t.planBody(title)
	default:
		return t.runningBody(title)
	}
}

// canvas returns the space beside the steps of the journey.
func (t *Test) canvas() parts.Canvas {
	return t.frame.CanvasOf(Columns(t))
}
