package setup

import (
	"context"

	"suitekey/core/secret"
	"suitekey/steps"
)

// NewVault returns the step that makes the vault, with the passphrase that it asks for.
func NewVault() steps.Step {
	asked := func(s steps.State) bool { return !s.VaultMade } // going back cannot choose another passphrase
	fields := append(PassphraseFields(), steps.Field{
		Key: steps.KeyRecoverySheet, NotKept: true, Apart: true, Label: "Make a recovery sheet?", Kind: steps.Choice,
		Default: func(steps.State) string { return "no" },
		Options: func(steps.State) []steps.Option {
			return []steps.Option{
				{Value: "no", Label: "Not now", Note: "later: suitekey passphrase sheet"},
				{Value: "yes", Label: "Yes", Note: "shown once, on the next screen: have pen and paper ready"},
			}
		},
	})
	for i, own := range fields {
		fields[i].When = func(s steps.State) bool { return asked(s) && own.Applies(s) }
	}
	return steps.Step{
		Name: "passphrase", Title: "Passphrase", Doc: steps.Doc("passphrase"),
		When:   func(s steps.State) bool { return !s.Facts.VaultExists || s.VaultMade },
		Fields: fields, OneEnter: true, Work: makeVault, Whole: true,
		Show: func(s steps.State) []string {
			if s.Sheet.Key.IsEmpty() {
				return nil
			}
			lines := []string{"The vault is made. Copy this recovery sheet to paper now: its key is stored nowhere and is not shown again."}
			for _, line := range s.Sheet.Lines() {
				lines = append(lines, "  "+line)
			}
			return lines
		},
	}
}

// PassphraseFields ask for the passphrase of a new vault.
func PassphraseFields() []steps.Field {
	return []steps.Field{ // the vault does not store its passphrase
		{Key: steps.KeyPassphrase, NotKept: true, Apart: true, Label: "Passphrase", Kind: steps.Secret, Passphrase: true, Check: checkPassphrase, Make: secret.GeneratePassphrase},
		{Key: steps.KeyPassphraseAgain, NotKept: true, Apart: true, Label: "Once more", Needed: "Type the passphrase once more.", Kind: steps.Secret, Passphrase: true, Check: func(s steps.State, text string) steps.Finding {
			if !s.Secret(steps.KeyPassphrase).Equal(secret.New(text)) {
				return steps.Finding{Problem: "The passphrases differ: type the passphrase once more."}
			}
			return steps.Finding{Note: "the same"}
		}},
		{Key: steps.KeyRemember, Apart: true, Label: "Store the passphrase in this computer's keyring?", Kind: steps.Choice,
			When:    func(s steps.State) bool { return s.Facts.CanRemember },
			Default: func(steps.State) string { return "no" },
			Options: func(steps.State) []steps.Option {
				return []steps.Option{{Value: "no", Label: "No, ask me each time"}, {Value: "yes", Label: "Yes"}}
			}},
	}
}

// checkPassphrase tells how strong the passphrase is, with each character that is typed.
func checkPassphrase(_ steps.State, text string) steps.Finding {
	passphrase := secret.New(text)
	if err := secret.CheckPassphrase(passphrase); err != nil {
		return steps.Finding{Problem: steps.Sentence(err)}
	}
	strength := secret.Rate(passphrase)
	if strength.Level() == secret.Weak {
		return steps.Finding{Warning: strength.String() + ", with a copy of the vault; add a word or two"}
	}
	return steps.Finding{Note: strength.String()}
}

// makeVault makes the vault after the test has passed, and a recovery sheet if it is
// wanted. After Back the vault is there already, and the sheet has been shown.
func makeVault(_ context.Context, env steps.Env, s steps.State, report func(steps.Progress)) (steps.State, error) {
	s.Sheet = steps.Sheet{}
	if s.VaultMade {
		return s, nil
	}
	report(steps.Progress{Text: "Creating the vault"})
	passphrase := s.Secret(steps.KeyPassphrase)
	note, err := env.Vault.Create(passphrase, s.Value(steps.KeyRemember) == "yes")
	if err != nil {
		return s, err
	}
	s.Note, s.VaultMade, s.Facts.VaultExists = note, true, true
	if s.Value(steps.KeyRecoverySheet) != "yes" {
		return s, nil
	}
	report(steps.Progress{Text: "Making the recovery sheet"})
	if s.Sheet, err = env.Vault.MakeRecovery(passphrase); err != nil { // the vault is made: the journey goes on
		s.Note = "There is no recovery sheet: " + steps.Sentence(err) + " suitekey passphrase sheet makes one."
	}
	return s, nil
}
