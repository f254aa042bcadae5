package tui

import (
	tea "charm.land/bubbletea/v2"

	"suitekey/steps"
	"suitekey/ui/tui/explain"
	"suitekey/ui/tui/leaving"
	"suitekey/ui/tui/wish"
)

// stopWith ends the program with an error, or successfully.
func (m *model) stopWith(err error) tea.Cmd {
	if err != nil {
		m.err = err
	}
	return m.quit()
}

func (m *model) quit() tea.Cmd {
	m.stop(0)
	m.quits = true
	return tea.Quit
}

// askLeave handles ctrl+c: it asks first if something could be lost. A second ctrl+c keeps
// the journey as a draft and leaves.
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

// cancel leaves immediately.
func (m *model) cancel() tea.Cmd {
	if w := m.top(); w != nil && !w.Finished() {
		m.err = ErrCancelled
	}
	m.saveShown()
	m.summary = append(m.summary, m.lock.left()...)
	return m.quit()
}

// saveShown keeps the summary of a journey that is complete except for the last enter.
func (m *model) saveShown() {
	if w := m.top(); w != nil && w.Journey() && w.Finished() {
		m.grant(nil, wish.List{wish.Summarize(w.Summary())})
	}
}

// worked handles the end of a step's work. If the person wanted to leave meanwhile, the
// program leaves now, unless the work failed.
func (m *model) worked(w wish.Worked) tea.Cmd {
	switch {
	case !m.leaves:
	case m.err != nil: // a signal arrived
		m.saveShown()
		return m.quit()
	case !w.Failed:
		return m.cancel()
	default:
		m.leaves = false
	}
	return nil
}

// signalled ends the program. It waits until a running save has ended; a second signal does
// not wait.
func (m *model) signalled() tea.Cmd {
	if w := m.top(); w != nil && w.Holds() && m.err == nil {
		m.err, m.leaves = ErrTerminated, true
		return nil
	}
	return m.stopWith(ErrTerminated)
}

// rescue keeps the journey as a draft if the program ends without a decision: by a signal,
// a lost terminal, or a panic. err says how the screen ended. Without an open vault, rescue
// cannot keep the journey.
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
