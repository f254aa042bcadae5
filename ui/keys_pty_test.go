//go:build unix

package ui_test

import (
	"os"
	"path/filepath"
	"testing"

	"suitekey/core/secret"
	"suitekey/storage"
	"suitekey/storage/recipients"
	"suitekey/storage/recipients/plugintest"
)

// A hardware key asks for its PIN on the terminal, and for the touch. Who does not know the
// PIN is asked for the passphrase.
func TestHardwareKeyOnATerminal(t *testing.T) {
	home := t.TempDir()
	vault := filepath.Join(home, "vault")
	session, err := storage.Open(vault, storage.Options{WorkFactor: cheapWorkFactor}).Create(secret.New(passphrase))
	if err != nil {
		t.Fatal(err)
	}
	public, identity, err := plugintest.Keys()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(home, "identity"), []byte(identity), 0o600); err != nil {
		t.Fatal(err)
	}
	public, err = recipients.Parse(public)
	if err != nil {
		t.Fatal(err)
	}
	env := []string{"SUITEKEY_HOME=" + vault, "SUITEKEY_IDENTITY_FILE=" + filepath.Join(home, "identity")}
	asked := "age-plugin-touch: PIN of the key"

	// The first one is added by the passphrase: the identity opens nothing yet.
	p := sit(t, home, env, "passphrase", "add-key", "token", public)
	p.answers("Passphrase of the vault, not shown:", passphrase)
	p.sees("token (plugin touch) now opens the vault")
	p.leaves(0)

	p = sit(t, home, env, "list")
	p.answers(asked, plugintest.PIN)
	p.sees("age-plugin-touch: touch your key")
	p.sees("There is no connection yet")
	p.leaves(0)

	p = sit(t, home, env, "list")
	p.answers(asked, "1234")
	p.sees("touch plugin: wrong")
	p.answers("Passphrase of the vault, not shown:", passphrase)
	p.sees("There is no connection yet")
	p.leaves(0)

	p = sit(t, home, env, "list")
	p.sees(asked)
	p.types(ctrlC)
	p.leaves(130)

	// Before the full screen takes the terminal.
	p = sit(t, home, env, "setup")
	p.answers(asked, plugintest.PIN)
	p.sees("the full screen opens")
	p.leaves(0)
	if keys, err := storage.OpenersOf(session).List(); err != nil || len(keys) != 1 {
		t.Errorf("%v, %v", keys, err)
	}
}
