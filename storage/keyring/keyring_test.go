package keyring

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"suitekey/core/secret"
)

// TestKeyringStartsNothing puts a dbus-launch in the path that leaves a trace.
func TestKeyringStartsNothing(t *testing.T) {
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		t.Skip("the keyring there is part of the system")
	}
	bin := t.TempDir()
	trace := filepath.Join(bin, "trace")
	if err := os.WriteFile(filepath.Join(bin, "dbus-launch"), []byte("#!/bin/sh\necho started >"+trace+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin)
	for _, address := range []string{"", "autolaunch:", "autolaunch:scope=user"} {
		t.Setenv("DBUS_SESSION_BUS_ADDRESS", address)
		if address == "" && hasKeyring() {
			continue // this machine has a session bus, which is not to be touched
		}
		for doing, err := range map[string]error{
			"usable":   Keyring{}.Usable(),
			"remember": Keyring{}.Remember("/vault", secret.New("correct horse battery staple")),
			"recall":   recallError("/vault"),
			"forget":   Keyring{}.Forget("/vault"),
		} {
			if err == nil || !strings.Contains(err.Error(), "type it") {
				t.Errorf("%s with address %q: %v", doing, address, err)
			}
		}
	}
	if _, err := os.Stat(trace); err == nil {
		t.Error("a D-Bus daemon was started")
	}
}

func recallError(dir string) error {
	_, err := Keyring{}.Recall(dir)
	return err
}

func TestKeyringThatHangs(t *testing.T) {
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		t.Setenv("DBUS_SESSION_BUS_ADDRESS", "")
	} else {
		t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nothing")
	}
	release := make(chan struct{})
	defer close(release)
	_, err := within(func() (string, error) { <-release; return "", nil })
	if err == nil {
		t.Error("a keyring that does not answer is waited for")
	}
	if err != nil && !strings.Contains(err.Error(), "unlock it") {
		t.Error(err)
	}
}
