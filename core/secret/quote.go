package secret

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// longestQuoted is how many characters of a value an error repeats.
const longestQuoted = 40

// randomRun is the length from which a run of letters and digits is taken for
// part of a key, a token or a password rather than for a word.
const randomRun = 16

// leastShuffled is the length from which text in the alphabet of base64 is judged as a
// whole: a piece of a key that slashes cut into short runs.
const leastShuffled = 40

// longestHarmless is the length from which text is no answer, path or name.
const longestHarmless = 4096

// Harmless reports whether an error may repeat text: nothing in it looks like a
// key, a token or a password. A run of sixteen letters and digits in which capitals,
// small letters and digits mix, or which is all hexadecimal, is taken for part of
// one, wherever it stands; so is the beginning of a PEM, and so are forty characters of
// base64 whose letters and digits are mixed as in random text. Text of nothing but words, four
// with blanks or six with hyphens, is taken for a passphrase.
func Harmless(text string) bool {
	if len(text) > longestHarmless || strings.Contains(text, "-----BEGIN") || wordsOf(text, " ") >= 4 || wordsOf(text, "-") >= 6 {
		return false
	}
	runs := strings.FieldsFunc(text, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	for _, run := range runs {
		if utf8.RuneCountInString(run) >= randomRun && random(run) {
			return false
		}
	}
	return !slices.ContainsFunc(strings.FieldsFunc(text, func(r rune) bool { return kindOf(r) == 0 }), shuffled)
}

// kindOf is the kind of a character of base64: a capital, a small letter, a digit or a sign.
// It is zero for what base64 does not contain.
func kindOf(r rune) rune {
	switch {
	case r >= 'A' && r <= 'Z':
		return 'A'
	case r >= 'a' && r <= 'z':
		return 'a'
	case r >= '0' && r <= '9':
		return '0'
	case strings.ContainsRune("+/=-_", r):
		return '+'
	}
	return 0
}

// shuffled reports whether capitals, small letters and digits follow each other in base64 as
// in random text: there six of ten neighbours are of different kinds, in the words of a path
// about two.
func shuffled(base64 string) bool {
	pairs, changes, last := 0, 0, '+'
	for _, r := range base64 {
		kind := kindOf(r)
		if kind != '+' && last != '+' {
			pairs++
			if kind != last {
				changes++
			}
		}
		last = kind
	}
	return len(base64) >= leastShuffled && pairs > 0 && changes*10 >= pairs*4
}

// wordsOf is how many words of small letters text consists of, 0 if there is anything else.
func wordsOf(text, between string) int {
	all := strings.Split(strings.TrimSpace(text), between)
	for _, word := range all {
		if len(word) < 2 || strings.ContainsFunc(word, func(r rune) bool { return !unicode.IsLower(r) }) {
			return 0
		}
	}
	return len(all)
}

func random(run string) bool {
	upper, lower, digit, hex := false, false, false, true
	for _, r := range run {
		upper = upper || unicode.IsUpper(r)
		lower = lower || unicode.IsLower(r)
		digit = digit || unicode.IsDigit(r)
		hex = hex && strings.ContainsRune("0123456789abcdefABCDEF", r)
	}
	return hex || upper && lower && digit
}

// Unknown names a thing that nobody knows, for an error that begins with "there is no": the
// thing and shown, which is name as far as an error repeats it. A name that may be a secret in
// the wrong place is described: "such verb: a value of 64 characters".
func Unknown(thing, name, shown string) string {
	if !Harmless(name) {
		return "such " + thing + ": " + Quote(name)
	}
	return thing + " " + shown
}

// Quote is text as an error may repeat it: in quotes, escaped and shortened. What
// may be a secret is not repeated but described, as "a value of 64 characters".
func Quote(text string) string {
	if !Harmless(text) {
		return fmt.Sprintf("a value of %d characters", utf8.RuneCountInString(text))
	}
	if runes := []rune(text); len(runes) > longestQuoted {
		text = string(runes[:longestQuoted]) + "..."
	}
	return strconv.Quote(text)
}
