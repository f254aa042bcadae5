package secret

import (
	"math"
	"strings"
	"sync"

	"github.com/trustelem/zxcvbn/match"
	"github.com/trustelem/zxcvbn/scoring"
)

// The search for patterns is ours, and their price is the module's: its own search builds
// all dictionaries at each start of the program, which takes 50 ms.

// ranks returns the words of zxcvbn's lists with their place in the list, from 1.
var ranks = sync.OnceValue(func() map[string]int {
	all := make(map[string]int, 100_000)
	lists := append(strings.Split(unpacked(packedWords), "\n\n"), unpacked(packedPasswords))
	for _, list := range lists {
		for i, word := range strings.Fields(list) {
			if before, known := all[word]; !known || i+1 < before {
				all[word] = i + 1
			}
		}
	}
	return all
})

// longestWord is the length of the longest word that is looked up.
const longestWord = 30

// patterns returns what a guesser tries early, anywhere in text.
func patterns(text string) []*match.Match {
	lower := strings.ToLower(text)
	found := words(text, lower)
	found = append(found, repeats(text)...)
	found = append(found, again(text, lower)...)
	found = append(found, runs(text, lower)...)
	found = append(found, years(text)...)
	match.Sort(found)
	return found
}

// leet are the signs that people write for letters.
var leet = strings.NewReplacer("4", "a", "@", "a", "8", "b", "3", "e", "6", "g", "1", "i", "!", "i", "0", "o", "$", "s", "5", "s", "7", "t", "+", "t", "2", "z")

// words finds words, also backwards and with signs for letters.
func words(text, lower string) []*match.Match {
	var found []*match.Match
	plain, known := leet.Replace(lower), ranks()
	for from := range text {
		for to := from + 2; to < min(len(text), from+longestWord); to++ {
			m := match.Match{Pattern: "dictionary", I: from, J: to, Token: text[from : to+1]}
			for n, word := range []string{lower[from : to+1], backwards(lower[from : to+1]), plain[from : to+1]} {
				if m.Rank = known[word]; m.Rank == 0 {
					continue
				}
				m.MatchedWord, m.Reversed = word, n == 1
				if n == 2 {
					m.L33t, m.Sub = true, substitutions(lower[from:to+1], word)
				}
				hit := m
				found = append(found, &hit)
				break // the next ones cost a guesser more
			}
		}
	}
	return found
}

func substitutions(written, meant string) map[string]string {
	sub := map[string]string{}
	for i := range written {
		if written[i] != meant[i] {
			sub[written[i:i+1]] = meant[i : i+1]
		}
	}
	return sub
}

func backwards(text string) string {
	reversed := []byte(text)
	for i, j := 0, len(reversed)-1; i < j; i, j = i+1, j-1 {
		reversed[i], reversed[j] = reversed[j], reversed[i]
	}
	return string(reversed)
}

// repeats finds a piece that occurs several times in a row: aaaa, abcabc.
func repeats(text string) []*match.Match {
	var found []*match.Match
	for from := 0; from < len(text); from++ {
		for size := 1; from+2*size <= len(text); size++ {
			piece, count := text[from:from+size], 1
			for end := from + size; strings.HasPrefix(text[end:], piece); end += size {
				count++
			}
			if count < 2 || size == 1 && count < 3 {
				continue
			}
			base := scoring.MostGuessableMatchSequence(piece, pieces(piece), false).Guesses
			found = append(found, &match.Match{
				Pattern: "repeat", I: from, J: from + count*size - 1, Token: text[from : from+count*size],
				BaseToken: piece, BaseGuesses: base, RepeatCount: count,
			})
			break // the shortest piece is the cheapest
		}
	}
	return found
}

// again finds a piece that stood there before: the second word of "summer 2026 summer".
func again(text, lower string) []*match.Match {
	var found []*match.Match
	for from := 3; from < len(lower); from++ {
		size := 0
		for before := 0; before+3 <= from; before++ {
			n := 0
			for before+n < from && from+n < len(lower) && lower[before+n] == lower[from+n] {
				n++
			}
			size = max(size, n)
		}
		if size >= 3 {
			found = append(found, &match.Match{
				Pattern: "dictionary", I: from, J: from + size - 1, Token: text[from : from+size],
				MatchedWord: lower[from : from+size], Rank: len(text),
			})
		}
	}
	return found
}

// pieces are the patterns within a piece that is repeated.
func pieces(text string) []*match.Match {
	lower := strings.ToLower(text)
	found := append(words(text, lower), runs(text, lower)...)
	match.Sort(found)
	return found
}

// rows are the rows of keyboards: English, German and French.
var rows = []string{"qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "yxcvbnm", "azertyuiop", "qsdfghjklm", "wxcvbn", "`1234567890-="}

// runs finds neighbours in the alphabet, among the digits or on a keyboard, in both
// directions: abcd, 9876, qwert.
func runs(text, lower string) []*match.Match {
	var found []*match.Match
	for from := 0; from+2 < len(lower); {
		to := from + 1
		step := int(lower[to]) - int(lower[from])
		for to+1 < len(lower) && int(lower[to+1])-int(lower[to]) == step {
			to++
		}
		if to-from >= 2 && (step == 1 || step == -1) {
			found = append(found, &match.Match{Pattern: "sequence", I: from, J: to, Token: text[from : to+1], Ascending: step == 1})
		}
		from = max(to, from+1)
	}
	for from := range lower {
		for to := len(lower) - 1; to >= from+2; to-- {
			if inRow(lower[from:to+1]) || inRow(backwards(lower[from:to+1])) {
				found = append(found, &match.Match{Pattern: "spatial", I: from, J: to, Token: text[from : to+1], Graph: "qwerty", Turns: 1})
				break
			}
		}
	}
	return found
}

func inRow(text string) bool {
	for _, row := range rows {
		if strings.Contains(row, text) {
			return true
		}
	}
	return false
}

// years finds years, and days written as six or eight digits.
func years(text string) []*match.Match {
	var found []*match.Match
	for from := range text {
		year := digits(text, from, 4)
		if year >= 1900 && year < 2100 {
			found = append(found, &match.Match{Pattern: "regex", RegexName: "recent_year", I: from, J: from + 3, Token: text[from : from+4]})
		}
		for _, size := range []int{6, 8} {
			if digits(text, from, size) >= 0 {
				found = append(found, &match.Match{Pattern: "date", I: from, J: from + size - 1, Token: text[from : from+size], Guesses: daysTried})
			}
		}
	}
	return found
}

// daysTried is the number of days of two centuries in four ways to write them. Other
// numbers of six or eight digits are taken for days, too: people like numbers that mean something.
var daysTried = math.Round(200 * 365.25 * 4)

// digits returns the number at text[from:], -1 if there are not as many digits.
func digits(text string, from, size int) int {
	if from+size > len(text) {
		return -1
	}
	n := 0
	for _, c := range []byte(text[from : from+size]) {
		if c < '0' || c > '9' {
			return -1
		}
		n = n*10 + int(c-'0')
	}
	return n
}
