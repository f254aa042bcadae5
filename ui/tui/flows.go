package tui

import (
	"context"
	"errors"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"suitekey/core/account"
	"suitekey/core/profile"
	"suitekey/steps"
	"suitekey/storage"
	"suitekey/ui/app/access"
	"suitekey/ui/app/connections"
)

func text(title, why, explain string) func(steps.State) steps.Page {
	return func(steps.State) steps.Page {
		return steps.Page{Title: title, Why: why, Explain: map[string]string{"": explain}}
	}
}

// unlock opens the vault: without asking where the passphrase can be had, else
// by asking for it.
func (m *model) unlock() tea.Cmd {
	a := m.app
	w := m.oneStep("vault locked", steps.Step{
		Name: "unlock", Title: "Unlock",
		Doc: text("Unlock the vault", "Your connections are encrypted in "+a.Home()+".\n\nA forgotten passphrase cannot be recovered by anybody: move that folder away and set the connections up again.",
			"The passphrase was chosen with the first connection. SUITEKEY_PASSPHRASE_FILE or SUITEKEY_PASSPHRASE_COMMAND can give it instead of you."),
		Fields: []steps.Field{passphraseField()},
		Work: func(_ context.Context, _ steps.Env, s steps.State, report func(steps.Progress)) (steps.State, error) {
			report(steps.Progress{Text: "Unlocking the vault"})
			err := a.Unlock(passphraseOf(s))
			if errors.Is(err, storage.ErrWrongPassphrase) {
				err = &steps.FieldError{Key: steps.KeyPassphrase, Err: err}
			}
			return s, err
		},
	}, steps.State{})
	w.back = nil
	w.done = func(m *model, w *wizard) tea.Cmd {
		m.wizards = m.wizards[:len(m.wizards)-1]
		return m.unlocked()
	}
	m.push(w)
	w.silent = true
	return m.run(w, "Looking for the passphrase", func(ctx context.Context, report func(steps.Progress)) (steps.State, error) {
		found, ok, err := a.Passphrase(ctx)
		if err != nil {
			return steps.State{}, err
		}
		if !ok {
			return steps.State{}, errAsk
		}
		report(steps.Progress{Text: "Unlocking the vault"})
		return steps.State{}, a.Unlock(found)
	})
}

// confirmKey is the field that a removal is confirmed in.
const confirmKey = "confirm"

// confirmation asks before do is done.
func (m *model) confirmation(title, why, no, yes string, state steps.State, do func() error) *wizard {
	return m.oneStep("are you sure?", steps.Step{
		Name: "confirm", Title: title, NoReturn: steps.Always, Doc: text(title, why, ""),
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
	}, state)
}

// remove takes a connection out of the vault, once that is confirmed: for
// production by typing the account ID. It can be ended in NetSuite as well; if that
// fails, it stays, and the other choice is still there.
func (m *model) remove(p profile.Profile) tea.Cmd {
	a, name, id := m.app, p.Name, p.Account
	state := steps.NewState(steps.Facts{Now: m.now()}).With(steps.KeyAccount, id.Realm())
	why := "It is taken out of the vault, its secrets with it; its history stays, and suitekey undo " + name + " brings it back."
	var sharing []string
	if m.home != nil {
		sharing = connections.SharingAmong(m.home.entries, p, m.now())
	}
	if warning := access.RevokeWarning(p, sharing); warning != "" {
		why += "\n\n" + warning
	}
	w := m.confirmation("Remove "+name+"?", why, "No, keep it", "Yes, remove "+name, state, func() error { return a.Remove(name) })
	if id.Guarded() {
		w = m.oneStep("are you sure?", typedRemoval(w.walk.Step(), id, func() error { return a.Remove(name) }), state)
	}
	if p.Method != "" { // not a damaged one
		w = m.oneStep("are you sure?", m.withRevocation(w.walk.Step(), p), state)
	}
	w.done = func(m *model, w *wizard) tea.Cmd {
		if answer, _ := w.walk.State().Answer(confirmKey); answer != "no" {
			m.values = nil
			m.say(strings.TrimSpace(name + " was removed. " + w.walk.State().Note))
		}
		return tea.Batch(m.pop(), m.loadHomeCmd())
	}
	return m.push(w)
}

// revokeKey is the field that asks about NetSuite where the account ID is typed.
const revokeKey = "revoke"

// withRevocation makes of a removal one that asks whether to revoke in NetSuite.
func (m *model) withRevocation(step steps.Step, p profile.Profile) steps.Step {
	a, remove, key := m.app, step.Work, revokeKey
	options := []steps.Option{
		{Value: "yes", Label: "It goes on working there"},
		{Value: "revoke", Label: "Revoke it there first, for good"},
	}
	question := steps.Field{
		Key: key, Label: "And its " + access.Credential(p) + " in NetSuite?", Kind: steps.Choice,
		Suggest: func(steps.State) string { return "yes" },
		Options: func(steps.State) []steps.Option { return options },
	}
	if p.Account.Guarded() {
		step.Fields = append(step.Fields, question)
	} else {
		key = confirmKey
		options = []steps.Option{
			{Value: "no", Label: "No, keep it"},
			{Value: "yes", Label: "Yes, and its " + access.Credential(p) + " goes on working in NetSuite"},
			{Value: "revoke", Label: "Yes, and revoke its " + access.Credential(p) + " in NetSuite first, for good"},
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

// keep stores the journey on top as a draft and leaves. Without a vault it asks
// for the passphrase of a new one first.
func (m *model) keep() tea.Cmd {
	journey := m.top()
	ahead := m.keptAhead(journey)
	journey.stop()
	m.keepTyped(journey)
	walk, a := journey.walk, m.app
	step := steps.Step{Name: "keep", Title: "Keep", NoReturn: steps.Always, Doc: text("Keep it as a draft", "", "")}
	if !a.Unlocked() {
		for _, s := range steps.Setup().Steps {
			if s.Name == "passphrase" {
				step.Doc, step.Fields = s.Doc, s.Fields
			}
		}
	}
	step.Work = func(_ context.Context, _ steps.Env, s steps.State, report func(steps.Progress)) (steps.State, error) {
		if !a.Unlocked() {
			report(steps.Progress{Text: "Making the vault"})
			if _, err := a.CreateVault(passphraseOf(s), s.Value(steps.KeyRemember) == "yes"); err != nil {
				return s, err
			}
		}
		if ahead {
			return s, nil
		}
		report(steps.Progress{Text: "Keeping the draft"})
		return s, a.Drafts().Keep(walk)
	}
	w := m.oneStep("keep the draft", step, steps.NewState(steps.Facts{Now: m.now()}))
	w.done = func(m *model, _ *wizard) tea.Cmd {
		m.summary = append(m.summary, "Kept, encrypted. Go on with it by", "", "suitekey")
		m.err = ErrKept
		return m.quit()
	}
	return m.push(w)
}

// keepTyped makes answers of what was typed and not confirmed. Choices are left
// out: only enter chooses, and another key type would drop the key.
func (m *model) keepTyped(w *wizard) {
	for _, step := range w.walk.Flow().Steps { // a page that was pasted filled later ones, too
		for _, f := range step.Fields {
			if typed, ok := w.pending[f.Key]; ok && f.Kind != steps.Choice && f.Kind != steps.Multi {
				w.walk.Set(f, typed.Reveal())
				delete(w.pending, f.Key)
			}
		}
	}
}
