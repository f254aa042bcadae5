package teams

import (
	"context"
	"errors"

	"suitekey/core/secret"
	"suitekey/steps"
	"suitekey/storage/team/people"
)

// KeyOwn is the passphrase of the person's existing key. KeySame is whether an admin
// tells the same fingerprint.
const (
	KeyOwn  = "own_passphrase"
	KeySame = "same_fingerprint"
)

// Entering returns the journey that opens a team's vault on this computer: it asks to be
// added and, after an admin has added the person, compares the fingerprint of the vault.
// The person walks it again for the second part.
func Entering(d *Desk, getenv func(string) string) steps.Flow {
	m := &making{desk: d, getenv: getenv, joins: true}
	m.vaults, _, _ = d.Known() // what cannot be read proposes nothing
	return steps.Flow{Name: "join", Title: "a team's vault", Steps: []steps.Step{m.engineStep(), m.askStep(), m.compareStep()}}
}

// askStep makes or opens the person's key, and leaves the request.
func (m *making) askStep() steps.Step {
	step := m.keyStep()
	fresh := func(steps.State) bool { return !m.existing }
	for i, f := range step.Fields {
		if f.Key != KeySelf {
			step.Fields[i].When = fresh
		}
	}
	step.Fields = append(step.Fields, steps.Field{
		Key: KeyOwn, NotKept: true, Label: "Passphrase of your key for the vault", Kind: steps.Secret, Passphrase: true,
		When: func(steps.State) bool { return m.existing },
	})
	step.Work = m.ask
	step.Show = func(s steps.State) []string {
		own := "Fingerprint of your key: " + people.Fingerprint(m.asked.Identity.Recipient)
		switch {
		case m.team != nil:
			return []string{"An admin has added you with the role " + string(m.team.Self.Role) + "."}
		case !m.asked.Asked:
			return []string{
				"The engine does not accept requests from you. Give an admin your public key:", "  " + m.asked.Identity.Recipient, own,
				"Open this page again when the admin has added you.",
			}
		}
		return []string{
			"Your request is in the engine. Tell an admin the fingerprint over another channel; the admin accepts you on the page of people, or with suitekey team add " + s.Value(KeySelf) + ".",
			own, "Open this page again when the admin has added you.",
		}
	}
	return step
}

func (m *making) ask(ctx context.Context, _ steps.Env, s steps.State, report func(steps.Progress)) (steps.State, error) {
	passphrase, key := s.Secret(steps.KeyPassphrase), steps.KeyPassphrase
	if m.existing {
		passphrase, key = s.Secret(KeyOwn), KeyOwn
	}
	report(steps.Progress{Text: "Asking the engine"})
	j, err := m.desk.Join(ctx, m.engine, s.Value(KeySelf), passphrase)
	if err != nil {
		return s, steps.NewFieldError(key, err)
	}
	defer j.Close()
	m.asked = j
	if m.team, err = j.Open(ctx); err == nil && m.team == nil {
		err = j.Ask(ctx)
	}
	return s.WithSecret(key, secret.Secret{}), err
}

// compareStep remembers the vault after the person has compared its fingerprint with an
// admin: an engine could present another vault.
func (m *making) compareStep() steps.Step {
	return steps.Step{
		Name: "compare-fingerprint", Title: "Fingerprint", NoReturn: steps.Always,
		When: func(steps.State) bool { return m.team != nil },
		Doc: func(s steps.State) steps.Page {
			return steps.StaticPage("Is it the right vault?",
				"Fingerprint of the vault: "+m.team.Fingerprint()+"\n\nAsk an admin for the fingerprint by telephone or face to face. If the engine presents another vault, the fingerprints differ.", "")(s)
		},
		Fields: []steps.Field{{
			Key: KeySame, Label: "Does an admin tell you the same fingerprint?", Kind: steps.Choice,
			Options: func(steps.State) []steps.Option {
				return []steps.Option{{Value: "no", Label: "No, or I have not asked yet"}, {Value: "yes", Label: "Yes, it is the same"}}
			},
			Check: func(_ steps.State, text string) steps.Finding {
				if text != "yes" {
					return steps.Finding{Problem: "Do not use the vault before an admin tells you the same fingerprint: leave with ctrl+c and ask an admin."}
				}
				return steps.Finding{}
			},
		}},
		Work: func(_ context.Context, _ steps.Env, s steps.State, _ func(steps.Progress)) (steps.State, error) {
			if s.Value(KeySame) != "yes" {
				return s, errors.New("the fingerprint of the vault was not compared")
			}
			return s, m.asked.Confirm(m.team)
		},
		Show: func(s steps.State) []string {
			return []string{
				"You are a member of the vault " + s.Value(KeyVault) + ".",
				"suitekey --vault " + s.Value(KeyVault) + " opens the vault; v on the list of connections switches to it.",
			}
		},
	}
}
