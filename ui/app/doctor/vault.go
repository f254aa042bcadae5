package doctor

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"suitekey/storage/private"
)

// vaultFacts tell where the vault is, whether it can be written, and whether
// others can get at it.
func (d *Doctor) vaultFacts() []Fact {
	facts := []Fact{d.vaultState()}
	if fact, there := d.permissions(); there {
		facts = append(facts, fact)
	}
	if err := d.Connections.Vault.Probe(); err != nil {
		facts = append(facts, broken("vault-writable", "Vault can be written", err.Error(), ""))
	} else {
		facts = append(facts, ok("vault-writable", "Vault can be written", "yes, with enough free space"))
	}
	return facts
}

func (d *Doctor) vaultState() Fact {
	const name, title = "vault", "Vault"
	exists, err := d.Connections.VaultExists()
	switch {
	case err != nil:
		return broken(name, title, d.Connections.Home+": "+err.Error(), "")
	case !exists:
		return ok(name, title, d.Connections.Home+": none yet")
	case !d.Connections.Unlocked():
		return ok(name, title, d.Connections.Home+": locked")
	}
	entries, err := d.Connections.Profiles()
	if err != nil {
		return broken(name, title, d.Connections.Home+": "+err.Error(), "")
	}
	unreadable := 0
	for _, e := range entries {
		if e.Err != nil {
			unreadable++
		}
	}
	detail := d.Connections.Home + ": unlocked, " + counted(len(entries), "connection")
	if unreadable > 0 {
		return broken(name, title, fmt.Sprintf("%s, %d of them cannot be read", detail, unreadable), "suitekey list says why")
	}
	return ok(name, title, detail)
}

// permissions looks for files of the vault that other users of this computer
// can read. What they would read is encrypted; it is theirs to attack then.
func (d *Doctor) permissions() (fact Fact, there bool) {
	const name, title = "permissions", "Vault's permissions"
	if _, err := os.Stat(d.Connections.Home); err != nil {
		return Fact{}, false
	}
	for _, looked := range []struct{ path, what, may string }{
		{d.Connections.Home, "the folder", "can look into it"}, {filepath.Join(d.Connections.Home, "identity.age"), "identity.age", "can read it"},
	} {
		others, err := private.Others(looked.path)
		if errors.Is(err, fs.ErrNotExist) {
			continue // no vault yet
		}
		if err != nil {
			return warned(name, title, fmt.Sprintf("%s: %v", looked.what, err), ""), true
		}
		if others != "" {
			return warned(name, title, fmt.Sprintf("%s is open: %s %s", looked.what, others, looked.may), private.Remedy(looked.path)), true
		}
	}
	return ok(name, title, "for you alone"), true
}
