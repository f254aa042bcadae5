package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/steps"
	"suitekey/storage"
)

// ErrLocked means that the vault has to be unlocked first.
var ErrLocked = errors.New("the vault is locked: give its passphrase first")

// Vault is the vault itself.
func (a *App) Vault() *storage.Vault { return a.vault }

// VaultExists tells whether there is a vault yet.
func (a *App) VaultExists() (bool, error) { return a.vault.Exists() }

// Names are the names of the connections and of the drafts, as the folder tells
// them without a passphrase.
func (a *App) Names() (connections, drafts []string, err error) { return a.vault.Names() }

// Probe tells whether the vault can be written, before anybody types a secret.
func (a *App) Probe() error { return a.vault.Probe() }

// Unlock opens the vault. It takes about half a second, by intention.
func (a *App) Unlock(passphrase secret.Secret) error {
	session, err := a.vault.Unlock(passphrase)
	if err != nil {
		return err
	}
	a.hold(session)
	return nil
}

func (a *App) hold(session *storage.Session) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.session = session
}

// Session is the unlocked vault, or nil.
func (a *App) Session() *storage.Session {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.session
}

// Unlocked tells whether the vault is open.
func (a *App) Unlocked() bool { return a.Session() != nil }

func (a *App) open() (*storage.Session, error) {
	if session := a.Session(); session != nil {
		return session, nil
	}
	return nil, ErrLocked
}

// CreateVault makes the vault and keeps it open. What came of remembering the
// passphrase is told in note.
func (a *App) CreateVault(passphrase secret.Secret, remember bool) (note string, err error) {
	session, err := a.vault.Create(passphrase)
	if err != nil {
		return "", err
	}
	a.hold(session)
	if !remember {
		return "", nil
	}
	if !a.keyringUsable() {
		return "The keyring of this computer does not answer: the passphrase was not remembered, and suitekey will ask for it.", nil
	}
	if err := a.keyring.Remember(a.home, passphrase); err != nil {
		return "The passphrase was not remembered: " + steps.Sentence(err), nil
	}
	return "The passphrase is remembered in this computer's keyring.", nil
}

// Profiles lists the saved connections by name.
func (a *App) Profiles() ([]storage.Entry, error) {
	session, err := a.open()
	if err != nil {
		return nil, err
	}
	return session.List()
}

// Load reads one connection.
func (a *App) Load(name string) (profile.Profile, error) {
	session, err := a.open()
	if err != nil {
		return profile.Profile{}, err
	}
	return session.Load(name)
}

// Remove takes a connection out of the vault.
func (a *App) Remove(name string) error {
	session, err := a.open()
	if err != nil {
		return err
	}
	if err := session.Remove(name); err != nil {
		return err
	}
	// A default that is not there is told when it is wanted: no failure of this.
	_ = session.MoveDefault(name, "")
	return nil
}

// Rename gives a connection another name.
func (a *App) Rename(old, name string) error {
	session, err := a.open()
	if err != nil {
		return err
	}
	if drafts := a.DraftsAbout(old); len(drafts) > 0 {
		d := drafts[0]
		return WithHints(fmt.Errorf("renaming %s: there is an %s, which goes by that name", old, d.Title()),
			"go on with it: "+GoOn(d.Name, d.Flow), "or discard it: suitekey remove "+d.Name)
	}
	if err := session.Rename(old, name); err != nil {
		return err
	}
	if err := session.MoveDefault(old, name); err != nil {
		return fmt.Errorf("%s is renamed, but is not the default any more: %w", old, err)
	}
	return nil
}

// vaultOf is the vault as the journeys see it.
type vaultOf struct {
	*App
	origin string // the draft that the journey was taken up from
}

func (v vaultOf) Create(passphrase secret.Secret, remember bool) (string, error) {
	if v.Unlocked() {
		return "", nil // a save that failed afterwards is tried again
	}
	return v.CreateVault(passphrase, remember)
}

func (v vaultOf) Save(p profile.Profile, journey string) error {
	session, err := v.open()
	if err != nil {
		return err
	}
	p.Changed = time.Time{} // a new connection: the vault refuses to replace one
	return session.Save(p, storage.Change{Journey: journey})
}

func (v vaultOf) Load(name string) (profile.Profile, error) { return v.App.Load(name) }

func (v vaultOf) Replace(p profile.Profile, journey string, fields []string) error {
	session, err := v.open()
	if err != nil {
		return err
	}
	return session.Save(p, storage.Change{Journey: journey, Fields: fields})
}

func (v vaultOf) Note(p profile.Profile, change func(*profile.Profile)) error {
	session, err := v.open()
	if err != nil {
		return err
	}
	return session.Note(p, change)
}

func (v vaultOf) Alone(ctx context.Context, work func() error) error {
	session := v.Session()
	if session == nil {
		return work() // nothing is kept yet that could be spent
	}
	return session.Alone(ctx, work)
}

func (v vaultOf) SaveDraft(name string, data secret.Secret) error {
	v.mu.Lock()
	from := v.kept[name]
	v.mu.Unlock()
	_, err := v.saveDraft(name, data, from)
	return err
}

// RemoveDraft forgets the draft of this journey, and no other that may have got
// its name in the meantime.
func (v vaultOf) RemoveDraft(name string) error {
	for _, n := range []string{v.origin, name} {
		v.mu.Lock()
		saved, ours := v.kept[n]
		v.mu.Unlock()
		if !ours {
			continue
		}
		if err := v.forgetDraft(n, saved); err != nil && !errors.Is(err, storage.ErrConflict) {
			return err
		}
	}
	return nil
}
