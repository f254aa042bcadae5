package storage

import (
	"errors"
	"io/fs"

	"filippo.io/age"

	"suitekey/core/profile"
	"suitekey/storage/recipients"
)

// Openers are the keys that open a vault in addition to its passphrase, such as hardware
// keys.
type Openers struct{ session *Session }

// OpenersOf returns the keys that open the vault of s.
func OpenersOf(s *Session) Openers { return Openers{s} }

func openersOf(s *Session) recipients.Store {
	store := s.vault.openers()
	store.Seal, store.Open = s.sealed, func(sealed []byte) ([]byte, error) { return s.opened(sealed, recipients.ListFile) }
	return store
}

func (v *Vault) openers() recipients.Store {
	return recipients.Store{Dir: v.dir, Disk: openersDisk{v.folder}}
}

// openersDisk gives package recipients access to the vault's disk.
type openersDisk struct{ *folder }

func (d openersDisk) Read(path string) ([]byte, error) {
	data, _, err := d.disk.read(path, maxFile)
	return data, err
}

func (d openersDisk) Write(path string, data []byte) error {
	return d.disk.write(d.path(unfinished), path, data)
}

func (d openersDisk) Remove(path string) error     { return d.disk.remove(path) }
func (d openersDisk) Rename(from, to string) error { return d.disk.rename(from, to) }
func (d openersDisk) MakeFolder(path string) error { return d.disk.folder(path) }
func (d openersDisk) SyncFolder(path string) error { return d.disk.syncFolder(path) }

// List returns the keys, sorted by name.
func (o Openers) List() ([]recipients.Key, error) { return openersOf(o.session).Listed() }

// Add adds a key that opens the vault. person answers the questions of its plugin. Adding a
// key again replaces its file.
func (o Openers) Add(k recipients.Key, person recipients.Person) error {
	s := o.session
	if err := profile.CheckName(k.Name); err != nil {
		return err
	}
	if s.keys.former != nil {
		return errors.New("the vault is getting a new key, and that was interrupted: suitekey passphrase change --new-key continues")
	}
	file, err := recipients.EncryptTo(k, s.keys.text(), person) // before the lock: a plugin may wait for a touch
	if err != nil {
		return err
	}
	return s.vault.locked("adding a key", func() error {
		if err := s.here().checkKey(); err != nil {
			return err
		}
		return openersOf(s).Add(k, file)
	})
}

// Remove removes a key: it no longer opens the vault in this folder. It fails with
// recipients.ErrUnknown.
func (o Openers) Remove(name string) error {
	s := o.session
	if err := profile.CheckName(name); err != nil {
		return err
	}
	return s.vault.locked("removing a key", func() error {
		if err := s.here().checkKey(); err != nil {
			return err
		}
		return openersOf(s).Remove(name)
	})
}

// prepareOpeners prepares the files for the time during and after a change of the vault's
// key.
func prepareOpeners(s *Session, keys vaultKeys, person recipients.Person) error {
	alone := keys
	alone.former = nil
	err := openersOf(s).Prepare(recipients.WithBoth, keys.text(), person)
	if err == nil {
		err = openersOf(s).Prepare(recipients.WithNext, alone.text(), person)
	}
	return err
}

// HasOpeners reports whether a key opens the vault in addition to its passphrase.
func (v *Vault) HasOpeners() bool { return v.openers().Any() }

// UnlockByKey opens the vault with identities, one of which was added as a key. It returns
// the name of that key. Encryption to a public key does not show who encrypted: see
// marks.Marks.Foreign. It fails with ErrNoVault or recipients.ErrNoKeyFits.
func (v *Vault) UnlockByKey(identities []age.Identity) (*Session, string, error) {
	exists, err := v.Exists()
	if err != nil {
		return nil, "", err
	}
	if !exists {
		return nil, "", ErrNoVault
	}
	mark, err := v.KeyMark()
	if err != nil {
		return nil, "", err
	}
	text, name, err := v.openers().Find(identities, open)
	var system *fs.PathError
	if errors.As(err, &system) {
		return nil, "", v.explain("looking for the keys that open the vault", err)
	}
	if err != nil {
		return nil, "", err
	}
	keys, err := parseKeys(string(text))
	if err != nil {
		return nil, "", err
	}
	session := newSession(v, keys, mark)
	session.finishPending()
	return session, name, nil
}
