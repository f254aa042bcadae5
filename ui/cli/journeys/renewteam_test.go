package journeys

import (
	"errors"
	"testing"
	"time"

	"suitekey/core/profile"
	"suitekey/storage"
)

// A list leaves out only what surely needs nothing; all else is looked at.
func TestMayBeDue(t *testing.T) {
	now := time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC)
	entry := func(from, until int, change func(*profile.Profile)) storage.Entry {
		e := storage.Entry{NotBefore: now.AddDate(0, 0, from), NotAfter: now.AddDate(0, 0, until), Profile: profile.Profile{Name: "acme", Method: profile.M2M, Changed: now}}
		if change != nil {
			change(&e.Profile)
		}
		return e
	}
	former := func(day int) func(*profile.Profile) {
		return func(p *profile.Profile) {
			p.Old, p.RetireOn = &profile.Profile{}, now.AddDate(0, 0, day)
		}
	}
	damaged := entry(-10, 700, nil)
	damaged.Err = errors.New("damaged")
	for name, test := range map[string]struct {
		entry storage.Entry
		begun bool
		want  bool
	}{
		"valid for long":       {entry(-10, 700, nil), false, false},
		"ends soon":            {entry(-700, 30, nil), false, true},
		"short, and young":     {entry(-1, 89, nil), false, false},
		"short, and old":       {entry(-80, 10, nil), false, true},
		"renewal begun":        {entry(-10, 700, nil), true, true},
		"former one to retire": {entry(-10, 700, former(0)), false, true},
		"former one, later":    {entry(-10, 700, former(5)), false, false},
		"former one, no day":   {entry(-10, 700, func(p *profile.Profile) { p.Old = &profile.Profile{} }), false, false},
		"clock that is behind": {entry(3, 700, nil), false, true},
		"stored in the future": {entry(-10, 700, func(p *profile.Profile) { p.Changed = now.AddDate(0, 0, 3) }), false, true},
		"validity not known":   {storage.Entry{Profile: profile.Profile{Method: profile.M2M}}, false, true},
		"damaged":              {damaged, false, true},
	} {
		if got := mayBeDue(test.entry, test.begun, now); got != test.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
