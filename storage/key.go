package storage

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"

	"suitekey/core/secret"
	"suitekey/storage/ring"
)

// KeyMark returns a text that identifies the file with the vault's key. A program that
// keeps the key elsewhere can recognise by the mark that the key was replaced. KeyMark
// fails if the file cannot be read.
func (v *Vault) KeyMark() (string, error) {
	sealed, _, err := v.disk.read(v.path(identityFiles[0]), maxFile)
	if err != nil {
		return "", v.explain("reading the vault's key file", err)
	}
	return markOfKey(sealed), nil
}

func markOfKey(sealed []byte) string {
	sum := sha256.Sum256(sealed)
	return hex.EncodeToString(sum[:])
}

// Stale reports whether the vault has got another passphrase or key since s was opened. s
// cannot write any more then. In a team, s is also stale while a removal is unfinished.
func Stale(s *Session) bool {
	return s.ring != nil && s.ring.Changing() || keyChanged(s.view().checkKey())
}

func keyChanged(err error) bool {
	return errors.Is(err, ErrKeyChanged) || errors.Is(err, ring.ErrReplaced)
}

// KeyOf returns the vault's key, with which UnlockWithKey opens the vault without
// the passphrase. It opens everything in the vault: keep it in memory only.
func KeyOf(s *Session) secret.Secret { return secret.New(string(s.keys.text())) }

// UnlockWithKey opens the vault with a key that came from KeyOf while KeyMark was the
// mark. It fails with ErrNoVault, or if key is no key.
func (v *Vault) UnlockWithKey(key secret.Secret, mark string) (*Session, error) {
	exists, err := v.Exists()
	if err != nil {
		return nil, err
	}
	if !exists {
		return nil, ErrNoVault
	}
	keys, err := parseKeys(key.Reveal())
	if err != nil {
		return nil, errors.New("the vault's key is damaged")
	}
	session := newSession(v, keys, mark)
	session.finishPending()
	return session, nil
}
