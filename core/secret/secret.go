// Package secret holds values that must not be printed by accident.
package secret

import (
	"crypto/subtle"
	"errors"
	"fmt"
	"log/slog"
)

// redacted is what every way of printing a Secret yields.
const redacted = "[secret]"

// ErrMarshal is returned by every attempt to serialise a Secret. Code that must
// store one (the vault's record) converts it with Reveal, visibly.
var ErrMarshal = errors.New("a secret cannot be serialised; reveal it where it is encrypted")

// Secret is a text value (a consumer secret, a private key, a passphrase) that
// prints, logs, formats and marshals as a redaction or an error. The text sits
// behind a pointer: fmt cannot call methods on an unexported field of another
// struct, and would otherwise print what is in it.
//
// The zero value is the empty secret.
type Secret struct{ text *string }

// New wraps text. An empty text gives the zero Secret.
func New(text string) Secret {
	if text == "" {
		return Secret{}
	}
	return Secret{text: &text}
}

// Reveal returns the text. It is the one way out.
func (s Secret) Reveal() string {
	if s.text == nil {
		return ""
	}
	return *s.text
}

// IsEmpty tells whether there is no text.
func (s Secret) IsEmpty() bool { return s.text == nil }

// Len is the length of the text in bytes.
func (s Secret) Len() int { return len(s.Reveal()) }

// Tail returns the last four characters of a text of at least sixteen, so that
// a person can compare it with what was pasted, and nothing for a shorter one.
func (s Secret) Tail() string {
	runes := []rune(s.Reveal())
	if len(runes) < 16 {
		return ""
	}
	return string(runes[len(runes)-4:])
}

// Equal compares two secrets without telling by its timing where they differ.
func (s Secret) Equal(other Secret) bool {
	return subtle.ConstantTimeCompare([]byte(s.Reveal()), []byte(other.Reveal())) == 1
}

// String implements fmt.Stringer with a redaction.
func (s Secret) String() string { return redacted }

// GoString implements fmt.GoStringer with a redaction.
func (s Secret) GoString() string { return redacted }

// Format implements fmt.Formatter with a redaction, whatever the verb.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(redacted)) }

// LogValue implements slog.LogValuer with a redaction.
func (s Secret) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalText refuses; JSON, YAML and XML encoders use it.
func (s Secret) MarshalText() ([]byte, error) { return nil, ErrMarshal }

// MarshalBinary refuses.
func (s Secret) MarshalBinary() ([]byte, error) { return nil, ErrMarshal }

// MarshalJSON refuses.
func (s Secret) MarshalJSON() ([]byte, error) { return nil, ErrMarshal }

// GobEncode refuses.
func (s Secret) GobEncode() ([]byte, error) { return nil, ErrMarshal }
