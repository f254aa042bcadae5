package storage

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"

	"filippo.io/age"

	"suitekey/core/secret"
)

// KeyMark returns a text that identifies the file with the vault's key: whoever
// keeps the key elsewhere can see by it that the key has been replaced. It fails if
// the file cannot be read.
func (v *Vault) KeyMark() (string, error) {
	sealed, _, err := v.disk.read(v.path(identityFiles[0]), maxFile)
	if err != nil {
		return "", v.explain("reading the vault's key file", err)
	}
	sum := sha256.Sum256(sealed)
	return hex.EncodeToString(sum[:]), nil
}

// KeyOf returns the vault's key, with which UnlockWithKey opens the vault without
// the passphrase. It opens everything in the vault: keep it in memory only.
func KeyOf(s *Session) secret.Secret { return secret.New(s.identity.String()) }

// UnlockWithKey opens the vault with a key that came from KeyOf while KeyMark was the
// same. It fails with ErrNoVault, or if key is no key.
func (v *Vault) UnlockWithKey(key secret.Secret) (*Session, error) {
	exists, err := v.Exists()
	if err != nil {
		return nil, err
	}
	if !exists {
		return nil, ErrNoVault
	}
	identity, err := age.ParseX25519Identity(key.Reveal())
	if err != nil {
		return nil, errors.New("the vault's key is damaged") // an error of age may quote it
	}
	session := newSession(v, identity)
	session.finishPending()
	return session, nil
}
