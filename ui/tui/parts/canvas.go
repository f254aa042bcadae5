// Package parts draws what screens are made of: text, lists, fields, the stages
// of a test, the footer of keys. A part knows what it shows and how much room it
// has, and nothing of the screen around it.
package parts

import (
	"strings"

	"charm.land/lipgloss/v2"

	"suitekey/ui/tui/theme"
)

// Size says how much room a window has, which decides what is shown.
type Size int

// The sizes, in order.
const (
	TooSmall Size = iota // a notice, nothing else
	Small                // one column, the questions first
	Compact              // one column
	Normal               // with the list of steps at the left
)

// SizeOf is the size of a window of w columns and h rows.
func SizeOf(w, h int) Size {
	switch {
	case w < 32 || h < 9:
		return TooSmall
	case w < 56 || h < 16:
		return Small
	case w < 80 || h < 20:
		return Compact
	default:
		return Normal
	}
}

// Canvas is what a part is drawn with: the theme, the size of the window and
// the columns that the part may take.
type Canvas struct {
	*theme.Theme
	Size Size
	Wide int
}

// Heading is the title of a screen.
func (c Canvas) Heading(title string) []string {
	lines := Wrapped(title, c.Wide)
	for i := range lines {
		lines[i] = c.Accent.Bold(true).Render(lines[i])
	}
	return lines
}

// Quiet is text that explains.
func (c Canvas) Quiet(text string) []string {
	lines := Wrapped(text, c.Wide)
	for i := range lines {
		lines[i] = c.Dim.Render(lines[i])
	}
	return lines
}

// Noted sets text behind a mark in the colour of explanations; the mark keeps
// its own colour.
func (c Canvas) Noted(mark, text string) []string { return c.Inked(c.Dim, mark, text) }

// Inked sets text behind a mark; the mark keeps its own colour.
func (c Canvas) Inked(style lipgloss.Style, mark, text string) []string {
	lines := Wrapped(text, c.Wide-Width(mark))
	for i := range lines {
		lines[i] = mark + style.Render(lines[i])
		mark = strings.Repeat(" ", Width(mark))
	}
	return lines
}

// Row is the mark before a row of a list, and the style of its text: the
// selected row has a pointer.
func (c Canvas) Row(selected bool) (mark string, style lipgloss.Style) {
	if selected {
		return c.Accent.Bold(true).Render(theme.BarEdge) + " ", c.Bold
	}
	return "  ", c.Plain
}
