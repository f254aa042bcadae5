package storage

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"suitekey/core/profile"
)

// pendingName is the name in the record of a renaming.
const pendingName = "pending"

// Rename gives a connection and its history another name. It changes several
// files, so it stores the intent first: after a crash, the next call that opens
// the vault finishes the renaming. It fails with ErrNotFound or ErrExists.
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
		if _, err := os.Lstat(s.vault.profilePath(name)); err == nil {
			return taken(name)
		} else if !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		if err := (renaming{Session: s}).checkHistory(old); err != nil {
			return err
		}
		// The history of a removed connection of the new name stays, with lower numbers.
		removed, err := s.vault.generations(name)
		if err != nil {
			return err
		}
		intent := record{Kind: kindRename, Name: pendingName, From: old, To: name, Saved: instant(s.vault.now())}
		if len(removed) > 0 {
			intent.Shift = removed[len(removed)-1]
		}
		r := renaming{s, intent}
		if err := s.write(s.vault.path(pendingFile), intent); err != nil {
			// The intent itself may have arrived before the call failed.
			return errors.Join(err, r.dropIntent())
		}
		if err := r.carryOut(); err != nil {
			return r.undo(err)
		}
		return nil
	})
}

// renaming is one renaming in a session whose caller holds the lock: what intent says.
type renaming struct {
	*Session
	intent record
}

// undo ends a renaming that failed with cause: what was reported as failed must
// not happen later. Once the former name is gone, the renaming is done, and only
// clearing up is left to the next call that opens the vault.
func (s renaming) undo(cause error) error {
	intent := s.intent
	if _, err := os.Lstat(s.vault.profilePath(intent.From)); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	numbers, err := s.vault.generations(intent.To)
	for _, number := range numbers {
		if err == nil && number > intent.Shift { // lower ones belong to a removed connection
			err = s.vault.disk.remove(s.vault.generationPath(intent.To, number))
		}
	}
	if err == nil {
		err = s.vault.disk.remove(s.vault.profilePath(intent.To))
	}
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	if err == nil {
		_ = s.vault.disk.remove(s.vault.path(history, intent.To)) // fails if a state is left in it
		err = s.dropIntent()
	}
	if err == nil {
		return cause
	}
	return fmt.Errorf("%w; the renaming could not be undone: %s and %s may both be there until suitekey can write to the vault, and finishes the renaming",
		cause, printable(intent.From), printable(intent.To))
}

// dropIntent removes a stored intent, and makes sure that it stays removed.
func (s renaming) dropIntent() error {
	if err := s.vault.disk.remove(s.vault.path(pendingFile)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return s.vault.disk.syncFolder(s.vault.dir)
}

// checkHistory fails, before anything is moved, if a state cannot be moved.
func (s renaming) checkHistory(name string) error {
	numbers, err := s.vault.generations(name)
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

// movable reads an earlier state that is to be written under another name. ok is
// false for a damaged state: it stays in the history of the former name, where
// somebody with a backup can find it. A state that a newer suitekey has stored, or
// that cannot be read, is an error.
func (s renaming) movable(name string, number int) (r record, ok bool, err error) {
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

// carryOut does what the intent says. Every step can be repeated.
func (s renaming) carryOut() error {
	old, intent := s.intent.From, s.intent
	numbers, err := s.vault.generations(old)
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
		if err := s.writeMoved(s.vault.generationPath(intent.To, number+intent.Shift), r); err != nil {
			return err
		}
		moved = append(moved, number)
	}
	r, err := s.current(old)
	if err == nil {
		err = s.writeMoved(s.vault.profilePath(intent.To), r)
	}
	if err == nil {
		err = s.vault.disk.remove(s.vault.profilePath(old))
	}
	if err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	for _, number := range moved {
		if err := s.vault.disk.remove(s.vault.generationPath(old, number)); err != nil {
			return err
		}
	}
	s.vault.dropToken(old)
	_ = s.vault.disk.remove(s.vault.path(history, old)) // fails if a state is left in it
	if err := s.vault.disk.syncFolder(s.vault.path(profiles)); err != nil {
		return err
	}
	return s.vault.disk.remove(s.vault.path(pendingFile))
}

func (s renaming) writeMoved(path string, r record) error {
	r.Name = s.intent.To
	r.Generation += s.intent.Shift
	if err := s.vault.disk.folder(s.vault.path(history)); err != nil {
		return err
	}
	return s.write(path, r)
}

// finishPending finishes an interrupted renaming, if this process may write.
// Readers call it; usually it costs one system call.
func (s *Session) finishPending() {
	if _, err := os.Lstat(s.vault.path(pendingFile)); err == nil {
		_ = s.vault.locked("finishing a renaming", s.recoverPending)
	}
}

// recoverPending does the same for a caller that holds the lock. It drops an
// intent that is damaged, or whose connection is damaged: the renaming cannot be
// finished, must not block everything else, and loses nothing that can be read.
func (s *Session) recoverPending() error {
	path := s.vault.path(pendingFile)
	intent, err := s.read(path, kindRename, pendingName)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil {
		// The names become paths, so check them like names that a person types.
		err = errors.Join(profile.CheckName(intent.From), profile.CheckName(intent.To))
		if err != nil || intent.From == intent.To || intent.Shift < 0 {
			return s.vault.disk.remove(path)
		}
		err = renaming{s, intent}.carryOut()
	}
	var damaged *DamagedError
	if errors.As(err, &damaged) {
		return s.vault.disk.remove(path)
	}
	return err
}
