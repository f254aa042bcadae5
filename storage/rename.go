package storage

import (
	"errors"
	"io/fs"
	"os"

	"suitekey/core/profile"
)

// pendingName stands where other records have the name of a connection.
const pendingName = "pending"

// Rename gives a connection another name, its history included. It takes
// several files, so the intent is stored first: whoever opens the vault after a
// crash finishes it.
func (s *Session) Rename(old, name string) error {
	for _, n := range []string{old, name} {
		if err := profile.CheckName(n); err != nil {
			return err
		}
	}
	return s.vault.locked("renaming "+old, func() error {
		if err := s.recoverPending(); err != nil {
			return err
		}
		if _, err := s.current(old); err != nil {
			return err
		}
		if _, err := os.Lstat(s.profilePath(name)); err == nil {
			return taken(name)
		} else if !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		if err := s.checkHistory(old); err != nil {
			return err
		}
		// A removed connection of the new name keeps its history below this one's.
		removed, err := s.generations(name)
		if err != nil {
			return err
		}
		intent := record{Kind: kindRename, Name: pendingName, From: old, To: name, Saved: instant(s.vault.now())}
		if len(removed) > 0 {
			intent.Shift = removed[len(removed)-1]
		}
		if err := s.write(s.vault.path(pendingFile), intent); err != nil {
			return err
		}
		return s.rename(intent)
	})
}

// checkHistory refuses, before anything is moved, what could not be moved whole.
func (s *Session) checkHistory(name string) error {
	numbers, err := s.generations(name)
	if err != nil {
		return err
	}
	for _, number := range numbers {
		if _, _, err := s.movable(name, number); err != nil {
			return err
		}
	}
	return nil
}

// movable reads an earlier state that is to be written under another name. ok
// is false for a damaged one, which stays where it is: whoever can mend it by
// hand, or has a backup of it, finds it in the history of the former name. What
// a newer suitekey wrote, or the system does not let us read, is an error.
func (s *Session) movable(name string, number int) (r record, ok bool, err error) {
	r, err = s.generation(name, number)
	var damaged *DamagedError
	switch {
	case errors.As(err, &damaged), errors.Is(err, fs.ErrNotExist):
		return record{}, false, nil
	case err != nil:
		return record{}, false, err
	}
	return r, true, nil
}

// rename carries out an intent. Every step can be done again.
func (s *Session) rename(intent record) error {
	old := intent.From
	numbers, err := s.generations(old)
	if err != nil {
		return err
	}
	var moved []int
	for _, number := range numbers {
		r, ok, err := s.movable(old, number)
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		if err := s.writeMoved(s.generationPath(intent.To, number+intent.Shift), r, intent); err != nil {
			return err
		}
		moved = append(moved, number)
	}
	r, err := s.current(old)
	if err == nil {
		err = s.writeMoved(s.profilePath(intent.To), r, intent)
	}
	if err == nil {
		err = s.vault.disk.remove(s.profilePath(old))
	}
	if err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	for _, number := range moved {
		if err := s.vault.disk.remove(s.generationPath(old, number)); err != nil {
			return err
		}
	}
	s.dropToken(old)
	_ = s.vault.disk.remove(s.vault.path(history, old)) // not if something is left in it
	if err := s.vault.disk.syncFolder(s.vault.path(profiles)); err != nil {
		return err
	}
	return s.vault.disk.remove(s.vault.path(pendingFile))
}

func (s *Session) writeMoved(path string, r, intent record) error {
	r.Name = intent.To
	r.Generation += intent.Shift
	if err := s.vault.disk.folder(s.vault.path(history)); err != nil {
		return err
	}
	return s.write(path, r)
}

// finishPending finishes a renaming that was interrupted, if this process may
// write. Readers call it; it costs them one look at the folder.
func (s *Session) finishPending() {
	if _, err := os.Lstat(s.vault.path(pendingFile)); err == nil {
		_ = s.vault.locked("finishing a renaming", s.recoverPending)
	}
}

// recoverPending does the same under the lock that the caller holds. A damaged
// intent, or one whose connection was damaged since, cannot be finished; it must
// not stand in the way of everything else, and what is readable stays so.
func (s *Session) recoverPending() error {
	path := s.vault.path(pendingFile)
	intent, err := s.read(path, kindRename, pendingName)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil {
		// These become paths, and are checked like names that a person types.
		err = errors.Join(profile.CheckName(intent.From), profile.CheckName(intent.To))
		if err != nil || intent.From == intent.To || intent.Shift < 0 {
			return s.vault.disk.remove(path)
		}
		err = s.rename(intent)
	}
	var damaged *DamagedError
	if errors.As(err, &damaged) {
		return s.vault.disk.remove(path)
	}
	return err
}
