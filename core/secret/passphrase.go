package secret

import (
	"errors"
	"fmt"
	"unicode/utf8"
)

// MinPassphrase is the smallest number of characters in a vault's passphrase. The
// key derivation slows down guessing; docs/security.md says what a guess costs.
const MinPassphrase = 12

// CheckPassphrase returns an error unless the passphrase is strong enough for a
// vault. The error says what to do and does not repeat the passphrase.
func CheckPassphrase(passphrase Secret) error {
	text := passphrase.Reveal()
	n := utf8.RuneCountInString(text)
	if !utf8.ValidString(text) {
		return errors.New("the passphrase contains characters that are not text: use letters, digits, spaces and symbols")
	}
	if n < MinPassphrase {
		return fmt.Errorf("the passphrase has %d characters: use at least %d, for example four words", n, MinPassphrase)
	}
	different := map[rune]bool{}
	for _, r := range text {
		if r < ' ' {
			return errors.New("the passphrase contains a control character: use letters, digits, spaces and symbols")
		}
		different[r] = true
	}
	if len(different) < 5 {
		return errors.New("the passphrase repeats too few characters: use four words that do not belong together")
	}
	if isCommon(text) {
		return errors.New("the passphrase consists of passwords that many people use, which attackers try first: use four words that do not belong together, or let suitekey passphrase generate make one")
	}
	return nil
}
