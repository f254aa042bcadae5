package tui

import (
	"os"
	"path/filepath"
	"testing"

	"suitekey/core/account"
	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/storage"
	"suitekey/storage/recipients"
)

// wentBack is a vault in which acme is an older state than this computer has seen, with the
// identity files of before its passphrase was changed.
func wentBack(t *testing.T) (setting, map[string][]byte) {
	t.Helper()
	home, env := filepath.Join(t.TempDir(), "vault"), map[string]string{"XDG_STATE_HOME": t.TempDir()}
	at := setting{home: home, env: env}
	a := newScreen(t, at).app
	if _, err := a.CreateVault(secret.New(goodPassphrase), false); err != nil {
		t.Fatal(err)
	}
	id, err := account.Parse("1234567_SB1")
	if err != nil {
		t.Fatal(err)
	}
	p := profile.Profile{Name: "acme", Account: id, Method: profile.TBA}
	if err := a.Session().Save(p, storage.Change{}); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(home, "profiles", "acme.age")
	before, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if p, err = a.Load("acme"); err == nil {
		err = a.Session().Save(p, storage.Change{})
	}
	if err == nil {
		err = a.Close() // keeps what it has seen
	}
	if err == nil {
		err = os.WriteFile(file, before, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	keys := map[string][]byte{}
	for _, name := range []string{"identity.age", "identity-copy.age"} {
		path := filepath.Join(home, name)
		if keys[path], err = os.ReadFile(path); err != nil {
			t.Fatal(err)
		}
	}
	return at, keys
}

func (c *screen) unlockWith(passphrase string) {
	c.t.Helper()
	c.until("enter unlock")
	c.typed(passphrase)
	c.press("enter")
}

// A connection that went back in time is asked about, and the answer that changes nothing is
// preselected.
func TestAsksAboutAnOlderState(t *testing.T) {
	at, _ := wentBack(t)
	c := newScreen(t, at)
	c.unlockWith(goodPassphrase)
	c.until("older than before")
	c.shows("decide")
	c.press("enter")
	c.until("Accept this older state of acme as the present state?")
	c.shows("This computer has seen a newer state of acme")
	c.press("enter") // as it is preselected
	c.until("older than before")
	if _, err := c.app.Load("acme"); err == nil {
		t.Fatal("the older state was taken")
	}
	c.press("enter")
	c.until("Accept this older state of acme")
	c.press("down", "enter")
	c.until("is now the present state")
	c.until("details")
	c.hides("older than before")
	if _, err := c.app.Load("acme"); err != nil {
		t.Error(err)
	}
	if err := c.app.Close(); err != nil {
		t.Fatal(err)
	}
	c = newScreen(t, at) // and stays so
	c.unlockWith(goodPassphrase)
	c.until("details")
	c.hides("older than before")
}

// So is a key file that was replaced.
func TestAsksAboutAnOlderKey(t *testing.T) {
	at, keys := wentBack(t)
	c := newScreen(t, at)
	c.unlockWith(goodPassphrase)
	c.until("older than before")
	if _, err := c.app.ChangePassphrase(secret.New("entirely different glass mountain"), false, recipients.Person{}, nil); err != nil {
		t.Fatal(err)
	}
	if err := c.app.Close(); err != nil {
		t.Fatal(err)
	}
	for path, content := range keys {
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	c = newScreen(t, at)
	c.unlockWith(goodPassphrase)
	c.until("Accept it as the present state?")
	if c.app.Unlocked() {
		t.Fatal("it was not asked for")
	}
	c.press("enter")
	c.until("is an old one")
	if c.app.Unlocked() {
		t.Fatal("what is preselected opens the vault")
	}
	c.press("down", "enter")
	c.until("older than before") // the connection is still asked about
	if !c.app.Unlocked() {
		t.Error("the vault is still locked")
	}
}
