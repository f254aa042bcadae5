// Package frame draws what surrounds every screen: the header, the list of steps at the
// left, the practice card at the right, the remark and the footer. It knows the size of the
// window and tells the screens how much space they have.
package frame

import (
	"suitekey/core/account"
	"suitekey/steps"
	"suitekey/ui/tui/parts"
	"suitekey/ui/tui/theme"
)

// Frame is the part of the window that screens need to know. Only the root changes it.
type Frame struct {
	Theme         *theme.Theme
	Width, Height int
	Demo          bool   // the accounts are simulated
	Fault         string // the injected fault of the practice accounts

	remark  string // until the next key
	warning bool   // the remark is a warning
}

// StepperWidth is the width of the list of steps in a window of 80 columns, including the
// rule at its right.
const StepperWidth = fewSteps + 1

// Page is what a screen draws in the frame.
type Page struct {
	What  string // header, left: the flow
	Where string // header, right: environment, account, step
	Body  parts.Body
	// Stages are the stages of the journey, if there is one. Aside is drawn at the right if
	// there is room.
	Stages []steps.Stage
	Aside  []string
	// Columns are the columns of the body, if they differ from the usual ones.
	Columns Columns
	Keys    []parts.Hint
	// Scroll is the line to which the person scrolled; -1 follows the focus.
	Scroll int
}

// BodyWidth returns the width of a screen's text.
func (f *Frame) BodyWidth(stepper bool) int { return f.Columns(stepper, false).Body }

// Size returns the size class of the window.
func (f *Frame) Size() parts.Size { return parts.SizeOf(f.Width, f.Height) }

// BodyHeight returns the number of rows between header and footer.
func (f *Frame) BodyHeight() int {
	if f.Size() == parts.Small {
		return f.Height - 3
	}
	return f.Height - 4
}

// Remark returns the last remark as lines, limited so that the body keeps enough space.
func (f *Frame) Remark(stepper bool) []string { return f.remarkIn(f.BodyWidth(stepper)) }

// RemarkOf returns the last remark as lines in the body of columns.
func (f *Frame) RemarkOf(c Columns) []string { return f.remarkIn(c.Body) }

func (f *Frame) remarkIn(wide int) []string {
	lines := f.remarkLines(wide)
	return lines[:min(len(lines), max(f.BodyHeight()-2, 1))]
}

// Environment names the account and its type. Production is the only chip of a screen.
func (f *Frame) Environment(id account.ID) string {
	if id.IsZero() {
		return ""
	}
	if id.Kind() == account.Production {
		return f.Theme.Amber.Render(" PRODUCTION ") + " " + id.Realm()
	}
	return string(id.Kind()) + " " + id.Realm()
}

// Resize sets the size of the window. The size 0 means that no terminal is attached.
func (f *Frame) Resize(w, h int) {
	if w <= 0 || h <= 0 {
		w, h = 80, 24
	}
	f.Width, f.Height = w, h
}

// Say shows a remark until the next key.
func (f *Frame) Say(text string) { f.remark, f.warning = text, false }

// Warn shows a warning until the next key.
func (f *Frame) Warn(text string) { f.remark, f.warning = text, true }

// Said reports whether a remark is visible.
func (f *Frame) Said() bool { return f.remark != "" }

func (f *Frame) remarkLines(w int) []string {
	if f.remark == "" {
		return nil
	}
	style, sign := f.Theme.Dim, theme.SignNote
	if f.warning {
		style, sign = f.Theme.Warn, theme.SignWarn
	}
	lines := parts.Hanging(sign+" ", f.remark, w)
	for i := range lines {
		lines[i] = style.Render(lines[i])
	}
	return lines
}

// Screenful returns how many rows a page key moves in a list.
func (f *Frame) Screenful() int { return max(f.BodyHeight()-6, 1) }

// Scrolled returns the offset after a key that scrolls; false for other keys.
func (f *Frame) Scrolled(p Page, key string) (offset int, ok bool) {
	by := max(f.BodyHeight()-2, 1)
	switch key {
	case "pgdown":
	case "pgup":
		by = -by
	default:
		return 0, false
	}
	return f.ScrolledBy(p, by), true
}

// ScrolledBy returns the offset of a page after it was moved by lines.
func (f *Frame) ScrolledBy(p Page, by int) int {
	h := f.BodyHeight() - len(f.remarkIn(f.columnsOf(p).Body))
	_, offset := p.Body.Window(h, p.Scroll)
	return min(max(offset+by, 0), max(len(p.Body.Lines)-h, 0))
}
