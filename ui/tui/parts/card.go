package parts

import (
	"strings"

	"charm.land/lipgloss/v2"

	"suitekey/ui/tui/theme"
)

// Card is a few lines that belong together and are worth having: a result, a verdict.
// The edge at the left says by its colour what kind it is.
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

// Rule is a quiet line over the whole width.
func (c Canvas) Rule() string { return c.Theme.Rule.Render(strings.Repeat(theme.RuleLine, c.Wide)) }
