package storage

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"filippo.io/age"

	"suitekey/core/profile"
)

// The folders and files of a vault.
const (
	profiles    = "profiles"
	history     = "history"
	drafts      = "drafts"
	suffix      = ".age"
	unfinished  = "writing.tmp"
	pendingFile = "pending.age"
	indexFile   = "index.age"
)

// Session is an unlocked vault. Several goroutines can use it at once.
type Session struct {
	vault *Vault
	keys  vaultKeys
	// recipient is derived from the identity that the passphrase authenticated. A
	// public key in a file of its own could be replaced: everything saved after
	// that would be readable for the attacker.
	recipient *age.X25519Recipient
	mark      string // of the identity file that the keys came from, as KeyMark
}

func newSession(v *Vault, keys vaultKeys, mark string) *Session {
	return &Session{vault: v, keys: keys, recipient: keys.current.Recipient(), mark: mark}
}

// Format keeps the key out of all output: an age identity prints its key.
func (s *Session) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte("[unlocked vault]")) }

// Change describes a new state of a connection, for its history.
type Change struct {
	Journey string   // "setup", "renew", "undo", ...
	Fields  []string // names of the fields that changed, never their values
}

// Load returns a connection. Save compares its Changed to detect that somebody else
// has saved in between. Load fails with ErrNotFound, a DamagedError or a
// NewerError.
func (s *Session) Load(name string) (profile.Profile, error) {
	if err := profile.CheckName(name); err != nil {
		return profile.Profile{}, err
	}
	s.finishPending()
	r, err := s.current(name)
	if err != nil {
		return profile.Profile{}, err
	}
	return r.Profile.toProfile(name), nil
}

// Save stores a connection and keeps its former state in the history. A
// connection with a zero Changed is a new one, and fails with ErrExists if the
// name is taken; one that came from Load or LoadGeneration replaces what is
// stored, and fails with ErrConflict if that was changed or removed meanwhile.
// Edit is for a change that can be applied to whatever is stored.
// After a Save the caller's copy is old: Load it before saving it again.
func (s *Session) Save(p profile.Profile, change Change) error {
	if err := profile.CheckName(p.Name); err != nil {
		return err
	}
	return s.vault.locked("saving "+p.Name, func() error {
		if err := s.recoverPending(); err != nil {
			return err
		}
		former, err := s.replaceable(p)
		if err != nil {
			return err
		}
		return s.store(p, former, change)
	})
}

// store makes p the next state of a connection, after former; the caller holds the lock.
func (s *Session) store(p profile.Profile, former record, change Change) error {
	now := s.vault.now()
	p.Changed = now
	if p.Created.IsZero() {
		p.Created = now
	}
	if former.Profile != nil {
		p.Created = former.Profile.Created
		// Two states never have the same Changed, whatever the clock does.
		if !now.After(former.Profile.Changed) {
			p.Changed = former.Profile.Changed.Add(1)
		}
		keepTested(&p, former)
		p.Refusals = mergeRefusals(p, former.Profile.Refusals)
		keepRefresh(&p, former)
	}
	var err error
	if former.Generation, err = s.archive(p.Name); err != nil {
		return err
	}
	err = s.write(s.vault.profilePath(p.Name), record{
		Kind: kindProfile, Name: p.Name, Saved: instant(now), Generation: former.Generation + 1,
		Journey: change.Journey, Fields: texts(change.Fields), Profile: toStored(p), Spent: former.Spent,
	})
	if err == nil {
		s.vault.prune(p.Name)
		s.vault.dropToken(p.Name)
	}
	return err
}

// replaceable returns the stored state that p may replace. It is empty for a new
// connection, and for a damaged one that an earlier state will replace.
func (s *Session) replaceable(p profile.Profile) (record, error) {
	former, err := s.current(p.Name)
	var damaged *DamagedError
	switch {
	case errors.Is(err, ErrNotFound) && p.Changed.IsZero():
		return record{}, nil
	case errors.Is(err, ErrNotFound):
		return record{}, conflict(p.Name)
	case errors.As(err, &damaged) && !p.Changed.IsZero():
		return record{}, nil
	case err != nil:
		return record{}, err
	case p.Changed.IsZero():
		return record{}, taken(p.Name)
	case !p.Changed.Equal(former.Profile.Changed):
		return record{}, conflict(p.Name)
	}
	return former, nil
}

// Remove removes a connection. Its last state stays in the history:
// LoadGeneration and Save restore it. Remove fails with ErrNotFound.
func (s *Session) Remove(name string) error {
	if err := profile.CheckName(name); err != nil {
		return err
	}
	return s.vault.locked("removing "+name, func() error {
		if err := s.recoverPending(); err != nil {
			return err
		}
		path := s.vault.profilePath(name)
		if _, err := s.archive(name); err != nil {
			return err
		}
		if err := s.vault.disk.remove(path); errors.Is(err, fs.ErrNotExist) {
			return notFound("connection", name)
		} else if err != nil {
			return err
		}
		s.vault.prune(name)
		s.vault.dropToken(name)
		return s.vault.disk.syncFolder(s.vault.path(profiles))
	})
}

func (v *Vault) profilePath(name string) string { return v.path(profiles, name+suffix) }

// current returns the stored state of name.
func (s *Session) current(name string) (record, error) {
	r, err := s.read(s.vault.profilePath(name), kindProfile, name)
	if errors.Is(err, fs.ErrNotExist) {
		return record{}, notFound("connection", name)
	}
	return r, err
}

// read returns one stored record. It fails with fs.ErrNotExist, an error of the
// operating system, a NewerError or a DamagedError.
func (s *Session) read(path, kind, name string) (record, error) {
	sealed, _, err := s.vault.disk.read(path, maxFile)
	if err != nil {
		return record{}, s.vault.unread(name, path, err)
	}
	return s.unseal(sealed, path, kind, name)
}

// unread says why a file could not be read. Trouble with the system, such as a file
// of another owner, is no damage: nothing in the file is wrong.
func (v *Vault) unread(name, path string, err error) error {
	var system *fs.PathError
	if errors.As(err, &system) {
		return v.explain("reading "+name, err)
	}
	return &DamagedError{Name: name, Path: path, Err: err}
}

func (s *Session) unseal(sealed []byte, path, kind, name string) (record, error) {
	text, err := open(sealed, s.keys.identities()...)
	if err != nil && s.foreign(sealed) {
		return record{}, ErrKeyChanged
	}
	if err != nil {
		return record{}, &DamagedError{Name: name, Path: path, Err: err}
	}
	r, err := decode(text, kind, name)
	var newer *NewerError
	if err != nil && !errors.As(err, &newer) {
		err = &DamagedError{Name: name, Path: path, Err: err}
	}
	return r, err
}

// write stores one record; the caller holds the lock.
func (s *Session) write(path string, r record) error {
	text, err := encode(r)
	if err != nil {
		return err
	}
	sealed, err := seal(s.recipient, text)
	if err != nil {
		return fmt.Errorf("encrypting %s: %w", printable(r.Name), err)
	}
	if len(sealed) > maxFile {
		return fmt.Errorf("%s is too large to be stored: it has %d bytes, the limit is %d", printable(r.Name), len(sealed), maxFile)
	}
	return s.writeRaw(path, sealed)
}

// writeRaw stores bytes that are already encrypted.
func (s *Session) writeRaw(path string, sealed []byte) error {
	if err := s.checkKey(); err != nil {
		return err
	}
	if folder := filepath.Dir(path); folder != s.vault.dir {
		if err := s.vault.disk.folder(folder); err != nil {
			return err
		}
	}
	return s.vault.disk.write(s.vault.path(unfinished), path, sealed)
}
