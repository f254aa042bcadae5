package frame

import "suitekey/ui/tui/parts"

// Columns divide the width of a window. The widths do not include borders. The width 0
// means that the column is not shown.
type Columns struct {
	Steps int // at the left: the progress of the journey
	Body  int
	Aside int // at the right: an explanation of the body
}

const (
	textWide   = 84 // the maximum width of text
	bodyWide   = 58 // width of the body in a window of 80 columns; the third column leaves as much if it can
	fewSteps   = 18 // the steps in a narrow window
	moreSteps  = 22
	signSteps  = 3   // only the signs of the steps
	asideFrom  = 100 // width of a window from which a third column is shown
	leastAside = 26
	roomySteps = 112 // width of a window from which the steps get more space
)

// Columns are the columns of a screen: the steps at the left and something at the right,
// if there is room.
func (f *Frame) Columns(steps, aside bool) Columns {
	var c Columns
	if steps && f.Size() == parts.Normal {
		c.Steps = fewSteps
		if f.Width >= roomySteps {
			c.Steps = moreSteps
		}
	}
	room := f.Width - c.before() - 1
	if f.Size() == parts.Small {
		room = f.Width - 2
	}
	if aside && f.HasAside() {
		c.Aside = min(room*37/100, room-asideGap-bodyWide)
		c.Aside = min(max(c.Aside, leastAside, room-textWide-asideGap), textWide)
		room -= c.Aside + asideGap
	}
	c.Body = min(room, textWide)
	return c
}

// TestColumns returns the columns of a connection test: as on each step, or with the signs
// of the steps alone if a long body needs their space in a narrow window.
func (f *Frame) TestColumns(steps, long bool) Columns {
	if c := f.Columns(steps, true); c.Aside > 0 && c.Body >= bodyWide {
		return c
	}
	c := f.Columns(steps, false)
	if c.Steps == 0 || f.HasAside() || !long {
		return c
	}
	c.Steps = signSteps
	c.Body = min(f.Width-c.before()-1, textWide)
	return c
}

// asideGap is the space between body and aside: a blank, the rule, two blanks.
const asideGap = 4

// before returns the number of columns before the body.
func (c Columns) before() int {
	if c.Steps > 0 {
		return c.Steps + 3 // the rule and two blanks
	}
	return 2
}

// HasAside reports whether the window is wide enough for a third column.
func (f *Frame) HasAside() bool { return f.Size() == parts.Normal && f.Width >= asideFrom }

// Canvas returns the space for the body of a screen, with or without the steps at its left.
func (f *Frame) Canvas(steps bool) parts.Canvas { return f.CanvasOf(f.Columns(steps, false)) }

// CanvasOf returns the space for the body in columns.
func (f *Frame) CanvasOf(c Columns) parts.Canvas {
	return parts.Canvas{Theme: f.Theme, Size: f.Size(), Wide: c.Body}
}

// AsideCanvas returns the space for the aside in columns.
func (f *Frame) AsideCanvas(c Columns) parts.Canvas {
	return parts.Canvas{Theme: f.Theme, Size: f.Size(), Wide: c.Aside}
}

// ListColumns are the columns of a list, with the chosen row at the right if there is
// room.
func (f *Frame) ListColumns() Columns {
	if !f.HasAside() {
		return f.Columns(false, false)
	}
	const leastList, chosen = 60, 38
	room := f.Width - 3 - asideGap
	c := Columns{Body: min(max(room-chosen, leastList), textWide)}
	c.Aside = min(room-c.Body, textWide)
	return c
}
