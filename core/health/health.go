// Package health tells how long a saved connection will go on working, and what
// is to be done before it stops: from what is stored and the clock alone, with
// nothing sent. Its sentences stand in every list, on every screen and in the
// calendar.
package health

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"suitekey/core/profile"
)

// Level is how bad something is.
type Level int

// The levels, in order.
const (
	Good    Level = iota
	Soon          // worth knowing; nothing has to be done now
	Due           // to be acted on
	Failed        // NetSuite refused the last sign-in, or the connection cannot be read
	Expired       // nothing signs in any more
)

var words = [...]string{"good", "soon", "due", "failed", "expired"}

// String is the word for programs and people.
func (l Level) String() string { return words[l] }

// MarshalText is the word, for JSON.
func (l Level) MarshalText() ([]byte, error) { return []byte(words[l]), nil }

// What an item is about.
const (
	Certificate  = "certificate"
	Token        = "token"         // age of a TBA token
	TBA          = "tba"           // the end of Token-Based Authentication
	WSDL         = "wsdl"          // the end of a SOAP endpoint
	RefreshToken = "refresh-token" // the end of a sign-in by browser
	Former       = "former"        // a former credential that is not retired yet
	Test         = "test"          // the last one
	Clock        = "clock"         // of this computer
	Damage       = "damage"        // the stored file cannot be read
)

// Item is one thing that bears on how long a connection works.
type Item struct {
	What      string
	Level     Level
	Date      time.Time // when it ends or is due; zero where nothing ends
	Tentative bool      // the date is announced as such
	Brief     string    // a few words, for a column
	Sentence  string    // one or more whole sentences
	Next      string    // the verb that helps, "" where none does
}

// Command is what to type for the connection called name; "" where no verb helps.
func (i Item) Command(name string) string {
	if i.Next == "" {
		return ""
	}
	return "suitekey " + i.Next + " " + name
}

const day = 24 * time.Hour

// Rules are what is a matter of opinion.
type Rules struct {
	TokenRotation time.Duration // how old a TBA token may become; a year if zero, never if negative
	TestAge       time.Duration // how long ago the last test may be; 90 days if zero
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
	Level Level // of the worst item
	Items []Item
}

// Validity is that of a certificate; zero without one.
type Validity struct{ From, Until time.Time }

// Of tells the health of p, the worst first. Neither secrets nor the certificate
// itself are looked at, so an entry of a list will do.
func Of(p profile.Profile, v Validity, now time.Time, rules Rules) State {
	rules = rules.complete()
	return stateOf(slices.Concat(
		certificate(p, v, now),
		refreshToken(p, now),
		token(p, now, rules.TokenRotation),
		endOfTBA(p, now),
		endpoint(p, now),
		former(p, now),
		clock(p, now),
		test(p, now, rules.TestAge),
	))
}

// Damaged is the state of a connection that cannot be read.
func Damaged(sentence string) State {
	return stateOf([]Item{{What: Damage, Level: Failed, Brief: "cannot be read", Sentence: sentence}})
}

func stateOf(items []Item) State {
	slices.SortStableFunc(items, func(a, b Item) int {
		return cmp.Or(cmp.Compare(b.Level, a.Level), compareDates(a.Date, b.Date))
	})
	s := State{Items: items}
	if len(items) > 0 {
		s.Level = items[0].Level
	}
	return s
}

// compareDates puts what ends first before what ends later, and that before what
// does not end.
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

// With is s with one more item, such as the outcome of a test that was just made.
// It takes the place of an item about the same.
func (s State) With(item Item) State {
	others := slices.DeleteFunc(slices.Clone(s.Items), func(i Item) bool { return i.What == item.What })
	return stateOf(append(others, item))
}

// Brief is the worst in a few words; what ends first, where nothing is to be done.
func (s State) Brief() string {
	if s.Level <= Soon {
		for _, item := range s.Items {
			if !item.Date.IsZero() {
				return item.Brief
			}
		}
	}
	return s.Worst().Brief
}

// Worst is the worst item.
func (s State) Worst() Item {
	if len(s.Items) == 0 {
		return Item{}
	}
	return s.Items[0]
}

// Sentence tells all that calls for somebody, or what ends first where nothing
// does; and when the connection was tested.
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

// Tally counts the states that call for somebody, the worst first: "1 expired, 2
// due"; "" if there are none.
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

// date is a day as people write it.
func date(t time.Time) string { return t.UTC().Format("2 January 2006") }
