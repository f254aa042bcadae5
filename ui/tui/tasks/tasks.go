// Package tasks makes the wizards that are no journeys: unlocking the vault, the
// test of a saved connection, an import, and what is confirmed first.
package tasks

import (
	"context"
	"errors"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"suitekey/core/account"
	"suitekey/core/profile"
	"suitekey/steps"
	"suitekey/steps/setup"
	"suitekey/storage"
	"suitekey/ui/app"
	"suitekey/ui/app/connections"
	"suitekey/ui/app/drafts"
	"suitekey/ui/app/inspect"
	"suitekey/ui/tui/wish"
	"suitekey/ui/tui/wizard"
)

// Unlocked is the wish to go on with an open vault.
type Unlocked struct{}

// Unlock opens the vault: without asking where the passphrase can be had, else
// by asking for it.
func Unlock(env *wizard.Env) *wizard.Wizard {
	a := env.App
	w := Relock(env)
	w.TryFirst("Looking for the passphrase", func(ctx context.Context, report func(steps.Progress)) (steps.State, error) {
		if a.UnlockByAgent() {
			return steps.State{}, nil
		}
		found, ok, err := a.Passphrase(ctx)
		if err != nil {
			return steps.State{}, err
		}
		if !ok {
			return steps.State{}, wizard.ErrAsk
		}
		report(steps.Progress{Text: "Unlocking the vault"})
		if err = a.Unlock(found); errors.Is(err, storage.ErrWrongPassphrase) {
			err = fmt.Errorf("%s: %w", a.PassphraseSource(), err)
		}
		return steps.State{}, err
	})
	return w
}

// Relock asks for the passphrase of a vault that was open before: whoever sits there
// now has to know it.
func Relock(env *wizard.Env) *wizard.Wizard {
	w := wizard.Ask(env, app.Unlocking(env.App), steps.State{})
	w.Enter, w.Back = "unlock", nil
	w.Done = func(*wizard.Wizard) wish.List { return wish.List{Unlocked{}} }
	return w
}

// Test runs the connection test of a saved connection.
func Test(env *wizard.Env, p profile.Profile) *wizard.Wizard {
	flow, known := app.Testing(env.App, p)
	w := wizard.Ask(env, flow, known)
	w.Tested = &p
	reload := func(*wizard.Wizard) wish.List { return wish.List{wish.Close{}, wish.Reload{}} }
	w.Done, w.Back = reload, reload
	return w
}

// Diagnosis shows what the last test of a saved connection found, without another
// sign-in.
func Diagnosis(env *wizard.Env, p profile.Profile) *wizard.Wizard {
	w := Test(env, p)
	w.Recall = true
	return w
}

// Import asks for the file of another program, tells what is in it, and goes
// on as a set-up with those answers.
func Import(env *wizard.Env) *wizard.Wizard {
	var given steps.Given
	w := wizard.Ask(env, app.Importing(env.App, &given), steps.NewState(steps.Facts{Now: env.App.Now()}))
	w.Done = func(*wizard.Wizard) wish.List {
		return wish.List{wish.Close{}, wish.Journey{Flow: setup.Setup().Name, Given: given}}
	}
	return w
}

// Inspect reads a certificate or a key, and says what it is.
func Inspect(env *wizard.Env) *wizard.Wizard {
	return wizard.Ask(env, inspect.Flow(), steps.NewState(steps.Facts{Now: env.App.Now()}))
}

// Confirm draws a task and does it once it is confirmed. of is the account in the
// header, zero for none.
func Confirm(env *wizard.Env, t app.Task, of account.ID) *wizard.Wizard {
	w := wizard.OneStep(env, "are you sure?", t.Step(), steps.NewState(steps.Facts{Now: env.App.Now()}).With(steps.KeyAccount, of.Realm()))
	w.Done = func(w *wizard.Wizard) wish.List {
		if note := w.Walk().State().Note; note != "" {
			return wish.List{wish.Home{}, wish.Reload{}, wish.Say(note)}
		}
		return wish.List{wish.Close{}, wish.Reload{}}
	}
	return w
}

// Remove asks before a connection is removed. entries are all connections, of
// which others may use the same credential.
func Remove(env *wizard.Env, e storage.Entry, entries []storage.Entry) *wizard.Wizard {
	task := env.App.Removal(e, connections.SharingAmong(entries, e.Profile, env.App.Now()))
	w := Confirm(env, task, e.Account)
	done := w.Done
	w.Done = func(w *wizard.Wizard) wish.List {
		wishes := done(w)
		if said, ok := wishes[len(wishes)-1].(wish.Say); ok {
			wishes[len(wishes)-1] = said + " u brings it back."
		}
		return wishes
	}
	return w
}

// DiscardAskedMsg brings the task that discards a draft: what that means is read
// from the vault.
type DiscardAskedMsg struct{ Task app.Task }

// AskDiscardCmd finds out what it means to discard a draft.
func AskDiscardCmd(a *app.App, d drafts.Draft) tea.Cmd {
	return func() tea.Msg { return DiscardAskedMsg{a.Discarding(d)} }
}
