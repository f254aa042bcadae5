package netsuite

import (
	"strings"
	"unicode"
)

// maxMessage is how many characters of a message from outside are kept: enough
// for NetSuite's longest sentences, too few to flood a screen.
const maxMessage = 400

// clean makes text from outside fit for a terminal: no control characters (a
// terminal obeys escape sequences), no invisible or direction-changing ones,
// white space as single spaces, cut at a length.
func clean(text string, limit int) string {
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
		if n >= limit {
			b.WriteString("...")
			break
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		b.WriteRune(r)
		n++
	}
	return b.String()
}
