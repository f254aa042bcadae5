// Package connections is the vault of this run. It is opened once; then everything that
// uses saved connections reads and changes it.
package connections

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/steps"
	"suitekey/storage"
	"suitekey/storage/journal"
	"suitekey/storage/keyring"
	"suitekey/storage/marks"
	"suitekey/ui/app/files"
	"suitekey/ui/app/problem"
)

// Connections is the vault with the saved connections. Set the fields before
// the first use. Methods may be called by several goroutines, except for those
// that change the vault.
type Connections struct {
	Home     string // the vault's folder
	Vault    *storage.Vault
	Version  string // of this suitekey
	Practice bool   // the vault ends with the program
	Apart    bool   // Home was named, or is practice: other files belong beside it
	Now      func() time.Time
	Getenv   func(string) string
	// WorkFactor makes passphrases cheap to try, for tests only: see storage.Options.
	WorkFactor int
	Team       *Team // the team's vault that Vault is; nil for the person's own

	Keyring       keyring.Keyring
	KeyringUsable func() bool

	AcceptOlder bool // what went back in time is taken as the present state

	mu      sync.Mutex
	session *storage.Session
	seen    *marks.Marks
	older   func() // opens the vault with the key file that was refused; nil if none was
}

// VisibleFolder returns the folder for files that a person looks for in a file dialog: a
// folder in the person's home, or the folder kind in the vault's folder if the person
// named that folder.
func (c *Connections) VisibleFolder(kind string) string {
	home := files.Home(c.Getenv)
	if c.Apart || home == "" {
		return filepath.Join(c.Home, kind)
	}
	return filepath.Join(home, "suitekey")
}

// VaultExists reports whether a vault was created in the folder. A machine needs none
// for a team's vault.
func (c *Connections) VaultExists() (bool, error) {
	if c.Team != nil && c.Team.IdentityFile != "" {
		return true, nil
	}
	return c.Vault.Exists()
}

// Names returns the names of the connections and of the drafts. It needs no passphrase,
// because they are file names.
func (c *Connections) Names() (saved, drafts []string, err error) { return c.Vault.Names() }

// Probe checks that the vault can be written, before anybody types a secret.
func (c *Connections) Probe() error { return c.Vault.Probe() }

// Unlock opens the vault. Deriving the key takes about half a second by design.
func (c *Connections) Unlock(passphrase secret.Secret) error {
	c.Team.connect()
	session, err := ownVault(c).Unlock(passphrase)
	if err == nil {
		err = enter(c, session)
	}
	if err == nil {
		c.Record(journal.Unlocked, "", "by the passphrase")
	}
	return err
}

// Lock closes the vault. The passphrase opens it again.
func (c *Connections) Lock() { c.hold(nil) }

func (c *Connections) hold(session *storage.Session) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.session = session
}

// Session returns the unlocked vault, or nil.
func (c *Connections) Session() *storage.Session {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.session
}

// Unlocked reports whether the vault is open.
func (c *Connections) Unlocked() bool { return c.Session() != nil }

// Open is the unlocked vault, or problem.ErrLocked. It fails with Team.Closed if a team has
// closed its vault to this person.
func (c *Connections) Open() (*storage.Session, error) {
	if err := c.Team.Closed(); err != nil {
		return nil, err
	}
	if session := c.Session(); session != nil {
		return session, nil
	}
	return nil, problem.ErrLocked
}

// CreateVault creates the vault and keeps it open. If another process was faster, the
// passphrase has to open that vault. With remember, note says
// whether the keyring stored the passphrase.
func (c *Connections) CreateVault(passphrase secret.Secret, remember bool) (note string, err error) {
	session, err := c.Vault.Create(passphrase)
	if errors.Is(err, storage.ErrVaultExists) { // another suitekey has made it since somebody looked
		if session, err = ownVault(c).Unlock(passphrase); errors.Is(err, storage.ErrWrongPassphrase) {
			err = fmt.Errorf("another suitekey has meanwhile created the vault, with another passphrase: %w", err)
		}
	}
	if err == nil {
		err = enter(c, session)
	}
	if err != nil {
		return "", err
	}
	if !remember {
		return "", nil
	}
	if !c.KeyringUsable() {
		return "The keyring of this computer does not answer: the passphrase was not remembered, and suitekey will ask for it.", nil
	}
	if err := c.Keyring.Remember(c.Home, passphrase); err != nil {
		return "The passphrase was not remembered: " + steps.Sentence(err), nil
	}
	return "The passphrase is remembered in this computer's keyring.", nil
}

// Profiles lists the saved connections by name.
func (c *Connections) Profiles() ([]storage.Entry, error) {
	session, err := c.Open()
	if err != nil {
		return nil, err
	}
	return session.List()
}

// Load reads one connection.
func (c *Connections) Load(name string) (profile.Profile, error) {
	session, err := c.Open()
	if err != nil {
		return profile.Profile{}, err
	}
	return session.Load(name)
}

// Remove deletes a connection from the vault.
func (c *Connections) Remove(name string) error {
	session, err := c.Open()
	if err != nil {
		return err
	}
	if err := session.Remove(name); err != nil {
		return err
	}
	c.Record(journal.Removed, name, "")
	dropDiagnosis(c, name)
	// Ignore the failure: a default that no longer exists is reported when it is used.
	_ = session.MoveDefault(name, "")
	return nil
}

// Purge deletes a connection with its history, its draft and its access token.
func (c *Connections) Purge(name string) error {
	session, err := c.Open()
	if err != nil {
		return err
	}
	if err := session.Purge(name); err != nil {
		return err
	}
	c.Record(journal.Removed, name, "with its history")
	_ = session.MoveDefault(name, "") // as in Remove
	return nil
}

// Rename renames a connection, also as the default.
func (c *Connections) Rename(old, name string) error {
	session, err := c.Open()
	if err != nil {
		return err
	}
	if err := session.Rename(old, name); err != nil {
		return err
	}
	renameDiagnosis(c, old, name)
	if err := session.MoveDefault(old, name); err != nil {
		return fmt.Errorf("%s was renamed, but is no longer the default: %w", old, err)
	}
	return nil
}

// Facts returns what a new journey must know before it starts.
func (c *Connections) Facts() (steps.Facts, error) { return c.FactsBeside("") }

// FactsBeside returns the facts for a journey that was resumed from the draft own: own
// does not count as another draft.
func (c *Connections) FactsBeside(own string) (steps.Facts, error) {
	exists, err := c.VaultExists()
	if err != nil {
		return steps.Facts{}, err
	}
	// Another process has made this vault since this process looked for one: the step
	// that makes a vault opens it.
	session := c.Session()
	facts := steps.Facts{VaultExists: exists && session != nil, Now: c.Now()}
	if facts.Policy, err = c.Policy(); err != nil {
		return steps.Facts{}, err
	}
	if !facts.VaultExists {
		facts.CanRemember = c.KeyringUsable()
		return facts, nil
	}
	entries, err := session.List()
	if err != nil {
		return facts, err
	}
	for _, entry := range entries {
		facts.Taken = append(facts.Taken, entry.Name)
		if entry.Err == nil {
			facts.Saved = append(facts.Saved, entry.Profile)
		}
	}
	// Read only the names, without opening the drafts.
	_, drafts, err := c.Names()
	facts.Drafts = slices.DeleteFunc(drafts, func(name string) bool { return name == own })
	return facts, err
}

// Sharing names the other connections of the vault that sign in with the same
// token or certificate, or with the former one of p: revoking ends them, too.
func (c *Connections) Sharing(p profile.Profile) ([]string, error) {
	entries, err := c.Profiles()
	if err != nil {
		return nil, err
	}
	return SharingAmong(entries, p, c.Now()), nil
}

// SharingAmong is Sharing with the connections in entries.
func SharingAmong(entries []storage.Entry, p profile.Profile, now time.Time) []string {
	saved := make([]profile.Profile, 0, len(entries))
	for _, e := range entries {
		if e.Err == nil {
			saved = append(saved, e.Profile)
		}
	}
	names := profile.Users(saved, p.Name, p, now)
	if p.Old != nil { // it is revoked as well
		for _, name := range profile.Users(saved, p.Name, *p.Old, now) {
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}
