package tasks

import (
	"context"
	"fmt"
	"strings"

	"suitekey/core/account"
	"suitekey/core/profile"
	"suitekey/steps"
	"suitekey/storage"
	"suitekey/ui/app"
	"suitekey/ui/app/access"
	"suitekey/ui/app/connections"
	"suitekey/ui/tui/wish"
	"suitekey/ui/tui/wizard"
)

// confirmKey is the field that a removal is confirmed in.
const confirmKey = "confirm"

// confirmation asks before do is done.
func confirmation(title, why, no, yes string, do func() error) steps.Step {
	return steps.Step{
		Name: "confirm", Title: title, NoReturn: steps.Always, Doc: wizard.Page(title, why, ""),
		Fields: []steps.Field{{
			Key: confirmKey, Label: "Sure?", Kind: steps.Choice,
			Suggest: func(steps.State) string { return "no" },
			Options: func(steps.State) []steps.Option {
				return []steps.Option{{Value: "no", Label: no}, {Value: "yes", Label: yes}}
			},
		}},
		Work: func(_ context.Context, _ steps.Env, s steps.State, _ func(steps.Progress)) (steps.State, error) {
			if answer, _ := s.Answer(confirmKey); answer != "yes" {
				return s, nil
			}
			return s, do()
		},
	}
}

// Remove takes a connection out of the vault, once that is confirmed: for
// production by typing the account ID. It can be ended in NetSuite as well; if that
// fails, it stays, and the other choice is still there. entries are all
// connections, of which others may use the same credential.
func Remove(env *wizard.Env, p profile.Profile, entries []storage.Entry) *wizard.Wizard {
	a, name, id := env.App, p.Name, p.Account
	why := "The connection and its secrets are removed from the vault. Its history is kept: suitekey undo " + name + " brings it back."
	if warning := access.RevokeWarning(p, connections.SharingAmong(entries, p, a.Now())); warning != "" {
		why += "\n\n" + warning
	}
	remove := func() error { return a.Remove(name) }
	step := confirmation("Remove "+name+"?", why, "No, keep it", "Yes, remove "+name, remove)
	if id.Guarded() {
		step = typedRemoval(step, id, remove)
	}
	if p.Method != "" { // not a damaged one
		step = withRevocation(a, step, p)
	}
	w := wizard.OneStep(env, "are you sure?", step, steps.NewState(steps.Facts{Now: a.Now()}).With(steps.KeyAccount, id.Realm()))
	w.Done = func(w *wizard.Wizard) wish.List {
		state := w.Walk().State()
		if answer, _ := state.Answer(confirmKey); answer == "no" {
			return wish.List{wish.Close{}, wish.Reload{}}
		}
		return wish.List{wish.Home{}, wish.Reload{}, wish.Say(strings.TrimSpace(name + " was removed. " + state.Note))}
	}
	return w
}

// revokeKey is the field that asks about NetSuite where the account ID is typed.
const revokeKey = "revoke"

// withRevocation makes of a removal one that asks whether to revoke in NetSuite.
func withRevocation(a *app.App, step steps.Step, p profile.Profile) steps.Step {
	remove, key := step.Work, revokeKey
	options := []steps.Option{
		{Value: "yes", Label: "Keep it working in NetSuite"},
		{Value: "revoke", Label: "Revoke it in NetSuite first; this cannot be undone"},
	}
	question := steps.Field{
		Key: key, Label: "What about its " + access.Credential(p) + " in NetSuite?", Kind: steps.Choice,
		Suggest: func(steps.State) string { return "yes" },
		Options: func(steps.State) []steps.Option { return options },
	}
	if p.Account.Guarded() {
		step.Fields = append(step.Fields, question)
	} else {
		key = confirmKey
		options = []steps.Option{
			{Value: "no", Label: "No, keep it"},
			{Value: "yes", Label: "Yes, and keep its " + access.Credential(p) + " working in NetSuite"},
			{Value: "revoke", Label: "Yes, and revoke its " + access.Credential(p) + " in NetSuite first; this cannot be undone"},
		}
		step.Fields[0].Options = question.Options
	}
	step.Work = func(ctx context.Context, env steps.Env, s steps.State, report func(steps.Progress)) (steps.State, error) {
		answer, _ := s.Answer(key)
		if key == confirmKey && answer == "no" {
			return s, nil
		}
		if answer == "revoke" {
			report(steps.Progress{Text: "Revoking it in NetSuite"})
			whole, err := a.Load(p.Name)
			if err == nil {
				s.Note, err = a.Access().Revoke(ctx, whole)
			}
			if err != nil {
				return s, fmt.Errorf("%w; it can be revoked by hand under %s; nothing was removed", err, access.RevokePage(p))
			}
		}
		if key == confirmKey {
			return s, a.Remove(p.Name)
		}
		return remove(ctx, env, s, report)
	}
	return step
}

// typedRemoval makes of a confirmation one that wants the account ID typed.
func typedRemoval(step steps.Step, id account.ID, do func() error) steps.Step {
	step.Fields = []steps.Field{{
		Key: confirmKey, Label: "Type the account ID to remove it", Needed: "Type the account ID to remove it, or press esc.",
		Check: func(_ steps.State, text string) steps.Finding {
			if !id.Confirmed(text) {
				return steps.Finding{Problem: fmt.Sprintf("Type %s, or press esc to keep the connection.", id.Realm())}
			}
			return steps.Finding{}
		},
	}}
	step.Work = func(_ context.Context, _ steps.Env, s steps.State, _ func(steps.Progress)) (steps.State, error) {
		return s, do()
	}
	return step
}
