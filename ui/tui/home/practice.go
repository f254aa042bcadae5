package home

import (
	tea "charm.land/bubbletea/v2"

	"suitekey/steps"
	"suitekey/ui/tui/suggest"
	"suitekey/ui/tui/wish"
)

// keyRefresh refreshes the practice sandbox from the list.
const keyRefresh = "x"

// practisedMsg says that the practice accounts have changed.
type practisedMsg struct {
	told   string
	err    error
	loaded tea.Msg // the list since then
}

// furnish saves practice connections, so that a person can try the journeys with them.
func (h *Home) furnish() wish.List {
	practice := h.app.Practice()
	return wish.List{wish.Say("Creating practice connections."), wish.DoFirst(func() tea.Msg {
		return practisedMsg{"The certificate of shop is due: r renews it. " + keyRefresh + " refreshes the sandbox, which breaks the other two connections.", practice.Furnish(), h.Load()}
	})}
}

func (h *Home) refreshSandbox() wish.List {
	practice := h.app.Practice()
	return wish.List{wish.DoFirst(func() tea.Msg {
		id, err := practice.RefreshSandbox()
		return practisedMsg{"The practice sandbox " + id + " was refreshed: its tokens and certificate mappings are gone. t tests a connection, " + suggest.Keys["retoken"] + " gives it new credentials.", err, h.Load()}
	})}
}

func (h *Home) practised(msg practisedMsg) wish.List {
	if msg.err != nil {
		return wish.List{wish.Warn(steps.Sentence(msg.err))}
	}
	return append(wish.List{wish.Say(msg.told)}, h.Update(msg.loaded)...)
}
