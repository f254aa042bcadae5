// Package ics writes calendar files in the iCalendar format, RFC 5545.
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

// Event is an event that takes a whole day.
type Event struct {
	UID     string // the same in every export, so that a calendar program replaces the older event
	Day     time.Time
	Summary string
	Text    string // lines of explanation
	Remind  []int  // reminders, in days before Day
	Months  int    // repeat the event after so many months, without an end; 0: once
}

const producer = "-//suitekey//status//EN"

// Write returns a calendar with this name and these events. now becomes the
// time stamp of the events.
func Write(name string, events []Event, now time.Time) []byte {
	var c calendar
	c.line("BEGIN:VCALENDAR")
	c.line("VERSION:2.0")
	c.line("PRODID:" + producer)
	c.line("CALSCALE:GREGORIAN")
	c.line("METHOD:PUBLISH")
	c.line("X-WR-CALNAME:" + escaped(name)) // not in the RFC, but shown by all calendar programs
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

// Ours reports whether Write made the calendar in data.
func Ours(data []byte) bool {
	return bytes.HasPrefix(data, []byte("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:"+producer+"\r\n"))
}

type calendar struct{ text bytes.Buffer }

// event writes an event of a whole day that does not block the person's time. The
// end of an event is the day after (RFC 5545, section 3.6.1).
func (c *calendar) event(e Event, now time.Time) {
	c.line("BEGIN:VEVENT")
	c.line("UID:" + escaped(e.UID))
	c.line("DTSTAMP:" + now.UTC().Format("20060102T150405Z"))
	c.line("DTSTART;VALUE=DATE:" + day(e.Day))
	c.line("DTEND;VALUE=DATE:" + day(e.Day.UTC().AddDate(0, 0, 1)))
	if e.Months > 0 {
		c.line(fmt.Sprintf("RRULE:FREQ=MONTHLY;INTERVAL=%d", e.Months)) // RFC 5545, section 3.8.5.3
	}
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

// escaped returns text as a TEXT value (section 3.3.11), without control
// sequences of a terminal.
func escaped(text string) string {
	return strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\n", `\n`).Replace(termsafe.Visible(strings.ReplaceAll(text, "\r\n", "\n")))
}

// longest is the maximum number of bytes in a line, without the line break
// (section 3.1).
const longest = 75

// line writes one line. It folds a longer line, but never inside a character.
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
