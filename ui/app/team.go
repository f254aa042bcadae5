package app

import (
	"context"

	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/core/termsafe"
	"suitekey/storage"
	"suitekey/storage/team/mirror"
	"suitekey/storage/team/people"
	"suitekey/storage/team/shared"
	"suitekey/storage/team/vaults"
	"suitekey/ui/app/connections"
	"suitekey/ui/app/files"
	"suitekey/ui/app/problem"
	"suitekey/ui/app/teams"
)

const (
	// VaultVariable names a team's vault.
	VaultVariable = "SUITEKEY_VAULT"
	// IdentityVariable names the file with the identity of a machine, which opens a
	// team's vault without a passphrase.
	IdentityVariable = "SUITEKEY_IDENTITY_FILE"
	// OwnVault is the word for the person's own vault where a team's is the default.
	OwnVault = "own"
)

// enterTeam makes c a team's vault if one is named, or is the default.
func (a *App) enterTeam(c *connections.Connections) error {
	o := a.options
	if o.Demo || o.NoVault || c.Home == "" {
		return nil
	}
	name := o.Vault
	if name == "" {
		name = o.Getenv(VaultVariable)
	}
	if name == "" {
		var err error
		if name, err = vaults.Default(c.Home); err != nil {
			return err
		}
	}
	if name == "" || name == OwnVault {
		return nil
	}
	v, err := vaults.Load(c.Home, name)
	if connections.IsUnknownVault(err) {
		return &problem.UsageError{Err: err, Hints: []string{"suitekey team list shows those that it knows", "suitekey team join " + termsafe.Line(name, 70) + " --at ADDRESSES asks to join one"}}
	}
	if err != nil {
		return err
	}
	at := mirror.New(shared.Open(v.Engine, v.Self), v.Folder())
	a.closeTeam = at.Close
	c.Team = &connections.Team{Vault: v, Place: at}
	if path := o.Getenv(IdentityVariable); path != "" {
		c.Team.IdentityFile = files.Expand(path, o.Getenv)
	}
	c.Home = v.Folder()
	c.Vault = storage.OpenShared(v.Folder(), at, storage.Options{Now: o.Now, WorkFactor: o.WorkFactor})
	return nil
}

// Desk is where teams' vaults are made and joined.
func (a *App) Desk() *teams.Desk {
	desk := &teams.Desk{Home: a.Home(), Now: a.options.Now, WorkFactor: a.options.WorkFactor}
	if path := a.options.Getenv(IdentityVariable); path != "" {
		desk.IdentityFile = files.Expand(path, a.options.Getenv)
	}
	return desk
}

// SessionOf opens the vault in another folder.
func (a *App) SessionOf(folder string, passphrase secret.Secret) (*storage.Session, error) {
	other, err := a.OpenOther(folder, passphrase)
	if err != nil {
		return nil, err
	}
	return other.Session(), nil
}

// SessionFor opens the vault in another folder, or makes one there.
func (a *App) SessionFor(folder string, passphrase secret.Secret) (*storage.Session, error) {
	vault := storage.Open(files.Expand(folder, a.options.Getenv), storage.Options{Now: a.options.Now, WorkFactor: a.options.WorkFactor})
	exists, err := vault.Exists()
	if err != nil {
		return nil, err
	}
	if exists {
		return vault.Unlock(passphrase)
	}
	return vault.Create(passphrase)
}

// SeenBy reports which connections still sign in with a credential that a removed
// person has seen.
func (a *App) SeenBy(ctx context.Context, name string) (func(profile.Profile) bool, error) {
	team, err := a.Team.People()
	if err != nil {
		return nil, err
	}
	marks, err := team.SeenBy(ctx, name)
	if err != nil {
		return nil, &problem.UsageError{Err: err}
	}
	return func(p profile.Profile) bool { return people.Seen(marks, p) }, nil
}

// SeenLeft counts them, by the name of the person.
func (a *App) SeenLeft(ctx context.Context) (map[string]int, error) {
	team, err := a.Team.People()
	if err != nil {
		return nil, err
	}
	left := map[string]int{}
	if len(team.Former()) == 0 {
		return left, nil
	}
	entries, err := a.Profiles()
	if err != nil {
		return nil, err
	}
	for _, f := range team.Former() {
		marks, err := team.SeenBy(ctx, f.Name)
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			if e.Err == nil && people.Seen(marks, e.Profile) {
				left[f.Name]++
			}
		}
	}
	return left, nil
}
