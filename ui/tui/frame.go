package tui

import (
	"fmt"
	"strings"

	"suitekey/core/account"
	"suitekey/steps"
)

// size says how much room there is, which decides what is shown.
type size int

const (
	tooSmall size = iota // a notice, nothing else
	small                // one column, the questions first
	compact              // one column
	normal               // with the list of steps at the left
)

// sizeOf judges a window. A size of 0 means that nobody knows it.
func sizeOf(w, h int) size {
	switch {
	case w < 32 || h < 9:
		return tooSmall
	case w < 56 || h < 16:
		return small
	case w < 80 || h < 20:
		return compact
	default:
		return normal
	}
}

const stepperWidth = 20 // with the rule at its right

// page is what a screen puts into the frame.
type page struct {
	what  string // header, left: what goes on
	where string // header, right: environment, account, step
	body  body
	marks []steps.Mark // the stepper, if there is one
	aside []string     // at the right, if there is room
	keys  []hint
	// scroll is where the person scrolled to, -1 to follow the focus.
	scroll *int
}

// bodyWidth is the room for a screen's text.
func (m *model) bodyWidth(stepper bool) int {
	switch {
	case m.size() == small:
		return m.width - 2
	case stepper && m.cardBeside():
		return min(m.width-stepperWidth-4-cardWidth-3, 84)
	case m.size() == normal && stepper:
		return min(m.width-stepperWidth-4, 84)
	default:
		return min(m.width-4, 100)
	}
}

func (m *model) size() size { return sizeOf(m.width, m.height) }

// bodyHeight is how many rows are left between header and footer.
func (m *model) bodyHeight() int {
	if m.size() == small {
		return m.height - 3
	}
	return m.height - 4
}

// draw puts a page into the frame: exactly as many lines as the window has,
// none of them wider.
func (m *model) draw(p page) string {
	t, h := m.theme, m.bodyHeight()
	stepper := m.size() == normal && len(p.marks) > 1
	margin := "  "
	if m.size() == small {
		margin = " "
	}
	flash := m.remark(stepper)
	shown, offset := p.body.window(h-len(flash), *p.scroll)
	shown = append([]string{}, shown...)
	above, below := offset > 0, offset+len(shown) < len(p.body.lines)
	for len(shown) < h-len(flash) {
		shown = append(shown, "")
	}
	shown = append(shown, flash...)

	var side []string
	if stepper {
		side = m.stepper(p.marks, h)
	}
	joints := joints(m.width, stepper, len(p.aside) > 0)
	lines := []string{m.header(p), m.rule(joints, ruleDown, above)}
	for i, line := range shown {
		left := margin
		if stepper {
			left = side[i] + t.rule.Render(ruleUp) + "  "
		}
		line = left + line
		if len(p.aside) > 0 {
			line = padded(line, m.width-cardWidth-3) + t.rule.Render(ruleUp) + " "
			if i < len(p.aside) {
				line += p.aside[i]
			}
		}
		lines = append(lines, clamped(line, m.width))
	}
	if m.size() != small {
		lines = append(lines, m.rule(joints, ruleCross, below))
	}
	more := ""
	if m.size() == small && below {
		more = signDown
	}
	return strings.Join(append(lines, m.footer(p.keys, more, above || below)), "\n")
}

// joints are the columns in which vertical rules meet the horizontal ones.
func joints(w int, stepper, aside bool) []int {
	var at []int
	if stepper {
		at = append(at, stepperWidth-1)
	}
	if aside {
		at = append(at, w-cardWidth-3)
	}
	return at
}

// remark is the flash as lines, few enough to leave room for the body.
func (m *model) remark(stepper bool) []string {
	lines := m.flashLines(m.bodyWidth(stepper))
	return lines[:min(len(lines), max(m.bodyHeight()-2, 1))]
}

// rule is the line under the header and over the footer. It says when there is
// more to see beyond it.
func (m *model) rule(joints []int, joint string, more bool) string {
	cells := strings.Split(strings.Repeat(ruleLine, m.width), "")
	for _, at := range joints {
		cells[at] = joint
	}
	line := strings.Join(cells, "")
	if !more {
		return m.theme.rule.Render(line)
	}
	arrow := " " + signDown + " more "
	if joint == ruleDown {
		arrow = " " + signUp + " more "
	}
	cut := max(m.width-width(arrow)-2, 0)
	runes := []rune(line)
	return m.theme.rule.Render(string(runes[:cut])) + m.theme.accent.Render(arrow) + m.theme.rule.Render(strings.Repeat(ruleLine, 2))
}

func (m *model) header(p page) string {
	where := p.where
	what := p.what
	switch mark := m.practiceMark(); {
	case mark != "" && m.size() > small:
		where = strings.TrimSpace(mark + "  " + where)
	case mark != "":
		what = mark
	}
	if m.size() == normal {
		if full := "suitekey " + signNote + " " + what; width(full)+width(where)+3 <= m.width {
			what = full
		} else if at := strings.LastIndex(what, signNote+" "); at >= 0 {
			what = what[at+len(signNote)+1:] // the connection's name says most
		}
	}
	return " " + spread(m.theme.bold.Render(what), where, m.width-2) + " "
}

// practiceMark says that this is practice, and which fault is met on purpose.
func (m *model) practiceMark() string {
	switch t := m.theme; {
	case !m.app.Demo():
		return ""
	case m.fault == "":
		return t.accent.Bold(true).Render("PRACTICE")
	case m.size() == normal:
		return t.accent.Bold(true).Render("PRACTICE") + " " + t.warn.Render(signBad+" "+m.fault)
	default:
		return t.warn.Render(signBad + " " + m.fault)
	}
}

// environment names the account and what kind it is, production in reverse.
func (t *theme) environment(id account.ID) string {
	if id.IsZero() {
		return ""
	}
	if id.Kind() == account.Production {
		return t.reverse.Render(" PRODUCTION ") + " " + id.Realm()
	}
	return string(id.Kind()) + " " + id.Realm()
}

// stepper lists the steps: done, now, to come. A list longer than the rows
// shows the part around the present step.
func (m *model) stepper(marks []steps.Mark, h int) []string {
	t, now := m.theme, 0
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
			lines[i] = strings.Repeat(" ", stepperWidth-1)
			continue
		}
		mark := marks[at]
		title := padded(mark.Title, stepperWidth-5)
		switch {
		case i == 0 && first > 0 || i == h-1 && at < len(marks)-1:
			lines[i] = t.dim.Render("   " + padded(signCut, stepperWidth-4))
		case mark.Now:
			lines[i] = t.accent.Bold(true).Render(" "+signNow+" ") + t.bold.Render(title) + " "
		case mark.Done:
			lines[i] = t.good.Render(" "+signDone+" ") + t.plain.Render(title) + " "
		default:
			lines[i] = t.dim.Render(" " + signToDo + " " + title + " ")
		}
		lines[i] = padded(lines[i], stepperWidth-1)
	}
	return lines
}

// tooSmallView says what is wrong. Nothing is lost: the program goes on when
// there is room again.
func (m *model) tooSmallView() string {
	text := fmt.Sprintf("Too small: %dx%d. suitekey needs 32x9. Nothing is lost. ctrl+c leaves.", m.width, m.height)
	lines := wrapped(text, m.width)
	return strings.Join(lines[:min(len(lines), m.height)], "\n")
}
