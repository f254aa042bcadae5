package ui

import (
	"os"
	"testing"
)

// TestHidden: what leads to a passphrase is there for suitekey, and for no program that
// it starts by whichever library.
func TestHidden(t *testing.T) {
	for _, name := range []string{"SUITEKEY_PASSPHRASE_FILE", "SUITEKEY_PASSPHRASE_COMMAND", "SUITEKEY_SECRETS_COMMAND"} {
		t.Setenv(name, "somewhere")
		p := hidden(Program{Getenv: os.Getenv, Unsetenv: os.Unsetenv})
		if p.Getenv(name) != "somewhere" {
			t.Errorf("suitekey itself does not have %s", name)
		}
		if _, there := os.LookupEnv(name); there {
			t.Errorf("programs that are started later inherit %s", name)
		}
	}
}
