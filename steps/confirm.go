package steps

import (
	"fmt"
	"slices"
)

// confirmAccount asks for the account ID before something for good is done in a
// production account. Several may be given, by a scheduler that looks after several
// accounts.
func confirmAccount(when func(State) bool) Field {
	return Field{
		Key: KeyConfirmAccount, Label: "Type the account ID to confirm it", Clean: CleanToken,
		Needed: "This is a production account: its account ID is needed to confirm it.",
		When:   func(s State) bool { return s.Former.Account.Guarded() && when(s) },
		Check: func(s State, text string) Finding {
			if !confirmed(s) {
				return Finding{Problem: fmt.Sprintf("Type %s, or choose what ends nothing in NetSuite.", s.Former.Account)}
			}
			return Finding{}
		},
	}
}

// Unconfirmed names the account ID among what lacks, before anything is made, where
// the answers end a former credential of a production account later on.
func Unconfirmed(s State) error {
	choice, _ := s.Answer(KeyRetire)
	if confirmed(s) || dateHasCome(s) || choice != retireNow && choice != retireUntil {
		return nil
	}
	field, _ := fieldOf(KeyConfirmAccount)
	return &MissingError{Missing: []Field{field}}
}

// confirmed tells whether nothing has to be confirmed, or the account was named.
func confirmed(s State) bool {
	named, _ := s.Answer(KeyConfirmAccount)
	return !s.Former.Account.Guarded() || slices.ContainsFunc(splitList(named), s.Former.Account.Confirmed)
}
