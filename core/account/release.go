package account

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"suitekey/assets"
	"suitekey/core/lazyregexp"
)

// Release is one of NetSuite's two releases a year, such as 2027.1.
type Release struct{ Year, N int }

var releasePattern = lazyregexp.Lazy(`^([0-9]{4})\.([12])$`)

// ParseRelease reads "2027.1".
func ParseRelease(text string) (Release, error) {
	m := releasePattern().FindStringSubmatch(text)
	if m == nil {
		return Release{}, fmt.Errorf("%s is not a NetSuite release: releases have names such as 2027.1 and 2027.2", quote(text))
	}
	year, _ := strconv.Atoi(m[1]) // four digits, by the pattern
	return Release{Year: year, N: int(m[2][0] - '0')}, nil
}

// String returns "2027.1", and "" for the zero Release.
func (r Release) String() string {
	if r == (Release{}) {
		return ""
	}
	return fmt.Sprintf("%04d.%d", r.Year, r.N)
}

// Compare returns a negative number if r comes before other, zero if they are
// the same and a positive number if r comes after it.
func (r Release) Compare(other Release) int {
	if r.Year != other.Year {
		return r.Year - other.Year
	}
	return r.N - other.N
}

// Before reports whether r comes before other.
func (r Release) Before(other Release) bool { return r.Compare(other) < 0 }

// UnmarshalText reads "2027.1", and "" as the zero Release.
func (r *Release) UnmarshalText(text []byte) (err error) {
	*r = Release{}
	if len(text) > 0 {
		*r, err = ParseRelease(string(text))
	}
	return err
}

// MarshalText writes what UnmarshalText reads.
func (r Release) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// Begins is about when the first accounts are upgraded to r.
func (r Release) Begins() time.Time { return calendar().rollout(r.N).Begins.in(r.Year) }

// Complete is about when the last accounts have been upgraded to r.
func (r Release) Complete() time.Time { return calendar().rollout(r.N).Complete.in(r.Year) }

// CurrentRelease is the newest release that some accounts have at that time. A
// given account may be one behind while the roll-out lasts: warn with it, do
// not refuse.
func CurrentRelease(now time.Time) Release {
	for _, r := range []Release{{now.Year(), 2}, {now.Year(), 1}} {
		if !now.Before(r.Begins()) {
			return r
		}
	}
	return Release{Year: now.Year() - 1, N: 2}
}

// Deadline is a change that a release brings to integrations.
type Deadline struct {
	Release   Release `json:"release"`
	Older     Release `json:"older"`     // the release that older announcements name; zero: none
	Elsewhere Release `json:"elsewhere"` // when it comes to accounts that are not production, if earlier
	Subject   string  `json:"subject"`   // one of the Subject constants, or another
	Text      string  `json:"text"`      // one or two sentences
	Source    string  `json:"source"`
	Tentative bool    `json:"tentative"` // announced as such, or not from Oracle
}

// When returns the release with what is uncertain about it: "2028.2 (tentative;
// 2028.1 in older announcements)".
func (d Deadline) When() string {
	var doubts []string
	if d.Tentative {
		doubts = append(doubts, "tentative")
	}
	if d.Older != (Release{}) {
		doubts = append(doubts, d.Older.String()+" in older announcements")
	}
	if len(doubts) == 0 {
		return d.Release.String()
	}
	return d.Release.String() + " (" + strings.Join(doubts, "; ") + ")"
}

// For returns the release that brings the change to an account of that kind; without
// a kind, to production accounts.
func (d Deadline) For(kind Kind) Release {
	if kind != Production && kind != "" && d.Elsewhere != (Release{}) {
		return d.Elsewhere
	}
	return d.Release
}

// The subjects that the program asks for by name.
const (
	SubjectSHA1    = "hmac-sha1" // HMAC-SHA1 switched off
	SubjectNewTBA  = "tba-new"   // no new TBA integrations
	SubjectTBAEnd  = "tba-end"   // TBA ends
	SubjectSOAPEnd = "soap-end"  // SOAP ends
)

// FindDeadline returns the deadline of that subject.
func FindDeadline(subject string) (Deadline, bool) {
	for _, d := range calendar().Deadlines {
		if d.Subject == subject {
			return d, true
		}
	}
	return Deadline{}, false
}

// releaseFile is assets/releases.json.
type releaseFile struct {
	Rollout struct {
		Spring rollout `json:"1"`
		Autumn rollout `json:"2"`
	} `json:"rollout"`
	Deadlines []Deadline `json:"deadlines"`
}

type rollout struct {
	Begins   monthDay `json:"begins"`
	Complete monthDay `json:"complete"`
}

func (f releaseFile) rollout(n int) rollout {
	if n == 1 {
		return f.Rollout.Spring
	}
	return f.Rollout.Autumn
}

// monthDay is a day of any year, "02-01" in the file.
type monthDay struct{ day time.Time }

func (d *monthDay) UnmarshalText(text []byte) (err error) {
	d.day, err = time.Parse("01-02", string(text))
	return err
}

func (d monthDay) in(year int) time.Time {
	return time.Date(year, d.day.Month(), d.day.Day(), 0, 0, 0, 0, time.UTC)
}

var calendar = sync.OnceValue(func() releaseFile { return mustRead[releaseFile]("releases.json") })

// mustRead decodes an embedded file. A bad one is a mistake in the program,
// which the tests find.
func mustRead[T any](name string) T {
	var value T
	if err := json.Unmarshal(assets.Read(name), &value); err != nil {
		panic("assets/" + name + ": " + err.Error())
	}
	return value
}
