package tui

import (
	tea "charm.land/bubbletea/v2"

	"suitekey/steps"
	"suitekey/ui/app"
	"suitekey/ui/app/drafts"
)

// journeyOpenedMsg brings a journey that is ready to be walked.
type journeyOpenedMsg struct {
	walk  *steps.Walk
	draft string // the draft that it was taken up from
	err   error
}

// openJourneyCmd prepares a journey, or takes up its draft.
func (m *model) openJourneyCmd(name string, given steps.Given) tea.Cmd {
	a := m.app
	return func() tea.Msg {
		walk, draft, err := a.Journey(name, given)
		return journeyOpenedMsg{walk: walk, draft: draft, err: err}
	}
}

// resumeCmd takes up a draft.
func (m *model) resumeCmd(d drafts.Draft) tea.Cmd {
	a, given := m.app, m.options.Given
	return func() tea.Msg {
		walk, err := a.Drafts().TakeUp(d, given)
		return journeyOpenedMsg{walk: walk, draft: d.Name, err: err}
	}
}

func (m *model) journeyOpened(msg journeyOpenedMsg) tea.Cmd {
	if msg.err != nil {
		if m.home == nil {
			return m.stopWith(msg.err)
		}
		m.warn(steps.Sentence(msg.err))
		return nil
	}
	m.flash = ""
	w := newWizard(msg.walk)
	w.draft = msg.draft
	w.back = func(m *model, _ *wizard) tea.Cmd { return m.leaveByBack() }
	w.done = (*model).journeyDone
	cmd := m.push(w)
	if msg.draft != "" && m.flash == "" {
		m.say("Taken up where it was left.")
	}
	return cmd
}

// leaveByBack is esc on the first step: back to the list, asking where
// something could be lost.
func (m *model) leaveByBack() tea.Cmd {
	if w := m.top(); m.home != nil && len(w.pending) == 0 && m.untouched(w) {
		return m.pop()
	}
	return m.askLeave()
}

// untouched tells whether a journey has nothing yet that could be lost.
func (m *model) untouched(w *wizard) bool {
	switch {
	case w.draft != "" || m.app.Drafts().Kept(w.walk) != "":
		return false
	case w.walk.Flow().AboutSaved: // before its first draft there are only answers to choose from
		_, at := w.walk.Progress()
		return at <= 1
	}
	return blank(w.walk)
}

// blank tells whether a walk holds nothing yet: no answer, valid or not,
// and no key.
func blank(walk *steps.Walk) bool {
	state := walk.State()
	for _, step := range walk.Flow().Steps {
		for _, f := range step.Fields {
			if text, answered := state.Answer(f.Key); answered && text != "" || !state.Secret(f.Key).IsEmpty() {
				return false
			}
		}
	}
	return state.Key.IsZero() && state.Certificate.IsZero()
}

// journeyDone is the end of a journey: its result stays in the scrollback.
func (m *model) journeyDone(w *wizard) tea.Cmd {
	m.keepSummary(w.walk)
	if cmd := m.pop(); m.quits {
		return cmd
	}
	if v := m.values; v != nil {
		return tea.Batch(m.loadHomeCmd(), m.openDetails(v.entry))
	}
	return m.loadHomeCmd()
}

// keepSummary puts what a journey came to into the scrollback, in its own words.
func (m *model) keepSummary(walk *steps.Walk) {
	if len(m.summary) > 0 {
		m.summary = append(m.summary, "")
	}
	if last := walk.Step(); last.Show != nil {
		m.summary = append(m.summary, last.Show(walk.State())...)
	}
	m.summary = append(m.summary, "")
	m.summary = append(m.summary, m.nextCommands(walk)...)
}

// nextCommands tell how to go on after a journey.
func (m *model) nextCommands(walk *steps.Walk) []string {
	if m.app.Demo() {
		return []string{"This was practice: nothing of it stays. For a connection of your own run", "", "suitekey setup"}
	}
	var lines []string
	for _, c := range app.Next(walk.Flow(), walk.State()) {
		lines = append(lines, padded(c.Line, 36)+c.Does)
	}
	return lines
}
