package account

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"suitekey/core/secret"
)

// clean drops what surrounds a pasted value and cannot be seen or does not
// belong to it: white space, quotes and angle brackets around it, and
// the zero-width characters that web pages leave in between.
func clean(text string) string {
	text = strings.Map(func(r rune) rune {
		if invisible(r) {
			return -1
		}
		return r
	}, text)
	return strings.TrimFunc(text, func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune("\"'`<>“”„‘’‚«»", r)
	})
}

// invisible reports whether r is a format character (zero-width space, joiner, byte
// order or direction mark, soft hyphen), which may be anywhere in a pasted text.
func invisible(r rune) bool { return unicode.Is(unicode.Cf, r) }

// foreignRune finds the first character that is not printable ASCII.
func foreignRune(text string) (rune, bool) {
	for _, r := range text {
		if r < 0x20 || r > 0x7e {
			return r, true
		}
	}
	return 0, false
}

// quote shows text in a message: escaped, so that nothing in it can act on a
// terminal, and shortened, so that a secret pasted into the wrong field does not
// end up in a log. An address may show more of itself, but not its query.
func quote(text string) string {
	most := 24
	if i := strings.IndexAny(text[:min(len(text), maxText)], "?#"); i >= 0 {
		text = text[:i] + "..."
	}
	if strings.Contains(text[:min(len(text), 60)], ".") {
		most = 70
	}
	if !secret.Harmless(text) {
		return secret.Quote(text)
	}
	if len(text) > most {
		cut := most / 2
		for cut > 0 && !utf8.RuneStart(text[cut]) {
			cut--
		}
		text = text[:cut] + "..."
	}
	return strconv.Quote(text)
}
