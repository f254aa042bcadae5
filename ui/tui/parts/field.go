package parts

import "suitekey/ui/tui/theme"

// Field is a line for typing.
type Field struct {
	Label   string
	Line    string // the content with the cursor; FieldRoom columns at most
	Focused bool
	Says    []string // remarks; one line is reserved for them
}

// FieldRoom returns the number of columns for the text of a field.
func (c Canvas) FieldRoom() int { return c.Wide - 4 }

// Field draws a field: the label above, a tinted box as wide as the body with an edge at
// its left, and the reserved line below. Without tints the box has brackets.
func (c Canvas) Field(f Field) []string {
	var lines []string
	if f.Label != "" {
		label := c.Plain
		if f.Focused {
			label = c.Bold
		}
		for _, line := range Wrapped(f.Label, c.Wide) {
			lines = append(lines, label.Render(line))
		}
	}
	return append(append(lines, c.box(f.Line, f.Focused)), c.Said(f.Says)...)
}

// box draws the line of a field.
func (c Canvas) box(line string, focused bool) string {
	edge := c.Edge
	if focused {
		edge = c.Accent
	}
	if c.Flat() {
		if focused {
			edge = edge.Bold(true)
		}
		return edge.Render("[") + " " + Padded(line, c.Wide-4) + " " + edge.Render("]")
	}
	return c.Theme.Field.Inherit(edge).Render(theme.BarEdge) + Painted(c.Theme.Field, " "+line, c.Wide-1)
}

// Said returns the remarks of a field on at least one line, so that nothing moves when a
// remark appears.
func (c Canvas) Said(says []string) []string {
	if len(says) == 0 {
		return []string{""}
	}
	return Indented(says, "  ")
}
