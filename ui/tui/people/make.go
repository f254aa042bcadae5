package people

import (
	"os"

	"suitekey/steps"
	"suitekey/ui/app/teams"
	"suitekey/ui/tui/wish"
	"suitekey/ui/tui/wizard"
)

// back closes the journey, after a question if something was typed.
func back(w *wizard.Wizard) wish.List {
	if w.Losable() {
		return wish.List{wish.AskLeave{}}
	}
	return wish.List{wish.Close{}}
}

// Join is the journey that opens a team's vault on this computer.
func Join(env *wizard.Env) *wizard.Wizard {
	w := wizard.Ask(env, teams.Entering(env.App.Desk(), os.Getenv), steps.NewState(steps.Facts{Now: env.App.Now()}))
	w.Back = back
	w.Done = func(*wizard.Wizard) wish.List { return wish.List{wish.Close{}, wish.Reload{}} }
	return w
}

// Make is the journey that creates a team's vault.
func Make(env *wizard.Env) *wizard.Wizard {
	w := wizard.Ask(env, teams.Making(env.App.Desk(), os.Getenv), steps.NewState(steps.Facts{Now: env.App.Now()}))
	w.Back = back
	w.Done = func(w *wizard.Wizard) wish.List {
		name := w.Walk().State().Value(teams.KeyVault)
		return wish.List{wish.Summarize{"The team's vault " + name + " is made: suitekey --vault " + name}, wish.Close{}, wish.Reload{}}
	}
	return w
}
