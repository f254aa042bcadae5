package frame

import (
	"fmt"
	"strings"

	"suitekey/steps"
	"suitekey/ui/tui/parts"
	"suitekey/ui/tui/theme"
)

// Draw puts a page into the frame: exactly as many lines as the window has,
// none of them wider.
func (f *Frame) Draw(p Page) string {
	t, h := f.Theme, f.BodyHeight()
	stepper := f.Size() == parts.Normal && len(p.Marks) > 1
	margin := "  "
	if f.Size() == parts.Small {
		margin = " "
	}
	remark := f.Remark(stepper)
	shown, offset := p.Body.Window(h-len(remark), p.Scroll)
	shown = append([]string{}, shown...)
	above, below := offset > 0, offset+len(shown) < len(p.Body.Lines)
	for len(shown) < h-len(remark) {
		shown = append(shown, "")
	}
	shown = append(shown, remark...)

	var side []string
	if stepper {
		side = f.stepper(p.Marks, h)
	}
	joints := joints(f.Width, stepper, len(p.Aside) > 0)
	lines := []string{f.header(p), f.rule(joints, theme.RuleDown, above)}
	for i, line := range shown {
		left := margin
		if stepper {
			left = side[i] + t.Rule.Render(theme.RuleUp) + "  "
		}
		line = left + line
		if len(p.Aside) > 0 {
			line = parts.Padded(line, f.Width-CardWidth-3) + t.Rule.Render(theme.RuleUp) + " "
			if i < len(p.Aside) {
				line += p.Aside[i]
			}
		}
		lines = append(lines, parts.Clamped(line, f.Width))
	}
	if f.Size() != parts.Small {
		lines = append(lines, f.rule(joints, theme.RuleCross, below))
	}
	more := ""
	if f.Size() == parts.Small && below {
		more = theme.SignDown
	}
	keys := p.Keys
	if above || below {
		keys = parts.Scrolling(keys)
	}
	return strings.Join(append(lines, parts.Keys{Hints: keys, More: more}.Draw(t, f.Width)), "\n")
}

// joints are the columns in which vertical rules meet the horizontal ones.
func joints(w int, stepper, aside bool) []int {
	var at []int
	if stepper {
		at = append(at, StepperWidth-1)
	}
	if aside {
		at = append(at, w-CardWidth-3)
	}
	return at
}

// rule is the line under the header and over the footer. It says when there is
// more to see beyond it.
func (f *Frame) rule(joints []int, joint string, more bool) string {
	cells := strings.Split(strings.Repeat(theme.RuleLine, f.Width), "")
	for _, at := range joints {
		cells[at] = joint
	}
	line := strings.Join(cells, "")
	if !more {
		return f.Theme.Rule.Render(line)
	}
	arrow := " " + theme.SignDown + " more "
	if joint == theme.RuleDown {
		arrow = " " + theme.SignUp + " more "
	}
	cut := max(f.Width-parts.Width(arrow)-2, 0)
	runes := []rune(line)
	return f.Theme.Rule.Render(string(runes[:cut])) + f.Theme.Accent.Render(arrow) + f.Theme.Rule.Render(strings.Repeat(theme.RuleLine, 2))
}

func (f *Frame) header(p Page) string {
	where := p.Where
	what := p.What
	switch mark := f.practiceMark(); {
	case mark != "" && f.Size() > parts.Small:
		where = strings.TrimSpace(mark + "  " + where)
	case mark != "":
		what = mark
	}
	if f.Size() == parts.Normal {
		if full := "suitekey " + theme.SignNote + " " + what; parts.Width(full)+parts.Width(where)+3 <= f.Width {
			what = full
		} else if at := strings.LastIndex(what, theme.SignNote+" "); at >= 0 {
			what = what[at+len(theme.SignNote)+1:] // the connection's name says most
		}
	}
	return " " + parts.Spread(f.Theme.Bold.Render(what), where, f.Width-2) + " "
}

// practiceMark says that this is practice, and which fault is met on purpose.
func (f *Frame) practiceMark() string {
	switch t := f.Theme; {
	case !f.Demo:
		return ""
	case f.Fault == "":
		return t.Accent.Bold(true).Render("PRACTICE")
	case f.Size() == parts.Normal:
		return t.Accent.Bold(true).Render("PRACTICE") + " " + t.Warn.Render(theme.SignBad+" "+f.Fault)
	default:
		return t.Warn.Render(theme.SignBad + " " + f.Fault)
	}
}

// stepper lists the steps: done, now, to come. A list longer than the rows
// shows the part around the present step.
func (f *Frame) stepper(marks []steps.Mark, h int) []string {
	t, now := f.Theme, 0
	for i, mark := range marks {
		if mark.Now {
			now = i
		}
	}
	first := min(max(now-h/2, 0), max(len(marks)-h, 0))
	lines := make([]string, h)
	for i := range lines {
		at := first + i
		if at >= len(marks) {
			lines[i] = strings.Repeat(" ", StepperWidth-1)
			continue
		}
		mark := marks[at]
		title := parts.Padded(mark.Title, StepperWidth-5)
		switch {
		case i == 0 && first > 0 || i == h-1 && at < len(marks)-1:
			lines[i] = t.Dim.Render("   " + parts.Padded(theme.SignCut, StepperWidth-4))
		case mark.Now:
			lines[i] = t.Accent.Bold(true).Render(" "+theme.SignNow+" ") + t.Bold.Render(title) + " "
		case mark.Done:
			lines[i] = t.Good.Render(" "+theme.SignDone+" ") + t.Plain.Render(title) + " "
		default:
			lines[i] = t.Dim.Render(" " + theme.SignToDo + " " + title + " ")
		}
		lines[i] = parts.Padded(lines[i], StepperWidth-1)
	}
	return lines
}

// TooSmall says what is wrong. Nothing is lost: the program goes on when
// there is room again.
func (f *Frame) TooSmall() string {
	text := fmt.Sprintf("Too small: %dx%d. suitekey needs 32x9. Nothing is lost. ctrl+c leaves.", f.Width, f.Height)
	lines := parts.Wrapped(text, f.Width)
	return strings.Join(lines[:min(len(lines), f.Height)], "\n")
}
