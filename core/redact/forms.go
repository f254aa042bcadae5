package redact

import (
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
)

// forms are the ways in which a program may print a secret: as it is, line by
// line, escaped for a URL or for JSON, in hexadecimal, and in base64, also as a
// part of something longer.
func forms(text string) []string {
	text = body(text)
	if len(text) < least {
		return nil
	}
	all := []string{strings.ReplaceAll(text, "\n", ""), hex.EncodeToString([]byte(text)), strings.ToUpper(hex.EncodeToString([]byte(text)))}
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); len(line) >= leastLine {
			all = append(all, line)
		}
	}
	for _, escape := range []func(string) string{url.QueryEscape, url.PathEscape} {
		escaped := escape(text)
		all = append(all, escaped, percent().ReplaceAllStringFunc(escaped, strings.ToLower))
	}
	if escaped, err := json.Marshal(text); err == nil {
		all = append(all, string(escaped[1:len(escaped)-1]))
	}
	for shift := range 3 {
		all = append(all, within64(base64.RawStdEncoding, text, shift), within64(base64.RawURLEncoding, text, shift))
	}
	return all
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

// within64 is what text looks like in the base64 of something that has shift
// bytes (or three more, six more ...) before it: without the characters at both
// ends that depend on its neighbours too.
func within64(encoding *base64.Encoding, text string, shift int) string {
	encoded := encoding.EncodeToString([]byte(strings.Repeat("\x00", shift) + text))
	if (shift+len(text))%3 != 0 {
		encoded = encoded[:len(encoded)-1]
	}
	return encoded[(8*shift+5)/6:]
}
