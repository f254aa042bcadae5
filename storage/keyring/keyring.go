// Package keyring remembers the passphrase of a vault in the password store of the
// operating system.
package keyring

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
	"time"

	system "github.com/zalando/go-keyring"

	"suitekey/core/secret"
	"suitekey/core/termsafe"
)

const (
	service = "suitekey"
	limit   = 3 * time.Second
)

// ErrNotRemembered means that the keyring has no passphrase for the vault.
var ErrNotRemembered = errors.New("the keyring has no passphrase for this vault")

// Keyring is the operating system's password store (Keychain, Credential Manager,
// Secret Service), an optional place for the vault's passphrase. The zero value is
// ready for use. There is no fallback to a plain file.
type Keyring struct{}

// Usable reports within three seconds whether a keyring answers. Call it before
// asking a person for a secret that will be stored there.
func (k Keyring) Usable() error {
	_, err := k.Recall("a vault that does not exist")
	if errors.Is(err, ErrNotRemembered) {
		return nil
	}
	return err
}

// Remember stores the passphrase of the vault in dir.
func (k Keyring) Remember(dir string, passphrase secret.Secret) error {
	_, err := within(func() (string, error) {
		return "", system.Set(service, dir, passphrase.Reveal())
	})
	return err
}

// Recall returns the passphrase of the vault in dir, or ErrNotRemembered.
func (k Keyring) Recall(dir string) (secret.Secret, error) {
	text, err := within(func() (string, error) { return system.Get(service, dir) })
	return secret.New(text), err
}

// Forget removes the passphrase of the vault in dir. A missing one is not an error.
func (k Keyring) Forget(dir string) error {
	_, err := within(func() (string, error) { return "", system.Delete(service, dir) })
	if errors.Is(err, ErrNotRemembered) {
		return nil
	}
	return err
}

// within calls the keyring and gives up after the limit: a locked keyring may be
// showing a dialogue on a screen that nobody sees. An abandoned call ends with the
// program.
func within(ask func() (string, error)) (string, error) {
	if !hasKeyring() {
		return "", errors.New("no keyring is available: there is no D-Bus session; give the passphrase in a file with --passphrase-file, or type it")
	}
	type reply struct {
		text string
		err  error
	}
	replies := make(chan reply, 1)
	go func() {
		text, err := ask()
		replies <- reply{text, err}
	}()
	select {
	case r := <-replies:
		switch {
		case errors.Is(r.err, system.ErrNotFound):
			return "", ErrNotRemembered
		case errors.Is(r.err, system.ErrSetDataTooBig):
			return "", errors.New("the passphrase is too long for the keyring: type it instead")
		case r.err != nil:
			return "", fmt.Errorf("the keyring does not work: %s; type the passphrase instead", termsafe.Line(r.err.Error(), 1000))
		}
		return r.text, nil
	case <-time.After(limit):
		return "", fmt.Errorf("the keyring does not answer within %v and may be locked: unlock it, or type the passphrase instead", limit)
	}
}

// hasKeyring is false where a call would start a new D-Bus daemon: without an
// address, godbus runs dbus-launch, and the daemon keeps running. godbus finds
// /run/user/UID/bus by itself, whatever XDG_RUNTIME_DIR is.
func hasKeyring() bool {
	switch runtime.GOOS {
	case "windows", "darwin":
		return true
	}
	if address := os.Getenv("DBUS_SESSION_BUS_ADDRESS"); address != "" {
		return !strings.HasPrefix(address, "autolaunch:")
	}
	_, err := os.Stat(fmt.Sprintf("/run/user/%d/bus", os.Getuid()))
	return err == nil
}
