// Package tasks creates the wizards of a single step: unlocking the vault, the test of a
// saved connection, an import, and confirmations.
package tasks

import (
	"context"
	"errors"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"suitekey/core/account"
	"suitekey/core/diagnose"
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

// Unlocked is the wish to continue with an open vault.
type Unlocked struct{}

// Unlock opens the vault. It asks for the passphrase only if no other source has it.
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

// Relock asks for the passphrase of a vault that was open before, because another person
// may sit at the computer now.
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

// Diagnosis shows the result of the last test of a saved connection, without another
// sign-in.
func Diagnosis(env *wizard.Env, p profile.Profile) *wizard.Wizard {
	w := Test(env, p)
	w.Recall = true
	return w
}

// RecalledMsg is the last failed test of a saved connection, read from this computer.
type RecalledMsg struct {
	profile profile.Profile
	report  diagnose.Report
	found   bool
	show    bool
}

// RecallCmd reads the last failed test of a saved connection: to show the diagnosis with
// show, or before another test, which says if NetSuite has refused the same values minutes
// ago.
func RecallCmd(a *app.App, p profile.Profile, show bool) tea.Cmd {
	return func() tea.Msg {
		report, found, err := a.Access().LastFailure(p.Name)
		return RecalledMsg{p, report, found && err == nil, show} // the test itself says what is wrong with the vault
	}
}

// Recalled returns the test of the connection, or its diagnosis; nil if there is no
// diagnosis to show.
func Recalled(env *wizard.Env, msg RecalledMsg) *wizard.Wizard {
	if msg.found {
		env.Diagnoses.Recover(msg.profile, msg.report)
	}
	if !msg.show {
		return Test(env, msg.profile)
	}
	if _, ok := env.Diagnoses.Failed(msg.profile); !ok {
		return nil
	}
	return Diagnosis(env, msg.profile)
}

// NoDiagnosis says that there is no failed test to show.
func NoDiagnosis(msg RecalledMsg) string {
	return "No failed test of " + msg.profile.Name + " is kept: its last test passed, or its values have changed since."
}

// Import asks for the file of another program, shows its content, and continues as a set-up
// with its values as answers.
func Import(env *wizard.Env) *wizard.Wizard {
	var given steps.Given
	w := wizard.Ask(env, app.Importing(env.App, &given), steps.NewState(steps.Facts{Now: env.App.Now()}))
	w.Enter = "read it"
	w.Done = func(*wizard.Wizard) wish.List {
		return wish.List{wish.Close{}, wish.Journey{Flow: setup.Setup().Name, Given: given}}
	}
	return w
}

// Inspect reads a certificate or a key and describes it.
func Inspect(env *wizard.Env) *wizard.Wizard {
	w := wizard.Ask(env, inspect.Flow(), steps.NewState(steps.Facts{Now: env.App.Now()}))
	w.Enter = "read it"
	return w
}

// Confirm shows a task and runs it after a confirmation. of is the account for the header;
// zero for none.
func Confirm(env *wizard.Env, t app.Task, of account.ID) *wizard.Wizard {
	w := wizard.OneStep(env, t.About, t.Step(), steps.NewState(steps.Facts{Now: env.App.Now()}).With(steps.KeyAccount, of.Realm()))
	w.Enter = "confirm"
	w.Done = func(w *wizard.Wizard) wish.List {
		if note := w.Walk().State().Note; note != "" {
			return wish.List{wish.Home{}, wish.Reload{}, wish.Say(note)}
		}
		return wish.List{wish.Close{}, wish.Reload{}}
	}
	return w
}

// Remove asks for a confirmation and removes a connection. entries are all connections,
// because others may use the same credential.
func Remove(env *wizard.Env, e storage.Entry, entries []storage.Entry) *wizard.Wizard {
	task := env.App.Removal(e, connections.SharingAmong(entries, e.Profile, env.App.Now()))
	w := Confirm(env, task, e.Account)
	done := w.Done
	w.Done = func(w *wizard.Wizard) wish.List {
		wishes := done(w)
		if said, ok := wishes[len(wishes)-1].(wish.Say); ok {
			wishes[len(wishes)-1] = said + " u restores it."
		}
		return wishes
	}
	return w
}

// DiscardAskedMsg is the task that discards a draft. Its consequences are read from the
// vault.
type DiscardAskedMsg struct{ Task app.Task }

// AskDiscardCmd finds out the consequences of discarding a draft.
func AskDiscardCmd(a *app.App, d drafts.Draft) tea.Cmd {
	return func() tea.Msg { return DiscardAskedMsg{a.Discarding(d)} }
}
