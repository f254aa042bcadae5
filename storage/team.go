package storage

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"unsafe"

	"filippo.io/age"

	"suitekey/storage/place"
	"suitekey/storage/ring"
)

// OpenShared returns the vault whose connections are at p. The data that stays on this
// computer is in the folder dir, with the person's key in identity.age.
func OpenShared(dir string, p place.Place, o Options) *Vault {
	v := Open(dir, o)
	v.place = p
	return v
}

// own reports whether the vault's connections are kept in its own folder.
func (v *Vault) own() bool { return v.place == place.Place(v.folder) }

// OwnKey returns the key that the passphrase of s opens. In a team this is the person's
// key, which opens the vault's keys.
func OwnKey(s *Session) *age.X25519Identity { return s.keys.current }

// With returns the session for the team's vault v with the keys r. s is the session of the
// same folder that the person's passphrase has opened.
func (s *Session) With(v *Vault, r *ring.Ring) *Session {
	shared := *s
	shared.vault, shared.ring = v, r
	return &shared
}

// WithRing opens a team's vault for a machine, which has no passphrase.
func (v *Vault) WithRing(r *ring.Ring) *Session { return &Session{vault: v, ring: r, lists: &lists{}} }

// KeysFolder contains the keys of a team's vault.
const KeysFolder = "keys"

// RingKey returns the key of the value with the vault's keys of this number.
func RingKey(number int) string { return fmt.Sprintf("%s/%06d%s", KeysFolder, number, suffix) }

// checkRing fails with ring.ErrReplaced if the vault has got a new key. For the files of this
// computer alone, which have no keys beside them, it checks nothing.
func (v view) checkRing() error {
	keys, err := v.from.List(KeysFolder)
	if err == nil && len(keys) > 0 && slices.Max(keys) != RingKey(v.ring.Number) {
		return ring.ErrReplaced
	}
	return err
}

func (s *Session) opened(sealed []byte, key string) ([]byte, error) {
	if s.ring != nil {
		return s.ring.Open(sealed, strings.HasPrefix(key, history+"/"))
	}
	return open(sealed, s.keys.identities()...)
}

// openedText decrypts what this computer keeps and what is large, of size bytes. earlier
// opens it also with the keys that a team's vault had before a person was removed.
func (s *Session) openedText(sealed io.ReaderAt, size int64, earlier bool) (string, error) {
	var text []byte
	var err error
	if s.ring != nil {
		text, err = s.ring.OpenLarge(sealed, size, earlier)
	} else {
		text, err = ring.Decrypt(sealed, size, s.keys.identities()...)
	}
	return unsafe.String(unsafe.SliceData(text), len(text)), err // #nosec G103 -- nobody writes to text again
}

func (s *Session) sealed(text []byte) ([]byte, error) {
	if s.ring != nil {
		return s.ring.Seal(text)
	}
	return seal(s.recipient, text)
}

// PlaceOf returns where the connections of s are kept.
func PlaceOf(s *Session) place.Place { return s.vault.place }

// OpenValue decrypts the value of key, as the session reads it.
func OpenValue(s *Session, key string, sealed []byte) ([]byte, error) { return s.opened(sealed, key) }

// SealValue encrypts text as the session stores it.
func SealValue(s *Session, text []byte) ([]byte, error) { return s.sealed(text) }
