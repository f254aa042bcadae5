// Package health computes how long a saved connection will keep working, and what
// to do before it stops. It uses only the stored connection and the clock, and
// sends nothing. Lists, screens and the calendar show its sentences.
package health

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"suitekey/core/profile"
)

// Level is how urgent an item is.
type Level int

// The levels, in order.
const (
	Good    Level = iota
	Soon          // for information; nothing to do now
	Due           // somebody has to act
	Failed        // NetSuite refused the last sign-in, or the connection cannot be read
	Expired       // no sign-in works any more
)

var words = [...]string{"good", "soon", "due", "failed", "expired"}

// String returns the word for programs and people.
func (l Level) String() string { return words[l] }

// MarshalText returns the same word, for JSON.
func (l Level) MarshalText() ([]byte, error) { return []byte(words[l]), nil }

// What an item is about.
const (
	Certificate  = "certificate"
	Token        = "token"         // age of a TBA token
	Consumer     = "consumer-pair" // age of consumer key and secret
	TBA          = "tba"           // the end of Token-Based Authentication
	WSDL         = "wsdl"          // the end of a SOAP endpoint
	RefreshToken = "refresh-token" // the end of a sign-in by browser
	Former       = "former"        // a former credential that is not retired yet
	Test         = "test"          // the last test
	Clock        = "clock"         // of this computer
	Damage       = "damage"        // the stored file cannot be read
)

// Item is one reason why a connection may stop working.
type Item struct {
	What      string
	Level     Level
	Date      time.Time // when it ends or is due; zero if it does not end
	Tentative bool      // Oracle calls the date tentative
	Brief     string    // a few words, for a column
	Sentence  string    // one or more whole sentences
	Next      string    // the command that helps; "" if none does
}

// Command returns the command line that helps the connection name; "" if none
// does.
func (i Item) Command(name string) string {
	if i.Next == "" {
		return ""
	}
	return "suitekey " + i.Next + " " + name
}

const day = 24 * time.Hour

// Rules are limits that the user can choose.
type Rules struct {
	TokenRotation time.Duration // maximum age of a TBA token and of a consumer pair; zero: a year, negative: no limit
	TestAge       time.Duration // maximum age of the last test; zero: 90 days
}

func (r Rules) complete() Rules {
	if r.TokenRotation == 0 {
		r.TokenRotation = 365 * day
	}
	if r.TestAge == 0 {
		r.TestAge = 90 * day
	}
	return r
}

// State is the health of one connection.
type State struct {
	Level Level // the level of the worst item
	Items []Item
}

// Validity is the validity of a certificate; zero without a certificate.
type Validity struct{ From, Until time.Time }

// Of returns the health of p, the worst item first. It reads neither secrets nor
// the certificate, so p may come from a list.
func Of(p profile.Profile, v Validity, now time.Time, rules Rules) State {
	return OfSaved(&p, v, now, rules)
}

// OfSaved is Of where p is not copied: there may be thousands.
func OfSaved(p *profile.Profile, v Validity, now time.Time, rules Rules) State {
	return Again(nil, p, v, now, rules)
}

// Again is OfSaved in the memory of items, which were those of a State that nobody needs any
// more: a list asks for the state of one connection after the other.
func Again(items []Item, p *profile.Profile, v Validity, now time.Time, rules Rules) State {
	rules = rules.complete()
	if items == nil {
		items = make([]Item, 0, 6) // hardly any connection has more
	}
	items = certificate(items[:0], p, v, now)
	items = refreshToken(items, p, now)
	items = token(items, p, now, rules.TokenRotation)
	items = consumerPair(items, p, now, rules.TokenRotation)
	items = endOfTBA(items, p, now)
	items = endpoint(items, p, now)
	items = former(items, p, now)
	items = clock(items, p, now)
	return stateOf(test(items, p, now, rules.TestAge))
}

// Damaged returns the state of a connection that cannot be read.
func Damaged(sentence string) State {
	return stateOf([]Item{{What: Damage, Level: Failed, Brief: "cannot be read", Sentence: sentence}})
}

// WentBack returns the state of a connection whose file is older than one that was seen.
func WentBack(sentence string) State {
	return stateOf([]Item{{What: Damage, Level: Failed, Brief: "older than before", Sentence: sentence}})
}

func stateOf(items []Item) State {
	slices.SortStableFunc(items, func(a, b Item) int {
		if a.Level != b.Level {
			return cmp.Compare(b.Level, a.Level)
		}
		return compareDates(a.Date, b.Date)
	})
	s := State{Items: items}
	if len(items) > 0 {
		s.Level = items[0].Level
	}
	return s
}

// compareDates sorts earlier dates first and zero dates last.
func compareDates(a, b time.Time) int {
	switch {
	case a.IsZero() == b.IsZero():
		return a.Compare(b)
	case a.IsZero():
		return 1
	default:
		return -1
	}
}

// With returns s with one more item, such as the result of a new test. The item
// replaces an item with the same What.
func (s State) With(item Item) State {
	others := slices.DeleteFunc(slices.Clone(s.Items), func(i Item) bool { return i.What == item.What })
	return stateOf(append(others, item))
}

// Brief returns the worst item in a few words, or what ends first if there is
// nothing to do.
func (s State) Brief() string {
	if s.Level <= Soon {
		for i := range s.Items {
			if !s.Items[i].Date.IsZero() {
				return s.Items[i].Brief
			}
		}
	}
	if len(s.Items) == 0 {
		return ""
	}
	return s.Items[0].Brief
}

// Worst returns the worst item.
func (s State) Worst() Item {
	if len(s.Items) == 0 {
		return Item{}
	}
	return s.Items[0]
}

// Sentence returns the sentences of all items that somebody has to act on, or of
// what ends first if there is none; and when the connection was tested.
func (s State) Sentence() string {
	var told []string
	tested := ""
	for _, item := range s.Items {
		switch {
		case item.What == Test && item.Level < Failed:
			tested = item.Sentence
		case item.Level > Soon, len(told) == 0:
			told = append(told, item.Sentence)
		}
	}
	if tested != "" {
		told = append(told, tested)
	}
	return strings.Join(told, " ")
}

// Tally counts the states that somebody has to act on, the worst first: "1
// expired, 2 due"; "" if there are none.
func Tally(states []State) string {
	count := map[Level]int{}
	for _, s := range states {
		count[s.Level]++
	}
	var parts []string
	for level := Expired; level >= Due; level-- {
		if count[level] > 0 {
			parts = append(parts, strconv.Itoa(count[level])+" "+level.String())
		}
	}
	return strings.Join(parts, ", ")
}

// date returns the day of t as people write it.
func date(t time.Time) string { return t.UTC().Format("2 January 2006") }
