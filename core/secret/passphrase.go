package secret

import (
	"errors"
	"fmt"
	"unicode/utf8"
)

// MinPassphrase is the least number of characters of a vault's passphrase. The
// key derivation slows guessing down; twelve characters make it hopeless.
const MinPassphrase = 12

// CheckPassphrase tells whether a passphrase is fit to protect a vault, in a
// sentence that says what to do.
func CheckPassphrase(passphrase Secret) error {
	text := passphrase.Reveal()
	n := utf8.RuneCountInString(text)
	if !utf8.ValidString(text) {
		return errors.New("the passphrase has characters that are not text: use letters, digits, spaces and signs")
	}
	if n < MinPassphrase {
		return fmt.Errorf("the passphrase has %d characters: use at least %d, for example four words", n, MinPassphrase)
	}
	different := map[rune]bool{}
	for _, r := range text {
		if r < ' ' {
			return errors.New("the passphrase has a control character in it: use letters, digits, spaces and signs")
		}
		different[r] = true
	}
	if len(different) < 5 {
		return errors.New("the passphrase repeats too few characters: use four words that do not belong together")
	}
	return nil
}
