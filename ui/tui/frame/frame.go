// Package frame draws what surrounds every screen: the header, the list of steps
// at the left, the practice card at the right, the remark and the footer. It
// knows the size of the window and gives the screens their room.
package frame

import (
	"suitekey/core/account"
	"suitekey/steps"
	"suitekey/ui/tui/parts"
	"suitekey/ui/tui/theme"
)

// Frame is the window, as far as screens need to know it. The root changes it;
// screens read it.
type Frame struct {
	Theme         *theme.Theme
	Width, Height int
	Demo          bool   // the accounts are simulated
	Fault         string // what the practice accounts meet on purpose

	remark  string // until the next key
	warning bool   // the remark is a refusal
}

// StepperWidth is that of the list of steps in a window of 80 columns, with the rule at
// its right.
const StepperWidth = fewSteps + 1

// Page is what a screen puts into the frame.
type Page struct {
	What  string // header, left: the flow
	Where string // header, right: environment, account, step
	Body  parts.Body
	// Stages are those of the journey, if there is one, and Aside stands at the right, if
	// there is room.
	Stages []steps.Stage
	Aside  []string
	// Columns are those that the body was drawn in, where they are not the usual ones.
	Columns Columns
	Keys    []parts.Hint
	// Scroll is where the person scrolled to, -1 to follow the focus.
	Scroll int
}

// BodyWidth is the room for a screen's text.
func (f *Frame) BodyWidth(stepper bool) int { return f.Columns(stepper, false).Body }

// Size says how much room the window has.
func (f *Frame) Size() parts.Size { return parts.SizeOf(f.Width, f.Height) }

// BodyHeight is how many rows are left between header and footer.
func (f *Frame) BodyHeight() int {
	if f.Size() == parts.Small {
		return f.Height - 3
	}
	return f.Height - 4
}

// Remark is what was said last, as lines, few enough to leave room for the body.
func (f *Frame) Remark(stepper bool) []string { return f.remarkIn(f.BodyWidth(stepper)) }

func (f *Frame) remarkIn(wide int) []string {
	lines := f.remarkLines(wide)
	return lines[:min(len(lines), max(f.BodyHeight()-2, 1))]
}

// Environment names the account and what kind it is. Production is the one chip of a
// screen.
func (f *Frame) Environment(id account.ID) string {
	if id.IsZero() {
		return ""
	}
	if id.Kind() == account.Production {
		return f.Theme.Amber.Render(" PRODUCTION ") + " " + id.Realm()
	}
	return string(id.Kind()) + " " + id.Realm()
}

// Resize takes over the size of the window. A size of 0 means that there is no
// terminal at the other end.
func (f *Frame) Resize(w, h int) {
	if w <= 0 || h <= 0 {
		w, h = 80, 24
	}
	f.Width, f.Height = w, h
}

// Say shows a remark until the next key.
func (f *Frame) Say(text string) { f.remark, f.warning = text, false }

// Warn shows a refusal until the next key.
func (f *Frame) Warn(text string) { f.remark, f.warning = text, true }

// Said reports whether a remark is on the screen.
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

// Screenful is how far a page up or down moves in a list.
func (f *Frame) Screenful() int { return max(f.BodyHeight()-6, 1) }

// Scrolled is the offset to which a key scrolls a page, if it is one that does.
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

// ScrolledBy is the offset of a page after moving it by lines.
func (f *Frame) ScrolledBy(p Page, by int) int {
	h := f.BodyHeight() - len(f.remarkIn(f.columnsOf(p).Body))
	_, offset := p.Body.Window(h, p.Scroll)
	return min(max(offset+by, 0), max(len(p.Body.Lines)-h, 0))
}
