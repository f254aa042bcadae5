package history

import (
	tea "charm.land/bubbletea/v2"

	"suitekey/steps"
	"suitekey/ui/app"
	"suitekey/ui/tui/wish"
	"suitekey/ui/tui/wizard"
)

// RemovedMsg lists the removed connections that can be restored.
type RemovedMsg struct {
	names []string
	err   error
}

// RemovedCmd lists the removed connections.
func RemovedCmd(a *app.App) tea.Cmd {
	return func() tea.Msg {
		if !a.Unlocked() {
			return RemovedMsg{}
		}
		names, err := a.Removed()
		return RemovedMsg{names, err}
	}
}

// stateKey is the field in which a removed connection is chosen.
const stateKey = "removed"

// ShowRemoved asks which of the removed connections to restore. If there is only one, it
// does not ask.
func ShowRemoved(env *wizard.Env, msg RemovedMsg) wish.List {
	switch {
	case msg.err != nil:
		return wish.List{wish.Warn(steps.Sentence(msg.err))}
	case len(msg.names) == 0:
		return wish.List{wish.Say("No connection was removed.")}
	case len(msg.names) == 1:
		return wish.List{wish.History{Name: msg.names[0]}}
	}
	options := make([]steps.Option, 0, len(msg.names))
	for _, name := range msg.names {
		options = append(options, steps.Option{Value: name, Label: name})
	}
	w := wizard.OneStep(env, "removed connections", steps.Step{
		Name: "removed", Title: "Removed", Doc: steps.StaticPage("Which removed connection?", "The earlier states of a removed connection are kept, encrypted. Choose one to see its states.", ""),
		Fields: []steps.Field{{
			Key: stateKey, Label: "Connection", Kind: steps.Choice,
			Suggest: func(steps.State) string { return options[0].Value },
			Options: func(steps.State) []steps.Option { return options },
		}},
	}, steps.NewState(steps.Facts{Now: env.App.Now()}))
	w.Done = func(w *wizard.Wizard) wish.List {
		name, _ := w.Walk().State().Answer(stateKey)
		return wish.List{wish.Close{}, wish.History{Name: name}}
	}
	return wish.List{wish.Open{Screen: w}}
}
