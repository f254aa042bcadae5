package redact

import (
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/url"
	"strings"

	"suitekey/core/lazyregexp"
)

const (
	// least is the length from which a text is masked: less would hide ordinary
	// words, and is no secret.
	least = 8
	// leastLine is the same for one line of a longer secret.
	leastLine = 16
	// block is how much of a longer secret is recognised by itself, in bytes.
	block = 12
)

// kind says how a form may be written.
type kind int

const (
	plain   kind = iota // line breaks after the first least characters only
	wrapped             // line breaks anywhere, as in base64
	folded              // the same, in upper or lower case, as in base32
	digits              // hexadecimal: the same, and separators between bytes
)

// form is one way in which a program may print a secret.
type form struct {
	text string // in lower case where the case does not matter
	kind kind
}

// forms returns the forms in which a program may print a secret: unchanged, line by
// line, escaped for a URL or for JSON, in hexadecimal, base32 and base64, also as a part
// of a longer text. They include parts of a PEM block, and the secret number of a
// private key in any format.
func forms(secret string) []form {
	text := body(secret)
	if len(text) < least {
		return nil
	}
	all := []form{{strings.ReplaceAll(text, "\n", ""), plain}}
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); len(line) >= leastLine {
			all = append(all, form{line, plain})
		}
	}
	for _, escape := range []func(string) string{url.QueryEscape, url.PathEscape} {
		escaped := escape(text)
		all = append(all, form{escaped, plain}, form{percent().ReplaceAllStringFunc(escaped, strings.ToLower), plain})
	}
	if escaped, err := json.Marshal(text); err == nil {
		all = append(all, form{string(escaped[1 : len(escaped)-1]), plain})
	}
	all = append(all, encodings(text)...)
	if strings.Contains(text, "\n") {
		for _, part := range blocks(strings.ReplaceAll(text, "\n", ""), leastLine) {
			all = append(all, form{part, wrapped})
		}
		for _, part := range blocks(text, block) {
			all = append(all, encodings(part)...)
		}
	}
	for _, number := range secretNumbers(secret) {
		all = append(all, encodings(string(number))...)
	}
	return all
}

// encodings are the hexadecimal, base32 and base64 forms of a text.
func encodings(text string) []form {
	all := []form{{hex.EncodeToString([]byte(text)), digits}}
	for shift := range 5 {
		encoded := within(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString, 5, text, shift)
		all = append(all, form{strings.ToLower(encoded), folded})
	}
	for shift := range 3 {
		all = append(all, form{within(base64.RawStdEncoding.EncodeToString, 6, text, shift), wrapped},
			form{within(base64.RawURLEncoding.EncodeToString, 6, text, shift), wrapped})
	}
	return all
}

// blocks cuts a text into pieces of size bytes, without the rest.
func blocks(text string, size int) []string {
	var parts []string
	for ; len(text) >= size; text = text[size:] {
		parts = append(parts, text[:size])
	}
	return parts
}

// body is what of a text is secret: of a PEM block, not its first and last line.
func body(text string) string {
	var kept []string
	for line := range strings.Lines(strings.TrimSpace(text)) {
		if line = strings.TrimSpace(line); !strings.HasPrefix(line, "-----") {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "\n")
}

var percent = lazyregexp.Lazy(`%[0-9A-F]{2}`)

// within is what text looks like in the encoding of something that has shift bytes
// before it, and any number of whole groups before those: without the characters
// at both ends that depend on its neighbours too. bits is what one character
// encodes.
func within(encode func([]byte) string, bits int, text string, shift int) string {
	encoded := encode(append(make([]byte, shift), text...))
	return encoded[(8*shift+bits-1)/bits : 8*(shift+len(text))/bits]
}
