package storage

import (
	"slices"
	"time"

	"suitekey/core/profile"
)

// Edit applies a small change to the stored state of a connection and returns the
// state that is stored then. The vault is locked from the read to the write, so
// two edits at once are applied one after the other and neither is lost. An error
// of change is returned as it is, and nothing is saved. Nothing is saved either if
// change leaves the connection as it was.
func (s *Session) Edit(name string, c Change, change func(*profile.Profile) error) (profile.Profile, error) {
	if err := profile.CheckName(name); err != nil {
		return profile.Profile{}, err
	}
	var edited profile.Profile
	err := s.change("changing "+name, func(ch changing) error {
		former, err := ch.current(name)
		if err != nil {
			return err
		}
		before := former.Profile.toProfile(name)
		edited = before
		if err := change(&edited); err != nil || len(profile.Diff(before, edited)) == 0 {
			return err
		}
		stored, err := ch.store(edited, former, c)
		if err == nil {
			edited = stored.Profile.toProfile(name)
		}
		return err
	})
	if err != nil {
		return profile.Profile{}, err
	}
	s.saved(name, edited.Changed)
	return edited, nil
}

// Note records what a test of the state p found out. Only Tested, Refusals and the
// refresh token with its end are taken over from what change does to the stored
// connection, so Note makes no new state and disturbs nobody who is editing the
// connection.
//
// If the connection has changed since p was loaded, only what is still true is
// noted. Refused sign-ins always count. The result of the test does not count
// where other values sign in now. A refresh token replaces only the one of p.
func (s *Session) Note(p profile.Profile, change func(*profile.Profile)) error {
	if err := profile.CheckName(p.Name); err != nil {
		return err
	}
	return s.change("noting the test of "+p.Name, func(c changing) error {
		r, err := c.current(p.Name)
		if err != nil {
			return err
		}
		now := r.Profile.toProfile(p.Name)
		same := sameSignIn(p, now)
		change(&now)
		noted := toStored(now)
		if same {
			r.Profile.Tested = noted.Tested
		}
		if same || len(noted.Refusals) >= len(r.Profile.Refusals) {
			r.Profile.Refusals = noted.Refusals
		}
		if r.Profile.RefreshToken.Equal(p.RefreshToken) {
			r.noteRefresh(noted.RefreshToken, noted.RefreshUntil)
		}
		return c.write(profileKey(p.Name), r)
	})
}

// sameSignIn reports whether a and b sign in with the same values.
func sameSignIn(a, b profile.Profile) bool {
	return !slices.ContainsFunc(profile.Diff(a, b), func(key string) bool {
		f, _ := profile.FieldOf(key)
		return !f.Untested
	})
}

// keepTested gives p the result of a test that was noted after p was loaded. The
// refused sign-ins before a passed test no longer count.
func keepTested(p *profile.Profile, former record) {
	stored := former.Profile.toProfile(p.Name)
	if !stored.Tested.At.After(p.Tested.At) || !sameSignIn(*p, stored) {
		return
	}
	p.Tested = stored.Tested
	p.Refusals = slices.DeleteFunc(slices.Clone(p.Refusals), func(at time.Time) bool { return !at.After(p.Tested.At) })
}

// mergeRefusals adds the refused sign-ins that another process noted after p was
// loaded. Those before the last passed test no longer count.
func mergeRefusals(p profile.Profile, noted []time.Time) []time.Time {
	noted = slices.DeleteFunc(slices.Clone(noted), func(at time.Time) bool { return !at.After(p.Tested.At) })
	all := slices.Concat(p.Refusals, noted)
	slices.SortFunc(all, time.Time.Compare)
	return slices.CompactFunc(all, time.Time.Equal)
}
