// Package tasks makes the wizards that are no journeys: unlocking the vault, the
// test of a saved connection, an import, and what is confirmed first.
package tasks

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"suitekey/core/account"
	"suitekey/core/diagnose"
	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/steps"
	"suitekey/steps/setup"
	"suitekey/storage"
	"suitekey/ui/app"
	"suitekey/ui/app/connections"
	"suitekey/ui/app/drafts"
	"suitekey/ui/tui/wish"
	"suitekey/ui/tui/wizard"
)

// Unlocked is the wish to go on with an open vault.
type Unlocked struct{}

// Unlock opens the vault: without asking where the passphrase can be had, else
// by asking for it.
func Unlock(env *wizard.Env) *wizard.Wizard {
	a := env.App
	w := wizard.OneStep(env, "vault locked", steps.Step{
		Name: "unlock", Title: "Unlock",
		Doc: wizard.Page("Unlock the vault", "Your connections are encrypted in "+a.Home()+".\n\nA forgotten passphrase cannot be recovered by anybody: move that folder away and set the connections up again.",
			"The passphrase was chosen with the first connection. SUITEKEY_PASSPHRASE_FILE or SUITEKEY_PASSPHRASE_COMMAND can give it instead of you."),
		Fields: []steps.Field{{
			Key: steps.KeyPassphrase, Label: "Passphrase of the vault", Kind: steps.Secret, Passphrase: true,
		}},
		Work: func(_ context.Context, _ steps.Env, s steps.State, report func(steps.Progress)) (steps.State, error) {
			report(steps.Progress{Text: "Unlocking the vault"})
			err := a.Unlock(passphrase(s))
			if errors.Is(err, storage.ErrWrongPassphrase) {
				err = steps.NewFieldError(steps.KeyPassphrase, fmt.Errorf("the passphrase that you typed: %w", err))
			}
			return s, err
		},
	}, steps.State{})
	w.Enter, w.Back = "unlock", nil
	w.Done = func(*wizard.Wizard) wish.List { return wish.List{Unlocked{}} }
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

func passphrase(s steps.State) secret.Secret { return s.Secret(steps.KeyPassphrase) }

// Test runs the connection test of a saved connection.
func Test(env *wizard.Env, p profile.Profile) *wizard.Wizard {
	a, name := env.App, p.Name
	known := steps.NewState(steps.Facts{Now: a.Now()}).With(steps.KeyAccount, p.Account.Realm())
	known.Refusals = p.Refusals
	w := wizard.OneStep(env, "test "+name, steps.Step{
		Name: "test", Title: "Test", Tests: true, Doc: wizard.Page("Connection test of "+name, "", "The test signs in and reads; it changes nothing."),
		Work: func(ctx context.Context, _ steps.Env, s steps.State, report func(steps.Progress)) (steps.State, error) {
			return testSaved(ctx, a, name, s, report)
		},
		Show: func(steps.State) []string { return []string{"The connection works."} },
	}, known)
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

func testSaved(ctx context.Context, a *app.App, name string, s steps.State, report func(steps.Progress)) (steps.State, error) {
	run := a.Access().Test
	if s.Force {
		run = a.Access().TestForced
	}
	result, err := run(ctx, name, func(c diagnose.Check) { report(steps.Progress{Check: &c}) })
	s.Report, s.Force = result, false
	if err != nil {
		return s, err
	}
	refused, err := a.Access().Refusals(name)
	if err != nil {
		return s, err
	}
	s.Refusals = slices.Repeat([]time.Time{a.Now()}, refused) // when it was does not matter: all of them count
	if !result.OK {
		return s, &setup.TestFailed{Report: result}
	}
	return s, nil
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
