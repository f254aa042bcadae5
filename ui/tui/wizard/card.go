package wizard

import (
	"strings"

	"suitekey/steps"
	"suitekey/ui/tui/frame"
	"suitekey/ui/tui/parts"
)

// cardOpen reports whether the card hides a part of the body.
func (w *Wizard) cardOpen() bool {
	return w.env.App.Demo() && w.card && !w.env.Frame.CardBeside() && w.phase != lost && !w.Finished()
}

// cardLines are the practice values.
func (w drawing) cardLines(state steps.State, wide int) []string {
	t := w.env.Frame.Theme
	lines := []string{t.Accent.Bold(true).Render("Practice values"), t.Dim.Render(parts.Clamped(parts.KeyPractice+" fills the field", wide)), ""}
	for _, line := range w.env.App.Practice().Lines(state) {
		lines = append(lines, t.Dim.Render(line.Label))
		for rest := line.Value; rest != ""; {
			n := min(len(rest), wide-2)
			if len(rest) == 64 {
				n = min(32, wide-2)
			}
			lines = append(lines, "  "+rest[:n])
			rest = strings.TrimSpace(rest[n:])
		}
	}
	return lines
}

// cardAside is the card for the right side of the frame, if it goes there.
func (w drawing) cardAside(state steps.State) []string {
	if !w.env.Frame.CardBeside() {
		return nil
	}
	return w.cardLines(state, frame.CardWidth)
}

// cardBelow adds the card under the body where it was asked for.
func (w drawing) cardBelow(b *parts.Body, state steps.State, wide int) {
	if !w.env.App.Demo() || !w.card || w.env.Frame.CardBeside() {
		return
	}
	b.Gap()
	from := len(b.Lines)
	b.Add(w.cardLines(state, wide)...)
	b.Focus(from)
}
