package tui

import (
	tea "charm.land/bubbletea/v2"

	"suitekey/steps"
)

// leaving is the question on ctrl+c: what is to become of the journey.
type leaving struct {
	choices []leaveChoice
	at      int
	scroll  int
}

type leaveChoice struct {
	label, note string
	do          func(*model) tea.Cmd
}

// askLeave is ctrl+c: where something could be lost it asks first, and a second
// ctrl+c leaves at once.
func (m *model) askLeave() tea.Cmd {
	w := m.top()
	if w != nil && w.holds() {
		m.leaves = true
		m.say("suitekey leaves as soon as this is done.")
		return nil
	}
	if m.leaving != nil || w == nil || w.walk.Ended() || !m.losable(w) {
		return m.cancel()
	}
	m.help = nil
	m.leaving = m.leaveQuestion()
	return nil
}

// losable tells whether the wizard on top holds anything that took effort.
func (m *model) losable(w *wizard) bool {
	if w.walk.Flow().AboutSaved && len(w.pending) == 0 && m.untouched(w) {
		return false
	}
	return w.journey() && !w.finished()
}

func (m *model) leaveQuestion() *leaving {
	w := m.top()
	on := leaveChoice{"Go on", "back to where you were", func(m *model) tea.Cmd { m.leaving = nil; return nil }}
	out := leaveChoice{"Discard it and leave", "nothing of it is saved", (*model).discard}
	var choices []leaveChoice
	if w.walk.Flow().AboutSaved {
		out = leaveChoice{"Discard it", "", (*model).discard}
	}
	if m.home != nil && m.app.Unlocked() {
		choices = append(choices, leaveChoice{"Keep it, see the connections", "to go on later", (*model).keepAndBack})
	}
	if m.app.Demo() {
		out.note = "it was practice"
		return &leaving{choices: append(choices, on, out), scroll: -1}
	}
	keep := leaveChoice{"Keep it as a draft and leave", "to go on later", func(m *model) tea.Cmd { m.leaving = nil; return m.keep() }}
	if !m.app.Unlocked() {
		keep.note = "needs a passphrase first"
	}
	return &leaving{choices: append([]leaveChoice{keep}, append(choices, out, on)...), scroll: -1}
}

// keptBackMsg says that a journey was kept, and the list is wanted.
type keptBackMsg struct{ err error }

// keepAndBack keeps the journey on top and goes to the list.
func (m *model) keepAndBack() tea.Cmd {
	m.leaving = nil
	w := m.top()
	if m.keptAhead(w) {
		return func() tea.Msg { return keptBackMsg{} }
	}
	w.stop()
	m.keepTyped(w)
	_, keep, err := m.app.Drafts().Keeper(w.walk)
	return func() tea.Msg {
		if err == nil {
			err = keep()
		}
		return keptBackMsg{err}
	}
}

// keptAhead tells whether the draft in the vault is further than the screen: it
// says already that the step is done whose outcome is shown.
func (m *model) keptAhead(w *wizard) bool {
	return w.walk.Flow().AboutSaved && w.phase == showing && m.app.Drafts().Kept(w.walk) != ""
}

func (m *model) keptBack(msg keptBackMsg) tea.Cmd {
	if msg.err != nil {
		m.warn(steps.Sentence(msg.err))
		return nil
	}
	m.values = nil
	m.say("Kept, encrypted. It stands in the list.")
	return tea.Batch(m.pop(), m.loadHomeCmd())
}

// cancel leaves at once.
func (m *model) cancel() tea.Cmd {
	if w := m.top(); w != nil && !w.finished() {
		m.err = ErrCancelled
	}
	m.saveShown()
	return m.quit()
}

// saveShown keeps the summary of a journey that is finished but for the last enter.
func (m *model) saveShown() {
	if w := m.top(); w != nil && w.journey() && w.finished() {
		m.keepSummary(w.walk)
	}
}

// draftRemovedMsg says that a draft is gone.
type draftRemovedMsg struct{ err error }

// discard throws the journey away, with the draft that it was taken up from.
func (m *model) discard() tea.Cmd {
	m.leaving = nil
	w := m.top()
	w.stop()
	name := w.draft
	if name == "" {
		name = m.app.Drafts().Kept(w.walk)
	}
	if name == "" {
		return m.discarded(w)
	}
	remove := m.app.Drafts().Remove
	return func() tea.Msg { return draftRemovedMsg{remove(name)} }
}

// discarded leaves a journey that was thrown away: one about a saved connection
// for the list that it was begun from.
func (m *model) discarded(w *wizard) tea.Cmd {
	if m.home == nil || !w.walk.Flow().AboutSaved {
		return m.cancel()
	}
	m.say("It was discarded.")
	return tea.Batch(m.pop(), m.loadHomeCmd())
}

func (m *model) draftRemoved(msg draftRemovedMsg) tea.Cmd {
	if msg.err != nil {
		m.err = msg.err
		return m.quit()
	}
	return m.discarded(m.top())
}

func (m *model) leavingKey(msg tea.KeyPressMsg) tea.Cmd {
	l := m.leaving
	switch msg.String() {
	case "up", "k", "shift+tab":
		l.at = max(l.at-1, 0)
	case "down", "j", "tab":
		l.at = min(l.at+1, len(l.choices)-1)
	case "esc":
		m.leaving = nil
	case "enter":
		return l.choices[l.at].do(m)
	}
	return nil
}

// journeyWord is what a journey is called in a sentence.
func journeyWord(w *wizard) string {
	if w.walk.Flow().AboutSaved {
		return w.walk.Flow().Title
	}
	return "set-up"
}

const leaveColumn = 30 // where the remarks begin

func (m *model) leavingPage() page {
	t := m.theme
	p := m.wizardPage(m.top())
	wide := m.bodyWidth(len(p.marks) > 0)
	var b body
	b.add(m.heading("Leave the "+journeyWord(m.top())+"?", wide)...)
	b.gap()
	for i, c := range m.leaving.choices {
		from := len(b.lines)
		mark, style := "  ", t.plain
		if i == m.leaving.at {
			mark, style = t.accent.Bold(true).Render(pointer)+" ", t.bold
		}
		line := mark + style.Render(c.label)
		if wide >= 2+leaveColumn+width(c.note) {
			line = mark + style.Render(padded(c.label, leaveColumn)) + t.dim.Render(c.note)
		}
		b.add(clamped(line, wide))
		if i == m.leaving.at {
			b.look(from)
		}
	}
	if w := m.top(); w.walk.Flow().AboutSaved {
		b.gap()
		for _, line := range wrapped("Discarded: "+steps.Discarding(w.walk), wide) {
			b.add(t.dim.Render(line))
		}
	}
	p.body, p.scroll = b, &m.leaving.scroll
	p.keys = []hint{{"enter", "choose"}, {"esc", "go on"}, {keyLeave, "leave at once"}}
	return p
}
