package app

import (
	"slices"

	"suitekey/storage/team/vaults"
)

// KnownVault is a vault that this computer knows.
type KnownVault struct {
	Name    string // OwnVault for the person's own
	Team    *vaults.Vault
	Default bool // it is opened if no vault is named
}

// Vaults returns the vaults that this computer knows, the person's own first.
func Vaults(a *App) []KnownVault {
	all := []KnownVault{{Name: OwnVault}}
	home, _, err := homeOf(a.options)
	if err != nil || a.Demo() {
		return all
	}
	known, _ := vaults.List(home) // one that cannot be read is none to switch to
	for _, v := range known {
		all = append(all, KnownVault{Name: v.Name(), Team: v})
	}
	standard, err := vaults.Default(home)
	if standard == "" && err == nil {
		standard = OwnVault
	}
	for i := range all {
		all[i].Default = all[i].Name == standard
	}
	return all
}

// VaultName returns the name of the vault of this run; OwnVault for the person's own.
func VaultName(a *App) string {
	if a.Team == nil {
		return OwnVault
	}
	return a.Team.Vault.Name()
}

// OpenVault opens a vault that this computer knows; an empty name is the one that follows the
// vault of a in the list of Vaults.
func OpenVault(a *App, name string) (*App, error) {
	if name == "" {
		all := Vaults(a)
		at := slices.IndexFunc(all, func(v KnownVault) bool { return v.Name == VaultName(a) })
		name = all[(at+1)%len(all)].Name
	}
	o := a.options
	o.Vault = name
	return New(o)
}

// UseByDefault makes the vault of a the one that is opened if no vault is named.
func UseByDefault(a *App) error {
	home, _, err := homeOf(a.options)
	if err != nil {
		return err
	}
	if a.Team == nil {
		return vaults.SetDefault(home, "")
	}
	return vaults.SetDefault(home, VaultName(a))
}
