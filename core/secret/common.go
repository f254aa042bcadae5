package secret

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"io"
	"strings"
	"sync"
	"unicode"
)

// packedPasswords is the list "passwords" of the module github.com/trustelem/zxcvbn, one
// in a line. A test keeps the file equal to the list, and writes the file with -update.
// The program itself does not import the module: its lists are a map, which a program
// builds at each start, whether or not anybody chooses a passphrase.
//
//go:embed passwords.txt.gz
var packedPasswords []byte

// packedWords are the other lists of that module, with an empty line between two: English
// words, names, films. They are looked at while somebody chooses a passphrase.
//
//go:embed words.txt.gz
var packedWords []byte

// commonPasswords returns the passwords that people choose most often, as they were
// counted in leaks: the list of Dropbox's zxcvbn, about 30,000.
var commonPasswords = sync.OnceValue(func() map[string]bool {
	common := map[string]bool{}
	for line := range strings.Lines(unpacked(packedPasswords)) {
		common[strings.TrimSuffix(line, "\n")] = true
	}
	return common
})

// unpacked panics on a damaged file: the file is a part of the program.
func unpacked(file []byte) string {
	packed, err := gzip.NewReader(bytes.NewReader(file))
	if err != nil {
		panic("secret: a list of common words: " + err.Error())
	}
	list, err := io.ReadAll(packed)
	if err != nil {
		panic("secret: a list of common words: " + err.Error())
	}
	return string(list)
}

// fewest is the number of common words and numbers that a guesser tries in all
// combinations: 30,000 times 30,000 takes less than a day for a vault that was stolen.
const fewest = 2

// fewestDigits is the length from which digits and signs alone are not guessed early.
const fewestDigits = 20

// isCommon reports whether text is made of so few common passwords that it is guessed
// early: password1234!, dragonmonkey99.
func isCommon(text string) bool {
	if !strings.ContainsFunc(text, unicode.IsLetter) {
		return len(text) < fewestDigits
	}
	total := 0
	for _, piece := range strings.Fields(strings.ToLower(text)) {
		total += countCommon(piece)
	}
	return total <= fewest
}

// countCommon returns the smallest number of common passwords that make up text. Digits
// and signs between them do not count, since a guesser adds them to each word.
func countCommon(text string) int {
	common, letters := commonPasswords(), []rune(text)
	const never = 1 << 20
	best := make([]int, len(letters)+1)
	for end := 1; end <= len(letters); end++ {
		best[end] = never
		if !unicode.IsLetter(letters[end-1]) {
			best[end] = best[end-1]
		}
		for from := max(0, end-40); from <= end-3; from++ {
			if common[string(letters[from:end])] {
				best[end] = min(best[end], best[from]+1)
			}
		}
	}
	return best[len(letters)]
}
