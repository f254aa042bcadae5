package storage

import (
	"errors"
	"io/fs"

	"suitekey/core/profile"
)

// pendingName is the name in the record of a renaming.
const pendingName = "pending"

// Rename gives a connection and its history another name. It changes several
// records, so in a folder it stores the intent first: after a crash, the next call that
// opens the vault finishes the renaming. It fails with ErrNotFound or ErrExists.
func (s *Session) Rename(old, name string) error {
	for _, n := range []string{old, name} {
		if err := profile.CheckName(n); err != nil {
			return err
		}
	}
	return s.change("renaming "+old, func(c changing) error {
		if _, err := c.current(old); err != nil {
			return err
		}
		there, err := c.exists(profileKey(name))
		if err != nil {
			return err
		}
		if there {
			return taken(name)
		}
		// The history of a removed connection of the new name stays, with lower numbers.
		removed, err := c.generations(name)
		if err != nil {
			return err
		}
		intent := record{Kind: kindRename, Name: pendingName, From: old, To: name, Saved: instant(s.vault.now())}
		if len(removed) > 0 {
			intent.Shift = removed[len(removed)-1]
		}
		if c.vault.own() { // elsewhere a Change is carried out as a whole, and members may write no such record
			if err := c.write(pendingFile, intent); err != nil {
				return err
			}
		}
		return renaming{c, intent}.carryOut()
	})
}

// renaming carries out one renaming within a Change, as intent says.
type renaming struct {
	changing
	intent record
}

// movable reads an earlier state to write it under another name. ok is false for a damaged
// state: it stays in the history of the former name, where a person with a backup can find
// it. A state that a newer suitekey has stored, or that cannot be read, is an error.
func (r renaming) movable(name string, number int) (state record, ok bool, err error) {
	state, err = r.generation(name, number)
	var damaged *DamagedError
	switch {
	case errors.As(err, &damaged), errors.Is(err, fs.ErrNotExist):
		return record{}, false, nil
	case err != nil:
		return record{}, false, err
	}
	return state, true, nil
}

// carryOut requests the changes of the intent. It can be repeated after a crash in between.
func (r renaming) carryOut() error {
	old, intent := r.intent.From, r.intent
	numbers, err := r.generations(old)
	if err != nil {
		return err
	}
	var moved []int
	for _, number := range numbers {
		state, ok, err := r.movable(old, number)
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		if err := r.writeMoved(generationKey(intent.To, number+intent.Shift), state); err != nil {
			return err
		}
		moved = append(moved, number)
	}
	state, err := r.current(old)
	if err == nil {
		if err = r.writeMoved(profileKey(intent.To), state); err == nil {
			r.tx.Remove(profileKey(old))
		}
	}
	if err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	for _, number := range moved {
		r.tx.Remove(generationKey(old, number))
	}
	r.dropToken(old)
	if r.vault.own() {
		r.tx.Remove(pendingFile)
	}
	return nil
}

func (r renaming) writeMoved(key string, state record) error {
	state.Name = r.intent.To
	state.Generation += r.intent.Shift
	return r.write(key, state)
}

// finishPending finishes an interrupted renaming, if this process may write.
// Readers call it; usually it costs one system call.
func (s *Session) finishPending() {
	if !s.vault.own() {
		return
	}
	if there, err := s.here().exists(pendingFile); there || err != nil {
		_ = s.change("finishing a renaming", func(changing) error { return nil })
	}
}

// recoverPending does the same within a Change. It drops an intent that is damaged, or
// whose connection is damaged: such a renaming cannot be finished, must not block
// everything else, and loses nothing readable.
func (c changing) recoverPending() error {
	if !c.vault.own() { // in other places, a renaming is carried out completely or not at all
		return nil
	}
	intent, err := c.read(pendingFile, kindRename, pendingName)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil {
		// The names become keys, so check them like names that a person types.
		err = errors.Join(profile.CheckName(intent.From), profile.CheckName(intent.To))
		if err != nil || intent.From == intent.To || intent.Shift < 0 {
			c.tx.Remove(pendingFile)
			return nil
		}
		err = renaming{c, intent}.carryOut()
	}
	var damaged *DamagedError
	if errors.As(err, &damaged) {
		c.tx.Remove(pendingFile)
		return nil
	}
	return err
}
