package tui

import (
	tea "charm.land/bubbletea/v2"

	"suitekey/steps"
)

// keyRefresh refreshes the practice sandbox, on the list.
const keyRefresh = "x"

// refreshedMsg says that the practice world has changed.
type refreshedMsg struct {
	told string
	err  error
}

// furnishCmd saves connections to practise the journeys with.
func (m *model) furnishCmd() tea.Cmd {
	a := m.app
	m.say("Making connections to practise with.")
	return func() tea.Msg {
		return refreshedMsg{"The certificate of shop is due: r renews it. " + keyRefresh + " refreshes the sandbox, and the other two are dead then.", a.Practice().Furnish()}
	}
}

func (m *model) refreshSandboxCmd() tea.Cmd {
	a := m.app
	return func() tea.Msg {
		id, err := a.Practice().RefreshSandbox()
		return refreshedMsg{"The practice sandbox " + id + " was refreshed: its tokens and certificate mappings are gone. t finds out, s gives new ones.", err}
	}
}

func (m *model) refreshed(msg refreshedMsg) tea.Cmd {
	if msg.err != nil {
		m.warn(steps.Sentence(msg.err))
		return nil
	}
	m.say(msg.told)
	return m.loadHomeCmd()
}
