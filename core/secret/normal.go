package secret

import "golang.org/x/text/unicode/norm"

// Normalized returns s in Unicode's normal form C: a letter with an accent is one
// character, whichever keyboard, editor or system it came from. Without this a
// passphrase that was set on macOS might not open the vault on Linux.
func Normalized(s Secret) Secret {
	text := s.Reveal()
	if norm.NFC.IsNormalString(text) {
		return s
	}
	return New(norm.NFC.String(text))
}
