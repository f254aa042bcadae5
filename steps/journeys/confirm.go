package journeys

import (
	"fmt"
	"slices"

	"suitekey/steps"
)

// confirmAccount asks for the account ID before something is done that cannot be
// undone: a person always, a command only in a production account. Several may be given, by a scheduler that looks after several
// accounts.
func confirmAccount(when func(steps.State) bool) steps.Field {
	return steps.Field{
		Key: steps.KeyConfirmAccount, Label: "Type the account ID to confirm it", Clean: steps.CleanToken,
		Needed: "This cannot be undone: the account ID is needed to confirm it.",
		When:   func(s steps.State) bool { return (s.Former.Account.Guarded() || !s.Given().Unattended) && when(s) },
		Check: func(s steps.State, text string) steps.Finding {
			if !confirmed(s) {
				return steps.Finding{Problem: fmt.Sprintf("Type %s, or choose what ends nothing in NetSuite.", s.Former.Account)}
			}
			return steps.Finding{}
		},
	}
}

// Unconfirmed names the account ID among what lacks, before anything is made, where
// the answers end a former credential of a production account later on.
func Unconfirmed(s steps.State) error {
	choice, _ := s.Answer(steps.KeyRetire)
	if confirmed(s) || dateHasCome(s) || choice != retireNow && choice != retireUntil {
		return nil
	}
	field, _ := steps.FieldOf(steps.KeyConfirmAccount)
	return &steps.MissingError{Missing: []steps.Field{field}}
}

// confirmed tells whether the account was named, or nothing has to be confirmed: in
// another account than a production account the command line alone says it.
func confirmed(s steps.State) bool {
	named, _ := s.Answer(steps.KeyConfirmAccount)
	return !s.Former.Account.Guarded() && s.Given().Unattended || slices.ContainsFunc(steps.SplitList(named), s.Former.Account.Confirmed)
}
