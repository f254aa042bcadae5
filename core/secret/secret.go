// Package secret holds values that must not be printed by accident.
package secret

import (
	"crypto/subtle"
	"errors"
	"fmt"
	"log/slog"
)

// redacted is printed in place of every Secret.
const redacted = "[secret]"

// ErrMarshal is the error of every attempt to serialise a Secret. Code that must
// store a Secret, such as the vault, calls Reveal explicitly.
var ErrMarshal = errors.New("a secret cannot be serialised; reveal it where it is encrypted")

// Secret is a text value, such as a consumer secret, a private key or a
// passphrase. Printing, logging and formatting a Secret gives a redaction;
// marshalling fails. The text is behind a pointer: fmt cannot call methods on an
// unexported field of another struct, and would otherwise print the text.
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

// Reveal returns the text. No other method does.
func (s Secret) Reveal() string {
	if s.text == nil {
		return ""
	}
	return *s.text
}

// IsEmpty reports whether there is no text.
func (s Secret) IsEmpty() bool { return s.text == nil }

// Len returns the length of the text in bytes.
func (s Secret) Len() int { return len(s.Reveal()) }

// Tail returns the last four characters, so that a person can compare them with
// the value that was pasted. It returns "" for a text of less than 16 characters.
func (s Secret) Tail() string {
	runes := []rune(s.Reveal())
	if len(runes) < 16 {
		return ""
	}
	return string(runes[len(runes)-4:])
}

// Equal reports whether two secrets are the same, in constant time.
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

// MarshalText always fails; JSON, YAML and XML encoders call it.
func (s Secret) MarshalText() ([]byte, error) { return nil, ErrMarshal }

// MarshalBinary always fails.
func (s Secret) MarshalBinary() ([]byte, error) { return nil, ErrMarshal }

// MarshalJSON always fails.
func (s Secret) MarshalJSON() ([]byte, error) { return nil, ErrMarshal }

// GobEncode always fails.
func (s Secret) GobEncode() ([]byte, error) { return nil, ErrMarshal }
