package doctor

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"suitekey/core/diagnose"
	"suitekey/steps"
	"suitekey/storage/private"
	"suitekey/storage/team/engine"
)

// vaultFacts says where the vault is, whether it can be written, and whether other users
// have access to it.
func (d *Doctor) vaultFacts(ctx context.Context, offline bool) []Fact {
	if d.Connections.Home == "" {
		return []Fact{broken("vault", "Vault", "there is no folder for it: the home folder is not known", "name a folder in SUITEKEY_HOME")}
	}
	facts := []Fact{d.vaultState()}
	if d.Connections.Team != nil && !offline {
		facts = append(facts, d.engineFacts(ctx)...)
	}
	if fact, there := d.permissions(); there {
		facts = append(facts, fact)
	}
	if err := d.Connections.Vault.Probe(); err != nil {
		facts = append(facts, broken("vault-writable", "Vault can be written", err.Error(), ""))
	} else if err := d.Connections.Team.MayChange(); err != nil {
		facts = append(facts, ok("vault-writable", "Vault can be written", "no: "+err.Error()))
	} else {
		facts = append(facts, ok("vault-writable", "Vault can be written", "yes, with enough free space"))
	}
	return facts
}

// engineFacts says how the engine of the team's vault can be used: what is wrong or could be
// better, or else that it answers.
func (d *Doctor) engineFacts(ctx context.Context) []Fact {
	const name, title = "engine", "Team's engine"
	var facts, good []Fact
	report := engine.Probe(ctx, d.Connections.Team.Vault.Engine, d.Connections.Now)
	for _, f := range report.Findings {
		text := f.Text
		if f.Address != "" {
			text = f.Address + ": " + text
		}
		switch {
		case f.Level == engine.Failed && (f.Address == "" || report.OK()): // a node that fails is not the whole engine
			facts = append(facts, warned(name, title, text, f.Fix))
			if !report.OK() {
				facts[len(facts)-1].State = diagnose.Failed
			}
		case f.Level == engine.Advice:
			facts = append(facts, warned(name, title, text, f.Fix))
		case f.Level != engine.Failed:
			good = append(good, ok(name, title, text))
		}
	}
	if len(facts) == 0 && len(good) > 0 {
		return good[:1]
	}
	return facts
}

func (d *Doctor) vaultState() Fact {
	const name, title = "vault", "Vault"
	where := d.Connections.Home
	if team := d.Connections.Team; team != nil {
		where = "the team's vault " + team.Vault.Name() + ", as " + team.Vault.Self + ", copied to " + where
	}
	exists, err := d.Connections.VaultExists()
	switch {
	case err != nil:
		return broken(name, title, where+": "+err.Error(), "")
	case !exists:
		return ok(name, title, where+": none yet")
	case !d.Connections.Unlocked():
		return ok(name, title, where+": locked")
	}
	entries, err := d.Connections.Profiles()
	if err != nil {
		return broken(name, title, where+": "+err.Error(), "")
	}
	unreadable := 0
	for _, e := range entries {
		if e.Err != nil {
			unreadable++
		}
	}
	detail := where + ": unlocked, " + steps.Counted(len(entries), "connection")
	if unreadable > 0 {
		return broken(name, title, fmt.Sprintf("%s, %d of them cannot be read", detail, unreadable), "suitekey list says why")
	}
	return ok(name, title, detail)
}

// permissions checks the owner and the mode of every file of the vault and of the
// folders above it. The files are encrypted, but other users who can read them could
// attack the encryption.
func (d *Doctor) permissions() (fact Fact, there bool) {
	const name, title = "permissions", "Vault's permissions"
	if _, err := os.Stat(d.Connections.Home); err != nil {
		return Fact{}, false
	}
	if why, help := private.Unsafe(d.Connections.Home); why != "" {
		return warned(name, title, why, help), true
	}
	looked := 0
	err := filepath.WalkDir(d.Connections.Home, func(path string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		if entry.IsDir() && d.publicOfTeam(path) {
			return fs.SkipDir
		}
		if path != d.Connections.Home && !d.Connections.Vault.Owns(path) && !d.holdsVault(path) { // exports and certificates may be for others
			return skipped(entry)
		}
		if entry.Type().IsRegular() || entry.IsDir() {
			looked++
			fact, there = exposed(path, entry)
		}
		if there {
			return fs.SkipAll
		}
		return nil
	})
	switch {
	case err != nil:
		return warned(name, title, err.Error(), ""), true
	case there:
		return fact, true
	}
	return ok(name, title, "for you alone: "+fmt.Sprintf("%d files and folders", looked)), true
}

// holdsVault reports whether path is a folder of the vault.
func (d *Doctor) holdsVault(path string) bool {
	return d.Connections.Vault.Owns(filepath.Join(path, "x.age")) && filepath.Dir(path) != path
}

// publicOfTeam reports whether path is the folder in which a team's vault below this one keeps
// certificates for others.
func (d *Doctor) publicOfTeam(path string) bool {
	return filepath.Base(path) == "certificates" && filepath.Dir(filepath.Dir(path)) == filepath.Join(d.Connections.Home, "teams")
}

func skipped(entry fs.DirEntry) error {
	if entry.IsDir() {
		return fs.SkipDir
	}
	return nil
}

// exposed reports a file that belongs to another user, or that other users have access
// to.
func exposed(path string, entry fs.DirEntry) (fact Fact, there bool) {
	const name, title = "permissions", "Vault's permissions"
	what, may := entry.Name(), "can read it"
	if entry.IsDir() {
		what, may = "the folder "+entry.Name(), "can look into it"
	}
	if owner := private.ForeignOwner(path); owner != "" && os.Geteuid() != 0 {
		return warned(name, title, what+" belongs to the user "+owner, private.TakeBack(filepath.Dir(path))), true
	}
	others, err := private.Others(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return Fact{}, false
	case err != nil:
		return warned(name, title, fmt.Sprintf("%s: %v", what, err), ""), true
	case others != "" && !strings.HasSuffix(path, "lock"): // a lock is empty
		return warned(name, title, fmt.Sprintf("%s is open: %s %s", what, others, may), private.Remedy(path)), true
	}
	return Fact{}, false
}
