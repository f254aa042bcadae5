package storage

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
	"time"

	"github.com/zalando/go-keyring"

	"suitekey/core/secret"
)

const (
	keyringService = "suitekey"
	keyringLimit   = 3 * time.Second
)

// ErrNotRemembered means that the keyring holds no passphrase for the vault.
var ErrNotRemembered = errors.New("the keyring holds no passphrase for this vault")

// Keyring is the operating system's own store of passwords (Keychain,
// Credential Manager, Secret Service), as an optional place for the vault's
// passphrase. The zero value is ready. Nothing falls back to a plain file.
type Keyring struct{}

// Usable tells, within three seconds, whether there is a keyring that answers.
// Ask it before asking a person for a secret that is to go there.
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
		return "", keyring.Set(keyringService, dir, passphrase.Reveal())
	})
	return err
}

// Recall reads the passphrase of the vault in dir, or fails with ErrNotRemembered.
func (k Keyring) Recall(dir string) (secret.Secret, error) {
	text, err := within(func() (string, error) { return keyring.Get(keyringService, dir) })
	return secret.New(text), err
}

// Forget removes the passphrase of the vault in dir. That there was none is no error.
func (k Keyring) Forget(dir string) error {
	_, err := within(func() (string, error) { return "", keyring.Delete(keyringService, dir) })
	if errors.Is(err, ErrNotRemembered) {
		return nil
	}
	return err
}

// within asks the keyring and gives up after the limit: a locked one may be
// showing a dialogue on a screen that nobody sees. An abandoned question ends
// with the program.
func within(ask func() (string, error)) (string, error) {
	if !hasKeyring() {
		return "", errors.New("no keyring can be used here: there is no D-Bus session; give the passphrase in a file with --passphrase-file, or type it")
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
		case errors.Is(r.err, keyring.ErrNotFound):
			return "", ErrNotRemembered
		case errors.Is(r.err, keyring.ErrSetDataTooBig):
			return "", errors.New("the passphrase is too long for the keyring: type it instead")
		case r.err != nil:
			return "", fmt.Errorf("the keyring cannot be used here: %s; type the passphrase instead", printable(r.err.Error()))
		}
		return r.text, nil
	case <-time.After(keyringLimit):
		return "", fmt.Errorf("the keyring does not answer within %v, perhaps it is locked: unlock it, or type the passphrase instead", keyringLimit)
	}
}

// hasKeyring is false where asking would start a D-Bus daemon of its own:
// without an address, godbus runs dbus-launch, and a stray daemon stays behind.
// It finds /run/user/UID/bus by itself, whatever XDG_RUNTIME_DIR says.
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
