// Package ics writes calendars that calendar programs can read: iCalendar,
// RFC 5545.
package ics

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"suitekey/core/termsafe"
)

// Event is something that happens on a day.
type Event struct {
	UID     string // the same each time the calendar is made, so that a new one replaces the old
	Day     time.Time
	Summary string
	Text    string // lines of explanation
	Remind  []int  // so many days before
}

const producer = "-//suitekey//status//EN"

// Write makes a calendar called name.
func Write(name string, events []Event, now time.Time) []byte {
	var c calendar
	c.line("BEGIN:VCALENDAR")
	c.line("VERSION:2.0")
	c.line("PRODID:" + producer)
	c.line("CALSCALE:GREGORIAN")
	c.line("METHOD:PUBLISH")
	c.line("X-WR-CALNAME:" + escaped(name)) // not in the RFC, but what all programs show
	sorted := slices.Clone(events)
	slices.SortStableFunc(sorted, func(a, b Event) int {
		return strings.Compare(day(a.Day)+a.UID, day(b.Day)+b.UID)
	})
	for _, e := range sorted {
		c.event(e, now)
	}
	c.line("END:VCALENDAR")
	return c.text.Bytes()
}

// Ours tells whether data is a calendar that Write made.
func Ours(data []byte) bool {
	return bytes.HasPrefix(data, []byte("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:"+producer+"\r\n"))
}

type calendar struct{ text bytes.Buffer }

// event writes a whole day that leaves the person free. Its end is the day
// after (RFC 5545, section 3.6.1).
func (c *calendar) event(e Event, now time.Time) {
	c.line("BEGIN:VEVENT")
	c.line("UID:" + escaped(e.UID))
	c.line("DTSTAMP:" + now.UTC().Format("20060102T150405Z"))
	c.line("DTSTART;VALUE=DATE:" + day(e.Day))
	c.line("DTEND;VALUE=DATE:" + day(e.Day.UTC().AddDate(0, 0, 1)))
	c.line("SUMMARY:" + escaped(e.Summary))
	if e.Text != "" {
		c.line("DESCRIPTION:" + escaped(e.Text))
	}
	c.line("TRANSP:TRANSPARENT")
	for _, days := range e.Remind {
		c.line("BEGIN:VALARM")
		c.line("ACTION:DISPLAY")
		c.line("DESCRIPTION:" + escaped(e.Summary))
		c.line(fmt.Sprintf("TRIGGER:-P%dD", days))
		c.line("END:VALARM")
	}
	c.line("END:VEVENT")
}

func day(t time.Time) string { return t.UTC().Format("20060102") }

// escaped is a TEXT value (section 3.3.11), without what a screen would obey.
func escaped(text string) string {
	return strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\n", `\n`).Replace(termsafe.Visible(strings.ReplaceAll(text, "\r\n", "\n")))
}

// longest is how many bytes a line may have, without its end (section 3.1).
const longest = 75

// line folds what is longer, never inside a character.
func (c *calendar) line(text string) {
	room := longest
	for len(text) > room {
		cut := room
		for !utf8.RuneStart(text[cut]) {
			cut--
		}
		c.text.WriteString(text[:cut] + "\r\n ")
		text, room = text[cut:], longest-1
	}
	c.text.WriteString(text + "\r\n")
}
