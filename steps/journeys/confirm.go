package journeys

import (
	"fmt"
	"slices"

	"suitekey/steps"
)

// confirmAccount asks for the account ID before an action that cannot be undone: it always
// asks a person, and a command only in a production account. A scheduler for several
// accounts can give several IDs.
func confirmAccount(when func(steps.State) bool) steps.Field {
	return steps.Field{
		Key: steps.KeyConfirmAccount, Label: "Type the account ID to confirm", Clean: steps.CleanToken,
		Needed: "This action cannot be undone: type the account ID to confirm.",
		When:   func(s steps.State) bool { return (s.Former.Account.Guarded() || !s.Given().Unattended) && when(s) },
		Check: func(s steps.State, text string) steps.Finding {
			if !confirmed(s) {
				return steps.Finding{Problem: fmt.Sprintf("Type %s, or choose an option that revokes nothing in NetSuite.", s.Former.Account)}
			}
			return steps.Finding{}
		},
	}
}

// Unconfirmed reports the account ID as a missing answer, before the journey makes
// anything, if a later step revokes a former credential of a production account.
func Unconfirmed(s steps.State) error {
	choice, _ := s.Answer(steps.KeyRetire)
	if confirmed(s) || dateHasCome(s) || choice != retireNow && choice != retireUntil {
		return nil
	}
	field, _ := steps.FieldOf(steps.KeyConfirmAccount)
	return &steps.MissingError{Missing: []steps.Field{field}}
}

// confirmed reports whether the account ID was given, or no confirmation is needed: outside
// of production accounts, the command line itself is the confirmation.
func confirmed(s steps.State) bool {
	named, _ := s.Answer(steps.KeyConfirmAccount)
	return !s.Former.Account.Guarded() && s.Given().Unattended || slices.ContainsFunc(steps.SplitList(named), s.Former.Account.Confirmed)
}
