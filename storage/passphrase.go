package storage

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"suitekey/core/secret"
	"suitekey/storage/place"
	"suitekey/storage/recipients"
)

// ErrKeyChanged means that another suitekey has given the vault another passphrase or
// key since this one opened it.
var ErrKeyChanged = errors.New("the vault's passphrase or key was changed in the meantime: end this suitekey, start it again and unlock the vault; an unfinished journey can be kept as a draft before; nothing was overwritten")

// ChangePassphrase encrypts the vault's key with another passphrase and returns the
// session to go on with. The former passphrase opens nothing afterwards, and there is
// no moment at which both do. s can still read, but not write.
func (s *Session) ChangePassphrase(next secret.Secret) (*Session, error) {
	if err := secret.CheckPassphrase(next); err != nil {
		return nil, err
	}
	var changed *Session
	err := s.vault.locked("changing the passphrase", func() error {
		if err := s.here().checkKey(); err != nil {
			return err
		}
		sealed, err := sealKeys(s.keys, next, s.vault.workFactor)
		if err != nil {
			return fmt.Errorf("changing the passphrase: %w", err)
		}
		if err := s.vault.replaceIdentity(sealed); err != nil {
			return err
		}
		changed = newSession(s.vault, s.keys, markOfKey(sealed))
		return nil
	})
	return changed, err
}

// NewKey gives the vault a new key: everything in the vault is encrypted anew, and
// neither the former key nor the former passphrase opens anything of it. The keys beside
// the passphrase open it still; person answers what their plugins ask. NewKey returns
// the session to go on with; s can neither read nor write then. report is told how
// many of all files are done.
//
// A crash loses nothing. Until everything is done, the identity file contains both
// keys, and the next Unlock goes on.
func (s *Session) NewKey(passphrase secret.Secret, person recipients.Person, report func(done, all int)) (*Session, error) {
	if err := secret.CheckPassphrase(passphrase); err != nil {
		return nil, err
	}
	if s.ring != nil {
		return nil, errors.New("a team's vault gets a new key when a person is removed: suitekey team remove")
	}
	const doing = "giving the vault a new key"
	var changed *Session
	err := s.vault.locked(doing, func() error {
		if err := s.prepareNewKey(); err != nil {
			return err
		}
		keys := s.keys
		if keys.former == nil {
			fresh, err := newVaultKeys(s.vault.now())
			if err != nil {
				return fmt.Errorf("%s: %w", doing, err)
			}
			keys.current, keys.former = fresh.current, s.keys.current
		}
		if err := prepareOpeners(s, keys, person); err != nil {
			return err
		}
		sealed, err := sealKeys(keys, passphrase, s.vault.workFactor)
		if err != nil {
			return fmt.Errorf("%s: %w", doing, err)
		}
		if err := s.vault.replaceIdentity(sealed); err != nil {
			return err
		}
		changed, err = rekeying{newSession(s.vault, keys, markOfKey(sealed))}.finish(passphrase, report)
		return err
	})
	return changed, err
}

// prepareNewKey finishes an interrupted renaming: its intent would not open any more.
// The caller holds the lock.
func (s *Session) prepareNewKey() error {
	return s.vault.transact(func(tx place.Tx) error {
		c := changing{view{s, tx}, tx}
		return errors.Join(c.checkKey(), c.recoverPending())
	})
}

// rekeying is a session with two keys whose caller holds the lock: everything moves from
// the former key to the current one.
type rekeying struct{ *Session }

// finish encrypts to the current key what only the former one opens, and then forgets
// the former one. Every step can be repeated. Whatever opens the vault beside the
// passphrase gets both keys first, and the current one alone when nothing needs the
// former: each of them opens all of it at each moment.
func (s rekeying) finish(passphrase secret.Secret, report func(done, all int)) (*Session, error) {
	if err := errors.Join(openersOf(s.Session).Advance(recipients.WithBoth), s.vault.writeRecovery(s.keys)); err != nil {
		return nil, err
	}
	files, err := s.encryptedFiles()
	if err != nil {
		return nil, err
	}
	for i, path := range files {
		if err := s.reseal(path); err != nil {
			return nil, err
		}
		if report != nil {
			report(i+1, len(files))
		}
	}
	keys := s.keys
	keys.former = nil
	if err := errors.Join(openersOf(s.Session).Advance(recipients.WithNext), s.vault.writeRecovery(keys)); err != nil {
		return nil, err
	}
	sealed, err := sealKeys(keys, passphrase, s.vault.workFactor)
	if err != nil {
		return nil, fmt.Errorf("giving the vault a new key: %w", err)
	}
	if err := s.vault.replaceIdentity(sealed); err != nil {
		return nil, err
	}
	return newSession(s.vault, keys, markOfKey(sealed)), nil
}

// resumeNewKey finishes what an earlier NewKey began, if this process may write. Both
// keys open the vault until then, so a failure costs nothing.
func (s *Session) resumeNewKey(passphrase secret.Secret) *Session {
	finished := s
	_ = s.vault.locked("giving the vault a new key", func() error {
		if err := s.here().checkKey(); err != nil {
			return err
		}
		next, err := rekeying{s}.finish(passphrase, nil)
		if err == nil {
			finished = next
		}
		return err
	})
	return finished
}

// encryptedFiles returns the paths of all files that are encrypted to the vault's key.
// The index is a cache, and is left out: it is removed instead.
func (s rekeying) encryptedFiles() ([]string, error) {
	if err := s.vault.disk.remove(s.vault.path(indexFile)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	var files []string
	walk := func(path string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err == nil && entry.Type().IsRegular() && strings.HasSuffix(path, suffix) {
			files = append(files, path)
		}
		return err
	}
	for _, folder := range []string{profiles, history, drafts, cache, logs} {
		if err := filepath.WalkDir(s.vault.path(folder), walk); err != nil {
			return nil, err
		}
	}
	for _, name := range []string{settingsFile, recipients.ListFile} {
		if _, err := os.Lstat(s.vault.path(name)); err == nil {
			files = append(files, s.vault.path(name))
		}
	}
	return files, nil
}

// reseal encrypts one file to the current key. A file that no key opens is damaged; it
// stays as it is, for whoever has a backup.
func (s rekeying) reseal(path string) error {
	sealed, _, err := s.vault.disk.read(path, maxIndex)
	var system *fs.PathError
	if errors.As(err, &system) {
		return err
	}
	if err != nil {
		return nil //nolint:nilerr // a link or a device: nothing of ours
	}
	if _, err := open(sealed, s.keys.current); err == nil {
		return nil
	}
	text, err := open(sealed, s.keys.former)
	if err != nil {
		return nil //nolint:nilerr // damaged
	}
	again, err := seal(s.keys.current.Recipient(), text)
	if err != nil {
		return fmt.Errorf("encrypting %s: %w", printable(filepath.Base(path)), err)
	}
	return s.vault.disk.write(s.vault.path(unfinished), path, again)
}

// replaceIdentity puts another identity file in the place of both copies. The copy goes
// first: at every moment exactly one passphrase opens the vault. The caller holds the
// lock.
func (v *Vault) replaceIdentity(sealed []byte) error {
	first, second, temporary := v.path(identityFiles[0]), v.path(identityFiles[1]), v.path(unfinished)
	if err := v.disk.remove(temporary); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	former, _, err := v.disk.read(first, maxFile)
	if err != nil {
		return err
	}
	if err := v.disk.fill(temporary, sealed); err != nil {
		_ = v.disk.remove(temporary)
		return err
	}
	if err := v.disk.remove(second); err != nil && !errors.Is(err, fs.ErrNotExist) {
		_ = v.disk.remove(temporary)
		return err
	}
	err = v.disk.syncFolder(v.dir)
	if err == nil {
		err = v.disk.rename(temporary, first)
	}
	if err != nil {
		_ = v.disk.remove(temporary)
		_ = v.disk.write(temporary, second, former) // undo, because the change failed
		return err
	}
	if err := v.disk.syncFolder(v.dir); err != nil {
		return err
	}
	_ = v.disk.write(temporary, second, sealed) // if this fails, the next Unlock writes it
	return nil
}

// checkKey fails with ErrKeyChanged unless the identity file is the one with which the
// session was opened. Otherwise the session would encrypt to a key that no longer exists.
func (v view) checkKey() error {
	if v.ring != nil {
		return v.checkRing()
	}
	for _, name := range identityFiles {
		sealed, err := v.from.Read(name)
		if err == nil && markOfKey(sealed) == v.mark {
			return nil
		}
	}
	return ErrKeyChanged
}

// foreign reports whether a file that does not open is encrypted to a newer key of the
// vault: err says so then.
func (v view) foreign(sealed []byte) (err error, is bool) {
	err = v.checkKey()
	return err, bytes.HasPrefix(sealed, []byte("age-encryption.org/")) && keyChanged(err)
}
