package secret

import (
	"fmt"
	"math"
	"strings"
	"unicode/utf8"

	"github.com/trustelem/zxcvbn/scoring"
)

// Level is how well a passphrase holds against somebody who has a copy of the vault.
type Level int

// The levels.
const (
	Weak   Level = iota // found within a month
	Fair                // found within a hundred years
	Strong              // beyond that
)

// Strength is an estimate of what it costs to guess a passphrase.
type Strength struct {
	// Guesses is the number of tries until it is found, on average.
	Guesses float64
}

// A guesser with a thousand processor cores makes a thousand tries a second: one try
// takes a core about a second. docs/security.md has the same figures.
const guessesPerSecond = 1000

const (
	minute = 60.0
	hour   = 60 * minute
	day    = 24 * hour
	year   = 365 * day
	month  = year / 12
)

// longestRated is the number of bytes that are looked at: what is longer is strong.
const longestRated = 100

// Rate estimates the strength of a passphrase as zxcvbn does: as the cheapest sequence of
// common words, repetitions, runs of letters and keys, years and single characters that
// makes it up. It takes a millisecond, and the first time the dictionaries are built.
func Rate(passphrase Secret) Strength {
	text := oneByteEach(passphrase.Reveal())
	if text == "" {
		return Strength{Guesses: 1}
	}
	text = text[:min(len(text), longestRated)]
	// Without zxcvbn's term for the number of pieces, which takes several common words in a
	// row for more than a guesser of vaults needs.
	return Strength{Guesses: scoring.MostGuessableMatchSequence(text, patterns(text), true).Guesses / 2}
}

// oneByteEach replaces letters beyond ASCII by one sign each: the dictionaries have none,
// and each counts as a character that has to be tried.
func oneByteEach(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= utf8.RuneSelf || r < ' ' {
			return '~'
		}
		return r
	}, text)
}

func (s Strength) seconds() float64 { return s.Guesses / guessesPerSecond }

// Level returns how well the passphrase holds.
func (s Strength) Level() Level {
	switch seconds := s.seconds(); {
	case seconds < month:
		return Weak
	case seconds < 100*year:
		return Fair
	}
	return Strong
}

// String says the level, and how long a thousand processor cores need on average to find it.
func (s Strength) String() string {
	level := [...]string{"weak", "fair", "strong"}[s.Level()]
	return level + ": a thousand cores find it in " + duration(s.seconds())
}

// duration rounds: the estimate is an order of magnitude.
func duration(seconds float64) string {
	for _, unit := range []struct {
		below, size float64
		name        string
	}{
		{minute, 1, "second"}, {hour, minute, "minute"}, {day, hour, "hour"}, {month, day, "day"}, {year, month, "month"},
	} {
		if seconds < unit.below {
			return about(math.Max(1, math.Round(seconds/unit.size)), unit.name)
		}
	}
	if years := seconds / year; years < 1e6 {
		size := math.Pow(10, math.Max(0, math.Floor(math.Log10(years))-1)) // two digits
		return about(math.Round(years/size)*size, "year")
	}
	return "more than a million years"
}

func about(n float64, unit string) string {
	if n != 1 {
		unit += "s"
	}
	return fmt.Sprintf("about %.0f %s", n, unit)
}
