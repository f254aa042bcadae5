// Package history shows the earlier states of a connection and restores one of them.
package history

import (
	"errors"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"suitekey/steps"
	"suitekey/storage"
	"suitekey/ui/app"
	"suitekey/ui/app/connections"
	"suitekey/ui/app/problem"
	"suitekey/ui/tui/wish"
	"suitekey/ui/tui/wizard"
)

// LoadedMsg lists the states of a connection that can be restored.
type LoadedMsg struct {
	name    string
	states  []connections.Earlier
	now     *storage.Generation // the present state; nil if it was removed
	damaged int                 // states that cannot be read
	err     error
}

// LoadCmd reads the earlier states of a connection.
func LoadCmd(a *app.App, name string) tea.Cmd {
	return func() tea.Msg { return load(a, name) }
}

func load(a *app.App, name string) LoadedMsg {
	msg := LoadedMsg{name: name}
	var all []storage.Generation
	if all, msg.err = a.History(name); msg.err != nil {
		return msg
	}
	for _, g := range all {
		if g.Current {
			msg.now = &g
			continue
		}
		earlier, err := a.Earlier(name, g.Number)
		var same *problem.UsageError
		switch {
		case err == nil:
			msg.states = append(msg.states, earlier)
		case !errors.As(err, &same): // a state that equals the present one is not worth restoring
			msg.damaged++
		}
	}
	return msg
}

// Show opens the list of states, or says that there are none.
func Show(env *wizard.Env, msg LoadedMsg) wish.List {
	switch {
	case msg.err != nil:
		return wish.List{wish.Warn(steps.Sentence(msg.err))}
	case len(msg.states) == 0 && msg.damaged > 0:
		return wish.List{wish.Warn(fmt.Sprintf("No earlier state of %s can be read.", msg.name))}
	case len(msg.states) == 0:
		return wish.List{wish.Say(msg.name + " has no earlier state: it has not changed since it was saved.")}
	}
	return wish.List{wish.Open{Screen: &States{env: env, found: msg}}}
}
