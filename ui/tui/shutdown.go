package tui

import (
	tea "charm.land/bubbletea/v2"

	"suitekey/steps"
	"suitekey/ui/tui/explain"
	"suitekey/ui/tui/leaving"
	"suitekey/ui/tui/wish"
	"suitekey/ui/tui/wizard"
)

// stopWith ends the program with an error, or without one.
func (m *model) stopWith(err error) tea.Cmd {
	if err != nil {
		m.err = err
	}
	return m.quit()
}

func (m *model) quit() tea.Cmd {
	for _, s := range m.stack {
		if w, ok := s.(*wizard.Wizard); ok {
			w.Stop()
		}
	}
	m.quits = true
	return tea.Quit
}

// askLeave is ctrl+c: where something could be lost it asks first. A second ctrl+c
// leaves with the journey kept as a draft.
func (m *model) askLeave() tea.Cmd {
	w := m.top()
	question, asked := m.shown().(*leaving.Question)
	switch {
	case w != nil && w.Holds():
		m.leaves = true
		m.frame.Say("suitekey leaves as soon as this is done.")
		return nil
	case asked && w.Losable():
		return m.grant(question, question.Again())
	case w == nil || !w.Losable():
		return m.cancel()
	}
	if help, ok := m.shown().(*explain.Explanation); ok {
		m.close(help)
	}
	return m.open(leaving.Ask(m.env, w))
}

// cancel leaves at once.
func (m *model) cancel() tea.Cmd {
	if w := m.top(); w != nil && !w.Finished() {
		m.err = ErrCancelled
	}
	m.saveShown()
	m.summary = append(m.summary, m.lock.left()...)
	return m.quit()
}

// saveShown keeps the summary of a journey that is finished but for the last enter.
func (m *model) saveShown() {
	if w := m.top(); w != nil && w.Journey() && w.Finished() {
		m.grant(nil, wish.List{wish.Summarize(w.Summary())})
	}
}

// worked is the end of a step's work. Who wanted to leave meanwhile leaves now,
// unless it failed.
func (m *model) worked(w wish.Worked) tea.Cmd {
	switch {
	case !m.leaves:
	case m.err != nil: // by a signal
		m.saveShown()
		return m.quit()
	case !w.Failed:
		return m.cancel()
	default:
		m.leaves = false
	}
	return nil
}

// signalled ends the program. What is being saved is saved first; a second
// signal does not wait for it.
func (m *model) signalled() tea.Cmd {
	if w := m.top(); w != nil && w.Holds() && m.err == nil {
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
	w.KeepTyped()
	if err := m.app.Drafts().Keep(w.Walk()); err != nil {
		m.summary = append(m.summary, steps.Sentence(err))
		return
	}
	m.summary = append(m.summary, leaving.KeptLines()...)
	m.err = ErrRescued
}

// atStake is the journey that something of would be lost, or nil.
func (m *model) atStake() *wizard.Wizard {
	for _, s := range m.stack {
		if w, ok := s.(*wizard.Wizard); ok && w.AtStake() {
			return w
		}
	}
	return nil
}
