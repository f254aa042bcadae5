package storage

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"filippo.io/age"

	"suitekey/core/secret"
)

// recoveryFile contains the vault's key, encrypted to the key on the recovery sheet.
const recoveryFile = "recovery.age"

var (
	// ErrNoRecovery means that no recovery sheet was made for the vault.
	ErrNoRecovery = errors.New("there is no recovery sheet for this vault")
	// ErrWrongRecovery means that the key is not the one on the vault's latest sheet.
	ErrWrongRecovery = errors.New("the recovery key does not open this vault: check each character, and use the latest sheet of this vault")
)

// MakeRecovery makes a key that opens the vault without the passphrase, to be kept on
// paper. The key of an earlier sheet opens nothing afterwards. It returns the key, which
// is stored nowhere, and the session to go on with.
func (s *Session) MakeRecovery(passphrase secret.Secret) (secret.Secret, *Session, error) {
	const doing = "making a recovery sheet"
	paper, err := age.GenerateX25519Identity()
	if err != nil {
		return secret.Secret{}, nil, fmt.Errorf("%s: %w", doing, err)
	}
	var changed *Session
	err = s.vault.locked(doing, func() error {
		if err := s.here().checkKey(); err != nil {
			return err
		}
		keys := s.keys
		keys.recovery = paper.Recipient()
		sealed, err := sealKeys(keys, passphrase, s.vault.workFactor)
		if err != nil {
			return fmt.Errorf("%s: %w", doing, err)
		}
		if err := s.vault.replaceIdentity(sealed); err != nil {
			return err
		}
		changed = newSession(s.vault, keys, markOfKey(sealed))
		return s.vault.writeRecovery(keys)
	})
	if err != nil {
		return secret.Secret{}, nil, err
	}
	return secret.New(paper.String()), changed, nil
}

// writeRecovery stores the keys for the recovery sheet, if there is one. The caller
// holds the lock.
func (v *Vault) writeRecovery(keys vaultKeys) error {
	if keys.recovery == nil {
		return nil
	}
	sealed, err := seal(keys.recovery, keys.text())
	if err != nil {
		return err
	}
	return v.disk.write(v.path(unfinished), v.path(recoveryFile), sealed)
}

// RecoverySheet reports whether Recover can be tried: it needs no passphrase.
func (v *Vault) RecoverySheet() (bool, error) {
	_, _, err := v.disk.read(v.path(recoveryFile), maxFile)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, v.explain("looking for the recovery file", err)
}

// Recover opens the vault with the key on its recovery sheet and sets a new
// passphrase. White space in the key and the case of its letters do not matter. It
// fails with ErrNoRecovery or ErrWrongRecovery.
func (v *Vault) Recover(key, passphrase secret.Secret) (*Session, error) {
	if err := secret.CheckPassphrase(passphrase); err != nil {
		return nil, err
	}
	const doing = "recovering the vault"
	paper, err := ParseRecovery(key)
	if err != nil {
		return nil, err
	}
	var session *Session
	err = v.locked(doing, func() error {
		sealed, _, err := v.disk.read(v.path(recoveryFile), maxFile)
		if errors.Is(err, fs.ErrNotExist) {
			return ErrNoRecovery
		}
		if err != nil {
			return err
		}
		text, err := open(sealed, paper)
		if err != nil {
			return ErrWrongRecovery
		}
		keys, err := parseKeys(string(text))
		if err != nil {
			return err
		}
		identity, err := sealKeys(keys, passphrase, v.workFactor)
		if err != nil {
			return fmt.Errorf("%s: %w", doing, err)
		}
		if err := v.recoverIdentity(identity); err != nil {
			return err
		}
		session = newSession(v, keys, markOfKey(identity))
		return nil
	})
	if err != nil {
		return nil, err
	}
	if session.keys.former != nil {
		session = session.resumeNewKey(passphrase)
	}
	session.finishPending()
	return session, nil
}

// recoverIdentity is replaceIdentity for a vault whose identity file may be lost.
func (v *Vault) recoverIdentity(sealed []byte) error {
	if _, _, err := v.disk.read(v.path(identityFiles[0]), maxFile); err == nil {
		return v.replaceIdentity(sealed)
	}
	if err := v.disk.remove(v.path(identityFiles[1])); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return v.writeIdentity(sealed)
}

// ParseRecovery reads a recovery key as a person types it from paper.
func ParseRecovery(key secret.Secret) (*age.X25519Identity, error) {
	text := strings.ToUpper(strings.Join(strings.Fields(key.Reveal()), ""))
	identity, err := age.ParseX25519Identity(text)
	if err != nil { // an error of age may quote it
		return nil, errors.New("this is not a recovery key: a recovery key begins with AGE-SECRET-KEY-1 and has 74 characters without the blanks; check each character")
	}
	return identity, nil
}
