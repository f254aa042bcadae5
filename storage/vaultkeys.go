package storage

import (
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"filippo.io/age"

	"suitekey/core/secret"
)

const (
	identityVersion = 1
	// changingVersion is the version of an identity file while the vault gets a new
	// key. A suitekey that knows only one key must not open the vault then.
	changingVersion = 2

	versionComment  = "# suitekey vault version: "
	createdComment  = "# created: "
	recoveryComment = "# recovery key: "
)

// vaultKeys is the content of an identity file, in the format of age-keygen.
type vaultKeys struct {
	current *age.X25519Identity
	// former opens what is not encrypted to current yet. There is one only while the
	// vault gets a new key, or after that was interrupted.
	former *age.X25519Identity
	// recovery is the public part of the key on the recovery sheet; nil without one. It
	// stands among the secrets, because a public key in a file of its own could be
	// replaced by somebody who can write to the folder.
	recovery *age.X25519Recipient
	created  string
}

func newVaultKeys(now time.Time) (vaultKeys, error) {
	current, err := age.GenerateX25519Identity()
	return vaultKeys{current: current, created: now.UTC().Format(time.RFC3339)}, err
}

// identities returns the keys, the current one first.
func (k vaultKeys) identities() []age.Identity {
	all := []age.Identity{k.current}
	if k.former != nil {
		all = append(all, k.former)
	}
	return all
}

// text returns the content of the identity file. It contains the keys.
func (k vaultKeys) text() []byte {
	version := identityVersion
	if k.former != nil {
		version = changingVersion
	}
	text := fmt.Sprintf("%s%d\n%s%s\n# public key: %s\n", versionComment, version, createdComment, k.created, k.current.Recipient())
	if k.recovery != nil {
		text += recoveryComment + k.recovery.String() + "\n"
	}
	text += k.current.String() + "\n"
	if k.former != nil {
		text += k.former.String() + "\n"
	}
	return []byte(text)
}

// parseKeys reads what text wrote. An error never repeats a line of it.
func parseKeys(text string) (vaultKeys, error) {
	var k vaultKeys
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if number, ok := strings.CutPrefix(line, versionComment); ok {
			if version, err := strconv.Atoi(number); err != nil || version > changingVersion {
				return vaultKeys{}, &NewerError{Name: "the vault", Version: version}
			}
		}
		if created, ok := strings.CutPrefix(line, createdComment); ok {
			k.created = created
		}
		if key, ok := strings.CutPrefix(line, recoveryComment); ok {
			recovery, err := age.ParseX25519Recipient(key)
			if err != nil {
				return vaultKeys{}, errors.New("identity.age contains an unknown type of recovery key: restore it from a backup")
			}
			k.recovery = recovery
		}
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		identity, err := age.ParseX25519Identity(line)
		switch {
		case err != nil || k.former != nil:
			return vaultKeys{}, errors.New("identity.age contains an unknown type of key: restore it from a backup")
		case k.current == nil:
			k.current = identity
		default:
			k.former = identity
		}
	}
	if k.current == nil {
		return vaultKeys{}, errors.New("identity.age contains no key: restore it from a backup")
	}
	return k, nil
}

// sealKeys encrypts an identity file with the passphrase, as age --passphrase does.
func sealKeys(k vaultKeys, passphrase secret.Secret, workFactor int) ([]byte, error) {
	if workFactor < lowestWorkFactor {
		slog.Warn("the vault's key derivation is weak: for tests only", "work factor", workFactor)
	}
	recipient, err := age.NewScryptRecipient(secret.Normalized(passphrase).Reveal())
	if err != nil {
		return nil, err
	}
	recipient.SetWorkFactor(workFactor)
	defer forgetKeyDerivation()
	return seal(recipient, k.text())
}
