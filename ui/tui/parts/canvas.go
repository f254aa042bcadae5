// Package parts draws the elements of screens: text, lists, fields, the stages of a test,
// the footer of keys. An element knows its content and its size, and nothing about the
// screen around it.
package parts

import (
	"strings"

	"charm.land/lipgloss/v2"

	"suitekey/ui/tui/theme"
)

// Size is the size class of a window, which decides what is shown.
type Size int

// The size classes, in order.
const (
	TooSmall Size = iota // only a notice
	Small                // one column, the questions first
	Compact              // one column
	Normal               // with the list of steps at the left
)

// SizeOf returns the size class of a window of w columns and h rows.
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

// Canvas is what an element needs to draw itself: the theme, the size class of the window
// and the columns that the element may use.
type Canvas struct {
	*theme.Theme
	Size Size
	Wide int
}

// Heading draws the title of a screen.
func (c Canvas) Heading(title string) []string {
	lines := Wrapped(title, c.Wide)
	for i := range lines {
		lines[i] = c.Accent.Bold(true).Render(lines[i])
	}
	return lines
}

// Quiet draws text that explains.
func (c Canvas) Quiet(text string) []string {
	lines := Wrapped(text, c.Wide)
	for i := range lines {
		lines[i] = c.Dim.Render(lines[i])
	}
	return lines
}

// Noted draws text behind a mark in the colour of explanations. The mark keeps its own
// colour.
func (c Canvas) Noted(mark, text string) []string { return c.Inked(c.Dim, mark, text) }

// Inked draws text behind a mark. The mark keeps its own colour.
func (c Canvas) Inked(style lipgloss.Style, mark, text string) []string {
	lines := Wrapped(text, c.Wide-Width(mark))
	for i := range lines {
		lines[i] = mark + style.Render(lines[i])
		mark = strings.Repeat(" ", Width(mark))
	}
	return lines
}

// Row returns the mark before a row of a list and the style of its text. The selected row
// has a pointer.
func (c Canvas) Row(selected bool) (mark string, style lipgloss.Style) {
	if selected {
		return c.Accent.Bold(true).Render(theme.BarEdge) + " ", c.Bold
	}
	return "  ", c.Plain
}
