package tui

import (
	"strings"

	"suitekey/steps"
)

// cardWidth is that of the practice card beside the body: a value of 64
// characters takes two lines.
const cardWidth = 36

// cardBeside tells whether the card has a place of its own.
func (m *model) cardBeside() bool {
	return m.app.Demo() && m.width >= 80+cardWidth+3 && m.size() == normal
}

// cardOpen tells whether the card hides a part of the body.
func (m *model) cardOpen(w *wizard) bool {
	return m.app.Demo() && m.card && !m.cardBeside() && w.phase != testLost && w.picker == nil &&
		!w.finished()
}

// cardLines are the practice values.
func (m *model) cardLines(state steps.State, wide int) []string {
	t := m.theme
	lines := []string{t.accent.Bold(true).Render("Practice values"), t.dim.Render(clamped(keyPractice+" fills the field", wide)), ""}
	for _, line := range m.app.Practice().Lines(state) {
		lines = append(lines, t.dim.Render(line.Label))
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
func (m *model) cardAside(state steps.State) []string {
	if !m.cardBeside() {
		return nil
	}
	return m.cardLines(state, cardWidth)
}

// cardBelow adds the card under the body where it was asked for.
func (m *model) cardBelow(b *body, state steps.State, wide int) {
	if !m.app.Demo() || !m.card || m.cardBeside() {
		return
	}
	b.gap()
	from := len(b.lines)
	b.add(m.cardLines(state, wide)...)
	b.look(from)
}
