package journeys

import (
	"fmt"
	"slices"

	"suitekey/steps"
)

// confirmAccount asks for the account ID before something for good is done in a
// production account. Several may be given, by a scheduler that looks after several
// accounts.
func confirmAccount(when func(steps.State) bool) steps.Field {
	return steps.Field{
		Key: steps.KeyConfirmAccount, Label: "Type the account ID to confirm it", Clean: steps.CleanToken,
		Needed: "This is a production account: its account ID is needed to confirm it.",
		When:   func(s steps.State) bool { return s.Former.Account.Guarded() && when(s) },
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

// confirmed tells whether nothing has to be confirmed, or the account was named.
func confirmed(s steps.State) bool {
	named, _ := s.Answer(steps.KeyConfirmAccount)
	return !s.Former.Account.Guarded() || slices.ContainsFunc(steps.SplitList(named), s.Former.Account.Confirmed)
}
