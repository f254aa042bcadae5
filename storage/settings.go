package storage

import (
	"errors"
	"io/fs"

	"suitekey/core/profile"
)

// settingsFile holds what a person chose for the vault as a whole. It is encrypted
// like everything else, not because it is secret but because whoever can write to
// the folder must not be able to choose for them which account a script signs in to.
const settingsFile = "settings.age"

// settingsName stands where other records have the name of a connection.
const settingsName = "settings"

// Default is the name of the connection that verbs take when none is given, ""
// without one. It may be that of a connection which was removed since.
func (s *Session) Default() (string, error) {
	r, err := s.settings()
	return r.To, err
}

// SetDefault chooses the default connection; "" is none.
func (s *Session) SetDefault(name string) error {
	return s.changeDefault("choosing the default connection", func(string) (string, bool) { return name, true })
}

// MoveDefault makes name the default if old is: it follows a connection that was
// renamed, and ends ("") with one that was removed.
func (s *Session) MoveDefault(old, name string) error {
	return s.changeDefault("keeping the default connection", func(now string) (string, bool) { return name, now == old })
}

func (s *Session) changeDefault(action string, change func(now string) (name string, wanted bool)) error {
	return s.vault.locked(action, func() error {
		r, err := s.settings()
		var damaged *DamagedError
		if err != nil && !errors.As(err, &damaged) { // nothing but the one choice is lost with a damaged one
			return err
		}
		name, wanted := change(r.To)
		if !wanted || err == nil && name == r.To {
			return nil
		}
		if name != "" {
			if err := profile.CheckName(name); err != nil {
				return err
			}
			if _, err := s.current(name); err != nil {
				return err
			}
		}
		return s.write(s.vault.path(settingsFile), record{Kind: kindSettings, Name: settingsName, Saved: instant(s.vault.now()), To: name})
	})
}

func (s *Session) settings() (record, error) {
	r, err := s.read(s.vault.path(settingsFile), kindSettings, settingsName)
	if errors.Is(err, fs.ErrNotExist) {
		return record{}, nil
	}
	return r, err
}
