package frame

import (
	"fmt"
	"strings"

	"suitekey/steps"
	"suitekey/ui/tui/parts"
	"suitekey/ui/tui/theme"
)

// Draw draws a page in the frame, with exactly the height of the window and no line wider
// than the window.
func (f *Frame) Draw(p Page) string {
	t, h, columns := f.Theme, f.BodyHeight(), f.columnsOf(p)
	margin := "  "
	if f.Size() == parts.Small {
		margin = " "
	}
	remark := f.remarkIn(columns.Body)
	shown, offset := p.Body.Window(h-len(remark), p.Scroll)
	shown = append([]string{}, shown...)
	above, below := offset > 0, offset+h-len(remark) < len(p.Body.Lines)
	for len(shown) < h-len(remark) {
		shown = append(shown, "")
	}
	shown = append(shown, remark...)

	var side []string
	if columns.Steps > 0 {
		side = f.Canvas(false).Stages(stages(p.Stages), columns.Steps, h)
	}
	joints := joints(columns)
	lines := []string{f.header(p), f.rule(joints, theme.RuleDown, above)}
	for i, line := range shown {
		left := margin
		if columns.Steps > 0 {
			left = side[i] + t.Rule.Render(theme.RuleUp) + "  "
		}
		line = left + line
		if columns.Aside > 0 {
			line = parts.Padded(line, columns.before()+columns.Body) + " " + t.Rule.Render(theme.RuleUp) + "  "
			if i < len(p.Aside) {
				line += p.Aside[i]
			}
		}
		lines = append(lines, parts.Clamped(line, f.Width))
	}
	if f.Size() != parts.Small {
		lines = append(lines, f.rule(joints, theme.RuleCross, below))
	}
	return strings.Join(append(lines, f.footer(p, above, below).Draw(t, f.Width)), "\n")
}

// columnsOf returns the columns in which a page is drawn.
func (f *Frame) columnsOf(p Page) Columns {
	if p.Columns != (Columns{}) {
		return p.Columns
	}
	return f.Columns(len(p.Stages) > 0, len(p.Aside) > 0)
}

// footer are the keys below a page.
func (f *Frame) footer(p Page, above, below bool) parts.Keys {
	keys := parts.Keys{Hints: p.Keys}
	if above || below {
		keys.Hints = parts.Scrolling(p.Keys)
	}
	if f.Size() == parts.Small && below {
		keys.More = theme.SignDown
	}
	return keys
}

// KeyAt returns the key of the footer at a cell of the window.
func (f *Frame) KeyAt(p Page, x, y int) (parts.Hint, bool) {
	if y != f.Height-1 {
		return parts.Hint{}, false
	}
	h := f.BodyHeight() - len(f.remarkIn(f.columnsOf(p).Body))
	_, offset := p.Body.Window(h, p.Scroll)
	return f.footer(p, offset > 0, offset+h < len(p.Body.Lines)).At(x, f.Width)
}

// LineAt returns the line of the body at a cell of the window, or -1.
func (f *Frame) LineAt(p Page, x, y int) int {
	const above = 2 // header and rule
	columns := f.columnsOf(p)
	_, offset := p.Body.Window(f.BodyHeight()-len(f.remarkIn(columns.Body)), p.Scroll)
	line := y - above
	if line >= p.Body.Pinned {
		line += offset
	}
	if y < above || line >= len(p.Body.Lines) || x < columns.before()-2 || x > columns.before()+columns.Body {
		return -1
	}
	return line
}

// ColumnAt returns the column of the body at column x of the window.
func (f *Frame) ColumnAt(p Page, x int) int { return x - f.columnsOf(p).before() }

// stages returns the stages of a journey as they are drawn. A stage with one step shows no
// list of steps.
func stages(of []steps.Stage) []parts.Stage {
	var list []parts.Stage
	for _, s := range of {
		stage := parts.Stage{Title: s.Title, Done: s.Done, Now: s.Now}
		for _, mark := range s.Steps {
			if len(s.Steps) > 1 {
				stage.Steps = append(stage.Steps, parts.Stage{Title: mark.Title, Done: mark.Done, Now: mark.Now})
			}
		}
		list = append(list, stage)
	}
	return list
}

// joints returns the columns in which vertical rules meet the horizontal rules.
func joints(c Columns) []int {
	var at []int
	if c.Steps > 0 {
		at = append(at, c.Steps)
	}
	if c.Aside > 0 {
		at = append(at, c.before()+c.Body+1)
	}
	return at
}

// rule draws the line under the header or over the footer. It shows whether more text is
// beyond it.
func (f *Frame) rule(joints []int, joint string, more bool) string {
	cells := strings.Split(strings.Repeat(theme.RuleLine, f.Width), "")
	for _, at := range joints {
		if at < len(cells) {
			cells[at] = joint
		}
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

// header shows the program and the journey at the left, and the place at the right. In a
// narrow window, the connection's name stays the longest.
func (f *Frame) header(p Page) string {
	t := f.Theme
	where, what := p.Where, t.Bold.Render(p.What)
	if mark := f.practiceMark(); mark != "" && f.Size() > parts.Small {
		where = strings.TrimSpace(mark + "  " + where)
	} else if mark != "" {
		what = mark
	}
	return " " + parts.Spread(f.title(p, what, where), where, f.Width-2) + " "
}

// title returns the left end of the header, shortened to fit beside the right end: the name
// of the program, the journey, and its subject, which stays the longest.
func (f *Frame) title(p Page, what, where string) string {
	const apart = 3 // columns between the two ends
	t := f.Theme
	name := t.Accent.Bold(true).Render("suitekey")
	switch {
	case p.What == "" && f.Size() > parts.Small:
		return name
	case f.Size() != parts.Normal:
		return what
	}
	subject := p.What
	if at := strings.LastIndex(p.What, theme.SignNote+" "); at >= 0 {
		subject = p.What[at+len(theme.SignNote)+1:]
	}
	dot := t.Dim.Render(" " + theme.SignNote + " ")
	for _, title := range []string{name + dot + what, name + dot + t.Bold.Render(subject)} {
		if parts.Width(title)+parts.Width(where)+apart <= f.Width-2 {
			return title
		}
	}
	return t.Bold.Render(subject)
}

// practiceMark marks practice, and names the fault that the practice account has.
func (f *Frame) practiceMark() string {
	t := f.Theme
	switch {
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

// TooSmall says that the window is too small. The program continues once the window is
// larger; nothing is lost.
func (f *Frame) TooSmall() string {
	text := fmt.Sprintf("Too small: %dx%d. suitekey needs 32x9. Nothing is lost. ctrl+c leaves.", f.Width, f.Height)
	lines := parts.Wrapped(text, f.Width)
	return strings.Join(lines[:min(len(lines), f.Height)], "\n")
}
