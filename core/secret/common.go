package secret

import (
	"strings"
	"sync"
	"unicode"

	"github.com/trustelem/zxcvbn/frequency"
)

// commonPasswords returns the passwords that people choose most often, as they were
// counted in leaks: the list of Dropbox's zxcvbn, about 30,000. Only the list is used.
// The estimator of the module builds its tables at each start of the program.
var commonPasswords = sync.OnceValue(func() map[string]bool {
	list := frequency.FrequencyLists["passwords"]
	common := make(map[string]bool, len(list))
	for _, password := range list {
		common[password] = true
	}
	return common
})

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
