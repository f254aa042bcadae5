// Package storage keeps connections in an encrypted vault: a folder of age
// files that the age program itself can open.
//
//	identity.age          the vault's key, encrypted with the passphrase
//	identity-copy.age     a copy of identity.age: without the key nothing can be opened
//	recovery.age          the vault's key for the key on the recovery sheet, if one was made
//	recipients/NAME.age   the vault's key for another key, such as a hardware key
//	recipients.age        the names and public keys of those
//	profiles/NAME.age     a connection, encrypted to that key
//	history/NAME/NNNNNN.age  earlier states of the connection
//	drafts/NAME.age       an interrupted journey
//	cache/NAME.age        its access token, until the token expires
//	cache/diagnosis+NAME.age  its last failed test
//	log/TIME-*.age        who opened the vault, and which secrets left it
//	index.age             a cache for listing many connections
//	pending.age           an unfinished renaming
//	signing-in-NAME.lock  held while a refresh token is used
//	signing-in-user+*.lock  held while a user signs in
//	lock                  held during a write
//
// By hand: age -d -i identity.age profiles/NAME.age
package storage

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"suitekey/core/secret"
	"suitekey/storage/place"
	"suitekey/storage/private"
)

// Options of a vault. The zero value is right except in tests.
type Options struct {
	Now func() time.Time // time.Now if nil

	// WorkFactor is scrypt's log2(N); zero is the default. A low value makes it
	// cheap to try passphrases: it is for tests only, and no flag or variable may
	// set it. Create reports a low value through slog.
	WorkFactor int

	Author string // the person or machine, in a team's vault: see Generation.By
}

// Vault is a folder that contains a vault, or will contain one.
type Vault struct {
	*folder
	place      place.Place // of what the vault shares: the folder itself
	now        func() time.Time
	workFactor int
	author     string
}

// Open returns the vault in the folder dir. It reads nothing yet.
func Open(dir string, o Options) *Vault {
	v := &Vault{folder: newFolder(dir), now: o.Now, workFactor: o.WorkFactor, author: o.Author}
	v.place = v.folder
	if v.now == nil {
		v.now = time.Now
	}
	if v.workFactor == 0 {
		v.workFactor = workFactor
	}
	return v
}

// Dir returns the vault's folder.
func (v *Vault) Dir() string { return v.dir }

// Exists reports whether the folder contains a vault. It fails with
// ErrIdentityMissing if there are connections but no key to open them.
func (v *Vault) Exists() (bool, error) {
	for _, name := range identityFiles {
		_, err := os.Lstat(v.path(name))
		if err == nil {
			return true, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return false, v.explain("looking for the vault", err)
		}
	}
	stored, err := storedNames(v.path(profiles))
	if err != nil {
		return false, v.explain("looking for the vault", err)
	}
	if len(stored) > 0 {
		help := "restore it from a backup, or move the folder away to start again"
		if _, err := os.Lstat(v.path(recoveryFile)); err == nil {
			help = "suitekey recover restores it with the recovery sheet"
		}
		return false, &namedError{fmt.Sprintf("%s contains %d connections, but identity.age, which opens them, is missing: %s", printable(v.dir), len(stored), help), ErrIdentityMissing}
	}
	return false, nil
}

// Create makes the vault and opens it. It fails with ErrVaultExists if there is one.
func (v *Vault) Create(passphrase secret.Secret) (*Session, error) {
	if err := secret.CheckPassphrase(passphrase); err != nil {
		return nil, err
	}
	const doing = "creating the vault"
	if err := v.checkPlace(); err != nil {
		return nil, err
	}
	if err := v.makeHome(); err != nil {
		return nil, v.explain(doing, err)
	}
	var session *Session
	err := v.locked(doing, func() error {
		exists, err := v.Exists()
		if err != nil {
			return err
		}
		if exists {
			return ErrVaultExists
		}
		keys, err := newVaultKeys(v.now())
		if err != nil {
			return fmt.Errorf("%s: %w", doing, err)
		}
		sealed, err := sealKeys(keys, passphrase, v.workFactor)
		if err != nil {
			return fmt.Errorf("%s: %w", doing, err)
		}
		session = newSession(v, keys, markOfKey(sealed))
		return v.writeIdentity(sealed)
	})
	if err != nil {
		return nil, err
	}
	return session, nil
}

// checkPlace refuses a folder in which other users could replace the new vault.
func (v *Vault) checkPlace() error {
	why, help := private.Unsafe(v.dir)
	if why == "" {
		return nil
	}
	return fmt.Errorf("suitekey makes no vault in %s: %s; make it safe with %s, or name a folder of your own with --home or SUITEKEY_HOME",
		printable(v.dir), printable(why), printable(help))
}

// Unlock opens the vault. It fails with ErrNoVault, ErrWrongPassphrase,
// ErrIdentityMissing or an error that says what is damaged.
func (v *Vault) Unlock(passphrase secret.Secret) (*Session, error) {
	exists, err := v.Exists()
	if err != nil {
		return nil, err
	}
	if !exists {
		return nil, ErrNoVault
	}
	keys, mark, err := v.readIdentity(passphrase)
	if err != nil {
		return nil, v.explain("unlocking the vault", err)
	}
	session := newSession(v, keys, mark)
	if keys.former != nil {
		session = session.resumeNewKey(passphrase)
	}
	session.finishPending()
	return session, nil
}

// makeHome creates the vault's folder and its missing parents. It sets the
// permissions of an empty folder, but not of a folder with other files: every file
// and folder of the vault has permissions of its own.
func (v *Vault) makeHome() error {
	if err := private.MkdirAll(filepath.Dir(v.dir)); err != nil {
		return err
	}
	entries, err := os.ReadDir(v.dir)
	if err == nil && len(entries) > 0 {
		return nil
	}
	if info, err := os.Stat(v.dir); err == nil && info.IsDir() { // a link is allowed: the person has chosen it
		return v.disk.closeFolder(v.dir)
	}
	return v.disk.folder(v.dir)
}

// Probe checks whether the vault can be written, before anybody types a secret: it
// writes and removes a file of the size of a large profile. A vault that does not exist
// is tried beside its place, because another process may be making it there.
func (v *Vault) Probe() error {
	const doing = "checking that the vault can be written"
	if exists, err := v.Exists(); err == nil && !exists {
		if err := v.checkPlace(); err != nil {
			return err
		}
	}
	parent, missing, err := nearest(v.dir)
	if err != nil {
		return v.explain(doing, err)
	}
	if missing == "." {
		return v.explain(doing, v.probeFile(v.dir))
	}
	place, err := os.MkdirTemp(parent, ".suitekey-probe-*")
	if err != nil {
		return v.explain(doing, err)
	}
	defer os.RemoveAll(place)
	folder := filepath.Join(place, missing)
	if err := os.MkdirAll(folder, folderMode); err != nil {
		return v.explain(doing, err)
	}
	return v.explain(doing, v.probeFile(folder))
}

func (v *Vault) probeFile(folder string) error {
	file, err := os.CreateTemp(folder, "probe-*.tmp")
	if err != nil {
		return err
	}
	defer os.Remove(file.Name())
	err = v.disk.do("write", file.Name(), func() error { _, err := file.Write(make([]byte, 64<<10)); return err })
	if err == nil {
		err = file.Sync()
	}
	return errors.Join(err, file.Close(), probeLock(file.Name()))
}

// probeLock tries whether files can be locked here: on some NFS and FUSE they cannot,
// and saving would fail after everything has been asked and tested.
func probeLock(path string) error {
	lock := flock.New(path)
	if _, err := lock.TryLock(); err != nil {
		return lockFailed(err)
	}
	return lock.Unlock()
}

// nearest returns the deepest folder of path that exists, and the rest of path below it,
// "." if path exists.
func nearest(path string) (parent, rest string, err error) {
	for parent = path; ; parent = filepath.Dir(parent) {
		_, err := os.Stat(parent)
		if err == nil {
			rest, err := filepath.Rel(parent, path)
			return parent, rest, err
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return "", "", err
		}
	}
}
