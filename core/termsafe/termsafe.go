// Package termsafe makes text from outside (answers, file names, certificates)
// fit for a screen, a log and an error.
package termsafe

import (
	"strings"
	"unicode"
)

// Line is text as one line of at most so many characters. It has no control
// characters (a terminal obeys escape sequences) and no invisible or
// direction-changing ones; white space is single spaces. What is cut off ends in
// three dots.
func Line(text string, most int) string {
	var b strings.Builder
	space, n := false, 0
	for _, r := range text {
		if unicode.IsSpace(r) {
			space = n > 0
			continue
		}
		if !unicode.IsPrint(r) || r == unicode.ReplacementChar {
			continue
		}
		width := 1
		if space {
			width = 2
		}
		if n+width > most {
			b.WriteString("...")
			break
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		b.WriteRune(r)
		n += width
	}
	return b.String()
}

// Plain reports whether text has only characters of ASCII that are visible, and spaces.
func Plain(text string) bool {
	for i := range len(text) {
		if text[i] < ' ' || text[i] >= 0x7f {
			return false
		}
	}
	return true
}

// Visible is text without what a terminal would obey or a person cannot see;
// its line breaks stay.
func Visible(text string) string {
	if Plain(text) { // as most texts are: they stay as they are
		return text
	}
	return strings.Map(func(r rune) rune {
		if r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r)) {
			return -1
		}
		return r
	}, text)
}
