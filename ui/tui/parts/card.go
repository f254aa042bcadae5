package parts

import (
	"strings"

	"charm.land/lipgloss/v2"

	"suitekey/ui/tui/theme"
)

// Card draws a few related and important lines, such as a result or a verdict. The colour
// of the edge at the left shows the kind of the card.
func (c Canvas) Card(kind lipgloss.Style, lines []string) []string {
	edge := kind.Render(theme.CardEdge) + " "
	out := make([]string, 0, len(lines))
	for _, line := range lines {
		for _, piece := range Wrapped(line, c.Wide-2) {
			out = append(out, Padded(edge+piece, c.Wide))
		}
	}
	return out
}

// Rule draws a dim line over the whole width.
func (c Canvas) Rule() string { return c.Theme.Rule.Render(strings.Repeat(theme.RuleLine, c.Wide)) }
