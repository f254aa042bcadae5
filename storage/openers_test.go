package storage

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"

	"filippo.io/age"

	"suitekey/storage/recipients"
)

// withKey adds a key to the vault and returns its identity.
func withKey(t *testing.T, s *Session, name string) *age.X25519Identity {
	t.Helper()
	identity, err := age.GenerateX25519Identity()
	if err == nil {
		err = OpenersOf(s).Add(recipients.Key{Name: name, Recipient: identity.Recipient().String()}, recipients.Person{})
	}
	if err != nil {
		t.Fatal(err)
	}
	return identity
}

func byKey(t *testing.T, dir string, identity age.Identity) *Session {
	t.Helper()
	s, _, err := vaultIn(dir).UnlockByKey([]age.Identity{identity})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestOpeners(t *testing.T) {
	s := newTestSession(t)
	dir := s.vault.dir
	mustSave(t, s, tbaProfile(t, "acme"))
	if s.vault.HasOpeners() {
		t.Error("a new vault has keys")
	}
	one, two := withKey(t, s, "one"), withKey(t, s, "two")
	stranger, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.vault.UnlockByKey([]age.Identity{stranger}); !errors.Is(err, recipients.ErrNoKeyFits) {
		t.Errorf("with a stranger's: %v", err)
	}
	by, name, err := s.vault.UnlockByKey([]age.Identity{stranger, two})
	if err != nil || name != "two" {
		t.Fatalf("%q, %v", name, err)
	}
	mustSave(t, by, mustLoad(t, by, "acme"))
	if err := OpenersOf(s).Add(recipients.Key{Name: "one", Recipient: two.Recipient().String()}, recipients.Person{}); err == nil {
		t.Error("a name was given twice")
	}

	// Who opened the vault by a key can give it another passphrase; the keys stay.
	changed, err := byKey(t, dir, one).ChangePassphrase(nextPassphrase)
	if err != nil {
		t.Fatal(err)
	}
	if who := opens(t, dir); who != "next" {
		t.Errorf("%s open the vault", who)
	}
	byKey(t, dir, one)

	// A new key of the vault is given to them, and the former one opens nothing.
	former := changed.keys.current
	if changed, err = changed.NewKey(nextPassphrase, recipients.Person{}, nil); err != nil {
		t.Fatal(err)
	}
	for _, identity := range []age.Identity{one, two} {
		mustLoad(t, byKey(t, dir, identity), "acme")
	}
	if left := readable(t, dir, former); len(left) > 0 {
		t.Errorf("the former key still opens %v", left)
	}
	if left, err := os.ReadDir(changed.vault.path(recipients.Folder)); err != nil || len(left) != 2 {
		t.Errorf("the folder contains %v, %v", left, err)
	}

	if err := OpenersOf(changed).Remove("one"); err != nil {
		t.Fatal(err)
	}
	if err := OpenersOf(changed).Remove("one"); !errors.Is(err, recipients.ErrUnknown) {
		t.Errorf("removed twice: %v", err)
	}
	if _, _, err := changed.vault.UnlockByKey([]age.Identity{one}); !errors.Is(err, recipients.ErrNoKeyFits) {
		t.Errorf("with a removed key: %v", err)
	}
	if keys, err := OpenersOf(changed).List(); err != nil || len(keys) != 1 || keys[0].Name != "two" {
		t.Errorf("%v, %v", keys, err)
	}
	// A session from before the change of the key writes nothing.
	if err := OpenersOf(s).Remove("two"); !errors.Is(err, ErrKeyChanged) {
		t.Errorf("from before: %v", err)
	}
}

// TestNewKeyWithoutThePlugin: a key that cannot be encrypted to stops the change before
// anything is changed.
func TestNewKeyWithoutThePlugin(t *testing.T) {
	s := newTestSession(t)
	mustSave(t, s, tbaProfile(t, "acme"))
	identity := withKey(t, s, "one")
	lost := recipients.Key{Name: "lost", Recipient: "age1touch1" + strings.Repeat("q", 10)}
	if err := OpenersOf(s).Add(lost, recipients.Person{}); err == nil {
		t.Fatal("a key that is none was added")
	}
	store := openersOf(s)
	keys, err := store.Keys()
	if err != nil || len(keys) != 1 {
		t.Fatalf("%v, %v", keys, err)
	}
	if err := store.Add(lost, []byte("nothing")); err != nil {
		t.Fatal(err)
	}
	if _, err := s.NewKey(nextPassphrase, recipients.Person{}, nil); err == nil || !strings.Contains(err.Error(), "the key lost") {
		t.Errorf("with a key that is none: %v", err)
	}
	if who := opens(t, s.vault.dir); who != "former" {
		t.Errorf("%s open the vault", who)
	}
	mustLoad(t, byKey(t, s.vault.dir, identity), "acme")
	if err := OpenersOf(s).Remove("lost"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.NewKey(nextPassphrase, recipients.Person{}, nil); err != nil {
		t.Error(err)
	}
}

// TestEveryByteOfTheKeysFlipped: a damaged list names itself and stops a new key; a
// damaged file opens nothing and costs the others nothing.
func TestEveryByteOfTheKeysFlipped(t *testing.T) {
	s := newTestSession(t)
	mustSave(t, s, tbaProfile(t, "acme"))
	one, two := withKey(t, s, "one"), withKey(t, s, "two")
	for _, name := range []string{recipients.ListFile, recipients.Folder + "/one" + suffix} {
		path := s.vault.path(name)
		whole, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for i := range whole {
			damaged := bytes.Clone(whole)
			damaged[i] ^= 0x20
			if err := os.WriteFile(path, damaged, fileMode); err != nil {
				t.Fatal(err)
			}
			if name == recipients.ListFile {
				if keys, err := OpenersOf(s).List(); err == nil || !strings.Contains(err.Error(), recipients.ListFile) {
					t.Fatalf("%s, byte %d: %v, %v", name, i, keys, err)
				}
				continue
			}
			if _, _, err := s.vault.UnlockByKey([]age.Identity{one}); err == nil {
				t.Fatalf("%s, byte %d: it opens", name, i)
			}
			if _, _, err := s.vault.UnlockByKey([]age.Identity{two}); err != nil {
				t.Fatalf("%s, byte %d, with the other key: %v", name, i, err)
			}
		}
		if name == recipients.ListFile {
			if _, err := s.NewKey(passphrase, recipients.Person{}, nil); err == nil {
				t.Error("a new key with a damaged list")
			}
		}
		if err := os.WriteFile(path, whole, fileMode); err != nil {
			t.Fatal(err)
		}
	}
}

// TestRecipientsFileIsAges: age -d -i identity recipients/one.age shows the vault's key.
func TestRecipientsFileIsAges(t *testing.T) {
	s := newTestSession(t)
	one := withKey(t, s, "one")
	sealed, err := os.ReadFile(s.vault.path(recipients.Folder, "one"+suffix))
	if err != nil {
		t.Fatal(err)
	}
	text, err := open(sealed, one)
	if err != nil || !strings.Contains(string(text), s.keys.current.String()) {
		t.Errorf("%v", err)
	}
}
