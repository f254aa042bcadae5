package journeys

import (
	"testing"
	"time"

	"suitekey/core/profile"
	"suitekey/steps"
)

// A scheduler gives the same command line each day, `--retire until` included.
func TestTheDayHasCome(t *testing.T) {
	now := time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name string
		old  *profile.Profile
		on   time.Time
		want string
	}{
		{"nothing to retire", nil, time.Time{}, "until"},
		{"kept until somebody says so", &profile.Profile{}, time.Time{}, "until"},
		{"not yet", &profile.Profile{}, now.Add(time.Hour), "until"},
		{"today", &profile.Profile{}, now.Truncate(24 * time.Hour), "now"},
	} {
		given := named(steps.Given{Answers: map[string]string{steps.KeyRetire: "until", steps.KeyRetireOn: "2026-11-21"}}, "acme")
		dayHasCome(given, profile.Profile{Old: c.old, RetireOn: c.on}, now)
		if got := given.Answers[steps.KeyRetire]; got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}
