//go:build keyring

package keyring

import (
	"errors"
	"os/exec"
	"strings"
	"testing"

	"suitekey/core/secret"
)

var passphrase = secret.New("correct horse battery staple")

// TestKeyringService talks to a true Secret Service, which must be running and
// unlocked on a session bus of its own; secret-tool is the judge.
func TestKeyringService(t *testing.T) {
	k := Keyring{}
	if err := k.Usable(); err != nil {
		t.Fatal(err)
	}
	const dir = "/home/ada/.config/suitekey"
	if err := k.Forget(dir); err != nil {
		t.Errorf("forgetting what was never remembered: %v", err)
	}
	if _, err := k.Recall(dir); !errors.Is(err, ErrNotRemembered) {
		t.Errorf("recalling what was never remembered: %v", err)
	}
	long := secret.New(passphrase.Reveal() + " Ünïcode \"quoted\" " + strings.Repeat("x", 1000))
	for _, p := range []secret.Secret{passphrase, long} { // the second replaces the first
		if err := k.Remember(dir, p); err != nil {
			t.Fatal(err)
		}
		if got, err := k.Recall(dir); err != nil || !got.Equal(p) {
			t.Errorf("recalled %d characters, %v", got.Len(), err)
		}
		out, err := exec.CommandContext(t.Context(), "secret-tool", "lookup", "service", service, "username", dir).Output()
		if err != nil || strings.TrimSuffix(string(out), "\n") != p.Reveal() {
			t.Errorf("secret-tool finds %d bytes, %v", len(out), err)
		}
	}
	if _, err := k.Recall(dir + "2"); !errors.Is(err, ErrNotRemembered) {
		t.Errorf("another vault: %v", err)
	}
	if err := k.Forget(dir); err != nil {
		t.Fatal(err)
	}
	if _, err := k.Recall(dir); !errors.Is(err, ErrNotRemembered) {
		t.Errorf("after forgetting: %v", err)
	}
}
