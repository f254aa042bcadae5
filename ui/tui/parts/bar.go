package parts

import (
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"suitekey/ui/tui/theme"
)

// Selection says whether a row is selected, and whether its list has the focus.
type Selection int

// The selections of a row.
const (
	Unselected Selection = iota
	Selected             // at most one row on a screen
	Quiet                // selected, in a list without the focus
)

// Chosen returns the selection of a row.
func Chosen(selected, focused bool) Selection {
	switch {
	case !selected:
		return Unselected
	case focused:
		return Selected
	}
	return Quiet
}

// Bar draws a row of a list over the whole width. The selected row has a tint and an edge.
// Without tints it is in reverse video, in one colour.
func (c Canvas) Bar(line string, on Selection) string {
	const mark = 2
	switch {
	case on == Unselected:
		return Padded("  "+line, c.Wide)
	case on == Selected && c.Flat():
		return c.Theme.Bar.Render(Padded(theme.Pointer+" "+ansi.Strip(line), c.Wide))
	case on == Selected:
		return c.Theme.Bar.Inherit(c.Accent).Render(theme.BarEdge) + Painted(c.Theme.Bar, " "+line, c.Wide-mark+1)
	case c.Flat():
		return Padded(theme.Pointer+" "+line, c.Wide)
	}
	return Painted(c.Theme.Quiet, "  "+line, c.Wide)
}

// BarInset is the number of columns of a bar that its text cannot use.
const BarInset = 2

// Painted draws a styled line on a background, w columns wide.
func Painted(background lipgloss.Style, line string, w int) string {
	const mark = "x"
	open, end, _ := strings.Cut(background.Render(mark), mark)
	line = strings.NewReplacer("\x1b[m", "\x1b[m"+open, "\x1b[0m", "\x1b[m"+open).Replace(Padded(line, w))
	return open + line + end
}
