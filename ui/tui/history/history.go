// Package history shows the earlier states of a connection and brings one back.
package history

import (
	"errors"
	"fmt"
	"strconv"
	"time"

	tea "charm.land/bubbletea/v2"

	"suitekey/steps"
	"suitekey/storage"
	"suitekey/ui/app"
	"suitekey/ui/app/connections"
	"suitekey/ui/app/problem"
	"suitekey/ui/tui/tasks"
	"suitekey/ui/tui/wish"
	"suitekey/ui/tui/wizard"
)

// LoadedMsg is what can be brought back of a connection.
type LoadedMsg struct {
	name    string
	states  []connections.Earlier
	damaged int // states that cannot be read
	err     error
}

// stateKey is the field in which a state is chosen.
const stateKey = "state"

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
			continue
		}
		earlier, err := a.Earlier(name, g.Number)
		var same *problem.UsageError
		switch {
		case err == nil:
			msg.states = append(msg.states, earlier)
		case !errors.As(err, &same): // the same as now is nothing to bring back
			msg.damaged++
		}
	}
	return msg
}

// Show opens the states that were read, or says that there are none.
func Show(env *wizard.Env, msg LoadedMsg) wish.List {
	switch {
	case msg.err != nil:
		return wish.List{wish.Warn(steps.Sentence(msg.err))}
	case len(msg.states) == 0 && msg.damaged > 0:
		return wish.List{wish.Warn(fmt.Sprintf("No earlier state of %s can be read.", msg.name))}
	case len(msg.states) == 0:
		return wish.List{wish.Say(msg.name + " has no earlier state: nothing has been changed since it was saved.")}
	}
	flow := steps.Flow{Name: "history", Title: "history", Steps: []steps.Step{msg.choose(env.App.Now())}}
	w := wizard.Ask(env, flow, steps.NewState(steps.Facts{Now: env.App.Now()}))
	w.Done = func(w *wizard.Wizard) wish.List {
		e, ok := msg.chosen(w.Walk().State())
		if !ok {
			return wish.List{wish.Close{}, wish.Reload{}}
		}
		confirm := tasks.Confirm(env, env.App.Restoration(e), e.Account)
		confirm.Back = func(*wizard.Wizard) wish.List { return append(wish.List{wish.Close{}}, Show(env, msg)...) }
		return wish.List{wish.Close{}, wish.Open{Screen: confirm}}
	}
	return wish.List{wish.Open{Screen: w}}
}

// chosen is the state to bring back, if there is one.
func (msg LoadedMsg) chosen(s steps.State) (connections.Earlier, bool) {
	answer, _ := s.Answer(stateKey)
	for _, e := range msg.states {
		if strconv.Itoa(e.Generation.Number) == answer {
			return e, true
		}
	}
	return connections.Earlier{}, false
}

func (msg LoadedMsg) choose(now time.Time) steps.Step {
	options := []steps.Option{{Value: "none", Label: "None: leave it as it is"}}
	for _, e := range msg.states {
		g := e.Generation
		options = append(options, steps.Option{
			Value: strconv.Itoa(g.Number),
			Label: fmt.Sprintf("%d  %s  %s", g.Number, g.Saved.In(now.Location()).Format("2 January 2006 15:04"), g.Journey),
		})
	}
	why := "Every earlier state of the connection is kept, encrypted like the connection itself. You can bring one back: suitekey tests it first, and keeps the present state as well."
	if msg.damaged > 0 {
		why += fmt.Sprintf("\n\nCannot be read: %d.", msg.damaged)
	}
	return steps.Step{
		Name: "states", Title: "States", Doc: steps.StaticPage("What "+msg.name+" was before", why, "The newest is the first."),
		Fields: []steps.Field{{
			Key: stateKey, Label: "Which state should be brought back?", Kind: steps.Choice,
			Suggest: func(steps.State) string { return "none" },
			Options: func(steps.State) []steps.Option { return options },
		}},
	}
}
