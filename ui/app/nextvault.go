package app

import (
	"slices"

	"suitekey/storage/team/vaults"
)

// Vaults returns the names of the vaults that this computer knows, the person's own
// first, as OwnVault.
func Vaults(a *App) []string {
	names := []string{OwnVault}
	home, _, err := homeOf(a.options)
	if err != nil || a.Demo() {
		return names
	}
	known, _ := vaults.List(home) // one that cannot be read is none to switch to
	for _, v := range known {
		names = append(names, v.Name())
	}
	return names
}

// VaultName returns the name of the vault of this run; OwnVault for the person's own.
func VaultName(a *App) string {
	if a.Team == nil {
		return OwnVault
	}
	return a.Team.Vault.Name()
}

// NextVault opens the vault that follows the vault of a in the list of Vaults.
func NextVault(a *App) (*App, error) {
	names := Vaults(a)
	o := a.options
	o.Vault = names[(slices.Index(names, VaultName(a))+1)%len(names)]
	return New(o)
}
