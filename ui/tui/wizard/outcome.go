package wizard

import (
	"strings"

	"suitekey/steps"
	"suitekey/ui/tui/parts"
	"suitekey/ui/tui/theme"
)

// outcomeLines draws the result of a step's work. Results of several lines stand apart if
// there is room.
func (w drawing) outcomeLines(room, wide int) []string {
	const sign = 3 // columns of a sign
	var together, apart []string
	several := false
	for i, line := range w.walk.Step().Show(w.walk.State()) {
		mark, text := w.outcome(line)
		lines := parts.HungLines(mark, parts.WrappedPaths(text, wide-sign), strings.Repeat(" ", sign))
		if part := strings.TrimSpace(mark) == ""; i > 0 && !part {
			apart = append(apart, "")
		}
		several = several || len(lines) > 1
		together, apart = append(together, lines...), append(apart, lines...)
	}
	if several && len(apart) <= room {
		return apart
	}
	return together
}

// outcome returns a line of the result of a step's work, and the sign before it.
func (w drawing) outcome(line string) (mark, text string) {
	t := w.env.Frame.Theme
	if rest, is := strings.CutPrefix(line, steps.Caution); is {
		return t.Warn.Render(theme.SignWarn) + "  ", rest
	}
	if rest, part := strings.CutPrefix(line, "  "); part { // of the line before
		return "   ", rest
	}
	return t.Good.Render(theme.SignDone) + "  ", line
}
