package steps

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxPaste is the longest accepted paste, in bytes. The longest answer is an RSA-4096
// key with its certificate, about 6 kB.
const MaxPaste = 64 << 10

// CheckPaste returns a sentence about a paste that is too long for an answer, and "" for
// any other paste.
func CheckPaste(text string) string {
	if len(text) <= MaxPaste {
		return ""
	}
	return fmt.Sprintf("The pasted text has %d kB, and the longest value has %d kB: nothing was changed. Copy only the value and paste again.",
		len(text)>>10, MaxPaste>>10)
}

// CleanLine repairs a one-line value that was typed or pasted: it removes invisible
// characters, line breaks, surrounding white space and quotes. The second result lists
// the repairs.
func CleanLine(text string) (string, []string) {
	var notes []string
	visible, hidden, breaks := dropInvisible(text)
	if hidden > 0 {
		notes = append(notes, count(hidden, "invisible character was", "invisible characters were")+" removed")
	}
	clean := strings.TrimSpace(visible)
	if spaces := utf8.RuneCountInString(visible) - utf8.RuneCountInString(clean) - outerBreaks(visible, clean); spaces > 0 {
		notes = append(notes, count(spaces, "surrounding space was", "surrounding spaces were")+" removed")
	}
	if breaks > 0 {
		notes = append(notes, count(breaks, "line break was", "line breaks were")+" removed")
	}
	clean = strings.Join(strings.FieldsFunc(clean, func(r rune) bool { return r == '\n' }), " ")
	if bare := unquote(clean); bare != clean {
		clean = strings.TrimSpace(bare)
		notes = append(notes, "the surrounding quotes were removed")
	}
	return clean, notes
}

// CleanToken is CleanLine for a value without inner white space, such as a consumer key.
func CleanToken(text string) (string, []string) {
	clean, notes := CleanLine(text)
	if labelled().MatchString(clean) {
		return clean, notes
	}
	joined := strings.Join(strings.Fields(clean), "")
	if inner := utf8.RuneCountInString(clean) - utf8.RuneCountInString(joined); inner > 0 {
		notes = append(notes, count(inner, "inner space was", "inner spaces were")+" removed")
	}
	return joined, notes
}

func dropInvisible(text string) (visible string, hidden, breaks int) {
	var b strings.Builder
	text = strings.ReplaceAll(text, "\r\n", "\n")
	text = strings.ReplaceAll(text, "\r", "\n")
	for _, r := range text {
		switch {
		case r == '\n':
			breaks++
			b.WriteByte('\n')
		case r == '\t' || r == ' ' || unicode.IsSpace(r):
			b.WriteByte(' ')
		case !unicode.IsPrint(r), r == utf8.RuneError, unicode.Is(unicode.Cf, r):
			hidden++
		default:
			b.WriteRune(r)
		}
	}
	return b.String(), hidden, breaks
}

func outerBreaks(before, after string) int {
	return strings.Count(before, "\n") - strings.Count(after, "\n")
}

var quotePairs = [][2]string{{`"`, `"`}, {"'", "'"}, {"`", "`"}, {"“", "”"}, {"„", "“"}, {"‘", "’"}, {"«", "»"}, {"<", ">"}}

func unquote(text string) string {
	for _, pair := range quotePairs {
		inner, ok := strings.CutPrefix(text, pair[0])
		if !ok {
			continue
		}
		if inner, ok = strings.CutSuffix(inner, pair[1]); ok {
			return inner
		}
	}
	return text
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// Shorten cuts text to at most n characters for a message and removes characters that
// must not reach a terminal.
func Shorten(text string, n int) string {
	if len(text) > 8*n {
		text = text[:8*n]
	}
	visible, _, _ := dropInvisible(text)
	runes := []rune(strings.ReplaceAll(visible, "\n", " "))
	if len(runes) > n {
		return string(runes[:n-3]) + "..."
	}
	return string(runes)
}
