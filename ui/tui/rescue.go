package tui

import (
	tea "charm.land/bubbletea/v2"

	"suitekey/steps"
)

// signalled ends the program. What is being saved is saved first; a second
// signal does not wait for it.
func (m *model) signalled() tea.Cmd {
	if w := m.top(); w != nil && w.holds() && m.err == nil {
		m.err, m.leaves = ErrTerminated, true
		return nil
	}
	return m.stopWith(ErrTerminated)
}

// rescue keeps the journey as a draft where nobody decided to leave it: a
// signal, a terminal that went away, a screen that broke down. err is how the
// screen ended. Without an open vault there is nowhere to keep it.
func (m *model) rescue(err error) {
	if m.err != ErrTerminated && (m.err != nil || err == nil) || !m.app.Unlocked() {
		return
	}
	w := m.atStake()
	if w == nil {
		return
	}
	m.keepTyped(w)
	if err := m.app.Drafts().Keep(w.walk); err != nil {
		m.summary = append(m.summary, steps.Sentence(err))
		return
	}
	m.summary = append(m.summary, "Kept, encrypted. Go on with it by", "", "suitekey")
	m.err = ErrRescued
}

// atStake is the journey that something of would be lost, or nil.
func (m *model) atStake() *wizard {
	for _, w := range m.wizards {
		saved := w.finished()
		if w.journey() && !w.walk.Ended() && !saved && (len(w.pending) > 0 || !blank(w.walk)) {
			return w
		}
	}
	return nil
}

// draftKeptMsg says that a journey was kept although nobody asked for it.
type draftKeptMsg struct {
	wizard *wizard
	name   string
	err    error
}

// keepWaitingCmd keeps the journey where it comes to a step at which somebody
// acts in NetSuite: that can take days, and the key pair is made by then.
func (m *model) keepWaitingCmd(w *wizard) tea.Cmd {
	if !w.journey() || !w.waits() || !m.app.Unlocked() {
		return nil
	}
	if w.walk.Flow().AboutSaved { // it was kept after the step before
		w.draft = m.app.Drafts().Kept(w.walk)
		return nil
	}
	name, keep, err := m.app.Drafts().Keeper(w.walk)
	if err != nil {
		return func() tea.Msg { return draftKeptMsg{w, name, err} }
	}
	return func() tea.Msg { return draftKeptMsg{w, name, keep()} }
}

func (m *model) draftKept(msg draftKeptMsg) {
	if msg.err != nil {
		m.warn(steps.Sentence(msg.err))
		return
	}
	msg.wizard.draft = msg.name
}
