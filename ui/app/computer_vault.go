package app

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

// vaultFacts tell where the vault is, whether it can be written, and whether
// others can get at it.
func (a *App) vaultFacts() []Fact {
	facts := []Fact{a.vaultState()}
	if fact, there := a.permissions(); there {
		facts = append(facts, fact)
	}
	if err := a.vault.Probe(); err != nil {
		facts = append(facts, broken("vault-writable", "Vault can be written", err.Error(), ""))
	} else {
		facts = append(facts, ok("vault-writable", "Vault can be written", "yes, with room to spare"))
	}
	return facts
}

func (a *App) vaultState() Fact {
	const name, title = "vault", "Vault"
	exists, err := a.VaultExists()
	switch {
	case err != nil:
		return broken(name, title, a.home+": "+err.Error(), "")
	case !exists:
		return ok(name, title, a.home+": none yet")
	case !a.Unlocked():
		return ok(name, title, a.home+": locked")
	}
	entries, err := a.Profiles()
	if err != nil {
		return broken(name, title, a.home+": "+err.Error(), "")
	}
	unreadable := 0
	for _, e := range entries {
		if e.Err != nil {
			unreadable++
		}
	}
	detail := a.home + ": unlocked, " + counted(len(entries), "connection")
	if unreadable > 0 {
		return broken(name, title, fmt.Sprintf("%s, %d of them cannot be read", detail, unreadable), "suitekey list says why")
	}
	return ok(name, title, detail)
}

// permissions looks for files of the vault that other users of this computer
// can read. What they would read is encrypted; it is theirs to attack then.
func (a *App) permissions() (fact Fact, there bool) {
	const name, title = "permissions", "Vault's permissions"
	if runtime.GOOS == "windows" {
		return Fact{}, false
	}
	info, err := os.Stat(a.home)
	if err != nil {
		return Fact{}, false
	}
	const openTo = fs.FileMode(0o077)
	if info.Mode().Perm()&openTo != 0 {
		return warned(name, title, fmt.Sprintf("the folder has mode %#o: other users of this computer can look into it", info.Mode().Perm()), "chmod 700 "+a.home), true
	}
	identity := filepath.Join(a.home, "identity.age")
	if info, err := os.Stat(identity); err == nil && info.Mode().Perm()&openTo != 0 {
		return warned(name, title, fmt.Sprintf("identity.age has mode %#o", info.Mode().Perm()), "chmod 600 "+identity), true
	}
	return ok(name, title, fmt.Sprintf("%#o, for you alone", info.Mode().Perm())), true
}
