package storage

import (
	"errors"
	"io/fs"

	"suitekey/core/profile"
)

// settingsFile contains the settings of the vault as a whole. It is encrypted and
// authenticated like everything else: somebody who can write to the folder must
// not be able to choose the account that a script signs in to.
const settingsFile = "settings.age"

// settingsName is the name in the record of the settings.
const settingsName = "settings"

// Default returns the name of the connection that commands use if none is named;
// "" without a default. The connection may have been removed since.
func (s *Session) Default() (string, error) {
	r, err := s.here().settings()
	return r.To, err
}

// SetDefault sets the default connection; "" removes the default.
func (s *Session) SetDefault(name string) error {
	return s.changeDefault("choosing the default connection", func(string) (string, bool) { return name, true })
}

// MoveDefault makes name the default connection if old is the default. Use it after
// a renaming and, with name "", after a removal.
func (s *Session) MoveDefault(old, name string) error {
	return s.changeDefault("keeping the default connection", func(now string) (string, bool) { return name, now == old })
}

func (s *Session) changeDefault(action string, change func(now string) (name string, wanted bool)) error {
	return s.changeHere(action, func(c changing) error {
		r, err := c.settings()
		var damaged *DamagedError
		if err != nil && !errors.As(err, &damaged) { // a damaged file loses only this one setting
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
			if _, err := s.view().current(name); err != nil {
				return err
			}
		}
		return c.write(settingsFile, record{Kind: kindSettings, Name: settingsName, Saved: instant(s.vault.now()), To: name})
	})
}

func (v view) settings() (record, error) {
	r, err := v.read(settingsFile, kindSettings, settingsName)
	if errors.Is(err, fs.ErrNotExist) {
		return record{}, nil
	}
	return r, err
}
