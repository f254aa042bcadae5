package app

import (
	"fmt"

	"suitekey/core/termsafe"
	"suitekey/storage"
	"suitekey/storage/team/mirror"
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
	// OwnVault is the name of the person's own vault if a team's vault is the default.
	OwnVault = vaults.Own
)

// enterTeam makes c a team's vault, if the name or the default is a team's vault.
func enterTeam(a *App, c *connections.Connections) error {
	o := a.options
	if o.Demo || o.NoVault || c.Home == "" {
		return nil
	}
	name, from, err := named(o, c.Home)
	if err != nil {
		return err
	}
	if name == "" || name == OwnVault {
		return nil
	}
	v, err := vaults.Load(c.Home, name)
	if connections.IsUnknownVault(err) {
		hints := []string{"suitekey team list shows those that it knows", "suitekey team join " + termsafe.Line(name, 70) + " --at ADDRESSES asks to join one"}
		if from == fromDefault {
			hints = append(hints, "suitekey team use own makes your own vault the default again")
		}
		return &problem.UsageError{Err: fmt.Errorf("%s%w", from, err), Hints: hints}
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
	for _, path := range []string{c.Team.IdentityFile, v.Engine.KeyFile, v.Engine.PasswordFile} {
		if path == "" {
			continue
		}
		if err := a.CheckExposed(path); err != nil {
			return err
		}
	}
	c.Home = v.Folder()
	c.Vault = storage.OpenShared(v.Folder(), at, storage.Options{Now: o.Now, WorkFactor: o.WorkFactor, Author: v.Self})
	return nil
}

// named returns the name of the vault of this run, and the beginning of a sentence that says
// where the name comes from.
func named(o Options, home string) (name, from string, err error) {
	if o.Vault != "" {
		return o.Vault, "--vault: ", nil
	}
	if name = o.Getenv(VaultVariable); name != "" {
		return name, VaultVariable + ": ", nil
	}
	name, err = vaults.Default(home)
	return name, fromDefault, err
}

const fromDefault = "the default vault: "

// Desk returns the desk that makes and joins teams' vaults.
func (a *App) Desk() *teams.Desk {
	desk := &teams.Desk{Home: a.Home(), Now: a.options.Now, WorkFactor: a.options.WorkFactor}
	if path := a.options.Getenv(IdentityVariable); path != "" {
		desk.IdentityFile = files.Expand(path, a.options.Getenv)
	}
	return desk
}
