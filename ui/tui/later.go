package tui

import (
	tea "charm.land/bubbletea/v2"

	"suitekey/steps"
)

// putAsideMsg is a journey that has turned to the next of its connections.
type putAsideMsg struct {
	wizard *wizard
	walk   steps.Walk
	left   string // the one that was left for later
	err    error
}

// later leaves the connection whose turn it is and takes the next.
func (m *model) later(w *wizard) tea.Cmd {
	if !w.walk.CanPutAside() || w.phase == working || w.phase == showing {
		return nil
	}
	left := w.walk.State().Sitting.Current
	ahead := *w.walk
	return func() tea.Msg {
		err := ahead.PutAside()
		return putAsideMsg{w, ahead, left, err}
	}
}

func (m *model) wasPutAside(msg putAsideMsg) tea.Cmd {
	w := msg.wizard
	if w != m.top() || w.phase == working {
		return nil
	}
	if msg.err != nil {
		m.warn(steps.Sentence(msg.err))
		return nil
	}
	*w.walk = msg.walk
	clear(w.pending)
	cmd := m.open(w)
	m.say(msg.left + " is left for later; it stays as it was saved.")
	return cmd
}
