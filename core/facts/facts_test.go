package facts

import (
	"strings"
	"testing"
	"time"
)

func on(t *testing.T, text string) time.Time {
	t.Helper()
	day, err := time.Parse(time.DateOnly, text)
	if err != nil {
		t.Fatal(err)
	}
	return day
}

// TestEveryFactHasASource fails for a fact without a source, or without the day on
// which somebody checked it.
func TestEveryFactHasASource(t *testing.T) {
	for _, table := range Tables() {
		list, err := table.read()
		if err != nil || len(list) < 5 {
			t.Errorf("the %s: %d facts, %v", table.Name, len(list), err)
		}
		for i, f := range list {
			if !complete(f) {
				t.Errorf("the %s: fact %d has no source, or no day on which it was checked (columns source and checked): %+v", table.Name, i, f)
			}
		}
	}
}

func complete(f fact) bool { return f.source != "" && f.checked.Year() >= 2026 }

// TestBadFacts: the test above sees what it has to see.
func TestBadFacts(t *testing.T) {
	for text, good := range map[string]bool{
		`{"list": [{"release": "2027.1", "source": "a page", "checked": "2026-11-27"}]}`:                             true,
		`{"source": "a page", "checked": "2026-11-27", "list": [{"removed_in": "2027.1"}]}`:                          true,
		`{"checked": "2026-11-27", "list": [{"source": "a page"}]}`:                                                  true,
		`{"list": [{"release": "2027.1", "source": "a page"}]}`:                                                      false,
		`{"list": [{"release": "2027.1", "checked": "2026-11-27"}]}`:                                                 false,
		`{"list": [{"source": "a page"}]}`:                                                                           false,
		`{"list": [{"source": "a page", "checked": "2026-11-27"}, {"release": "2027.1", "source": "", "text": ""}]}`: false,
	} {
		list, err := read([]byte(text))
		found := err == nil && len(list) > 0
		for _, f := range list {
			found = found && complete(f)
		}
		if found != good {
			t.Errorf("%s: %+v, %v", text, list, err)
		}
	}
	for _, text := range []string{`{"checked": "yesterday"}`, `{"release": "soon", "checked": "2026-11-27"}`, `[`} {
		if list, err := read([]byte(text)); err == nil {
			t.Errorf("%s is read as %+v", text, list)
		}
	}
}

func TestOutdated(t *testing.T) {
	list, err := read([]byte(`[
		{"release": "2023.1", "source": "a page", "checked": "2026-11-21"},
		{"release": "2027.1", "source": "a page", "checked": "2026-11-27"},
		{"release": "2028.2", "source": "a page", "checked": "2026-11-27"}]`))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ day, want string }{
		{"2026-11-27", ""},
		{"2027-04-29", ""},
		{"2027-04-30", "The calendar of this suitekey was checked on 27 November 2026, before NetSuite 2027.1: look for a newer suitekey."},
		{"2027-11-21", "The calendar of this suitekey was checked on 27 November 2026, before NetSuite 2027.1: look for a newer suitekey."},
		{"2027-11-22", "The calendar of this suitekey is 12 months old: look for a newer suitekey."},
		{"2028-02-01", "The calendar of this suitekey is 14 months old: look for a newer suitekey."},
		{"2029-01-01", "The calendar of this suitekey is 25 months old: look for a newer suitekey."},
	} {
		if got := outdated("calendar", list, on(t, c.day)); got != c.want {
			t.Errorf("on %s: %q, want %q", c.day, got, c.want)
		}
	}
	for _, table := range Tables() {
		if got := table.Outdated(on(t, "2099-01-01")); !strings.HasPrefix(got, "The "+table.Name+" of this suitekey is ") {
			t.Errorf("the %s in 2099: %q", table.Name, got)
		}
	}
	if got := Releases.Outdated(on(t, "2026-11-27")); got != "" {
		t.Errorf("on the day of the check: %q", got)
	}
}
