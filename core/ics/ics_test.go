package ics

import (
	"strings"
	"testing"
	"time"
)

func TestWrite(t *testing.T) {
	now := time.Date(2026, 11, 21, 23, 4, 5, 6, time.FixedZone("", -5*3600))
	got := string(Write("suitekey", []Event{
		{UID: "b@suitekey", Day: time.Date(2028, 2, 29, 23, 59, 59, 0, time.UTC), Summary: "b; late, \\ and\nmore"},
		{UID: "a@suitekey", Day: time.Date(2027, 12, 31, 12, 0, 0, 0, time.UTC), Summary: "a", Text: "first\r\nsecond", Remind: []int{60, 30}},
	}, now))
	want := `BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//suitekey//status//EN
CALSCALE:GREGORIAN
METHOD:PUBLISH
X-WR-CALNAME:suitekey
BEGIN:VEVENT
UID:a@suitekey
DTSTAMP:20261122T040405Z
DTSTART;VALUE=DATE:20271231
DTEND;VALUE=DATE:20280101
SUMMARY:a
DESCRIPTION:first\nsecond
TRANSP:TRANSPARENT
BEGIN:VALARM
ACTION:DISPLAY
DESCRIPTION:a
TRIGGER:-P60D
END:VALARM
BEGIN:VALARM
ACTION:DISPLAY
DESCRIPTION:a
TRIGGER:-P30D
END:VALARM
END:VEVENT
BEGIN:VEVENT
UID:b@suitekey
DTSTAMP:20261122T040405Z
DTSTART;VALUE=DATE:20280229
DTEND;VALUE=DATE:20280301
SUMMARY:b\; late\, \\ and\nmore
TRANSP:TRANSPARENT
END:VEVENT
END:VCALENDAR
`
	if want = strings.ReplaceAll(want, "\n", "\r\n"); got != want {
		t.Errorf("got\n%s", got)
	}
	if !Ours([]byte(got)) || Ours([]byte(strings.ReplaceAll(got, "suitekey//status", "other//program"))) || Ours(nil) {
		t.Error("Ours does not know which calendar is ours")
	}
}

func TestFolding(t *testing.T) {
	for _, text := range []string{
		strings.Repeat("x", 75), strings.Repeat("x", 76), strings.Repeat("x", 400),
		strings.Repeat("é", 200), "a" + strings.Repeat("é", 200), strings.Repeat("漢", 90) + "a", "ab" + strings.Repeat("🔑", 50),
	} {
		got := string(Write("n", []Event{{UID: "u", Summary: text}}, time.Time{}))
		for _, line := range strings.Split(strings.TrimSuffix(got, "\r\n"), "\r\n") {
			if len(line) > longest || strings.ContainsAny(line, "\r\n") || strings.ToValidUTF8(line, "") != line {
				t.Errorf("line of %d bytes: %q", len(line), line)
			}
		}
		if !strings.Contains(strings.ReplaceAll(got, "\r\n ", ""), "SUMMARY:"+text+"\r\n") {
			t.Errorf("%.10s... does not unfold to itself", text)
		}
	}
}

func TestNothingGetsIn(t *testing.T) {
	got := string(Write("n", []Event{{UID: "u", Summary: "a\r\nATTENDEE:mailto:x\x1b[2J\rb\u202e"}}, time.Time{}))
	if strings.Contains(got, "\nATTENDEE") || strings.ContainsAny(got, "\x1b\u202e") || strings.Contains(strings.ReplaceAll(got, "\r\n", ""), "\r") {
		t.Errorf("%q", got)
	}
}
