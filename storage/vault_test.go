package storage

import (
	"bytes"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"suitekey/core/secret"
)

func TestCreateAndUnlock(t *testing.T) {
	v := vaultIn(filepath.Join(t.TempDir(), "deep", "er", "vault"))
	if exists, err := v.Exists(); exists || err != nil {
		t.Errorf("before: %v, %v", exists, err)
	}
	if _, err := v.Unlock(passphrase); !errors.Is(err, ErrNoVault) {
		t.Errorf("unlocking nothing: %v", err)
	}
	if _, err := v.Create(secret.New("too short")); err == nil {
		t.Error("a short passphrase was accepted")
	}
	if _, err := os.Stat(v.dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a refused passphrase left a folder: %v", err)
	}
	if _, err := v.Create(passphrase); err != nil {
		t.Fatal(err)
	}
	if exists, err := v.Exists(); !exists || err != nil {
		t.Errorf("after: %v, %v", exists, err)
	}
	if _, err := v.Create(passphrase); !errors.Is(err, ErrVaultExists) {
		t.Errorf("creating it twice: %v", err)
	}
	for _, wrong := range []string{"", "correct horse battery stapl", "Correct horse battery staple"} {
		if _, err := v.Unlock(secret.New(wrong)); !errors.Is(err, ErrWrongPassphrase) {
			t.Errorf("passphrase %q: %v", wrong, err)
		}
	}
	unlock(t, v.dir)
}

func TestWeakWorkFactorIsReported(t *testing.T) {
	var log bytes.Buffer
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&log, nil)))
	defer slog.SetDefault(before)
	newTestSession(t)
	if !strings.Contains(log.String(), "for tests only") {
		t.Errorf("logged: %q", log.String())
	}
}

func TestRealWorkFactor(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "vault")
	if _, err := Open(dir, Options{}).Create(passphrase); err != nil {
		t.Fatal(err)
	}
	head, err := os.ReadFile(filepath.Join(dir, "identity.age"))
	if err != nil {
		t.Fatal(err)
	}
	if line := strings.SplitN(string(head), "\n", 3)[1]; !strings.HasPrefix(line, "-> scrypt ") || !strings.HasSuffix(line, " 18") {
		t.Errorf("identity.age is protected by %q", line)
	}
}

func TestIdentityHasACopy(t *testing.T) {
	for _, harm := range []string{"removed", "emptied", "flipped", "linked"} {
		for _, name := range identityFiles {
			s := newTestSession(t)
			mustSave(t, s, tbaProfile(t, "acme"))
			path := s.vault.path(name)
			good, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			switch harm {
			case "removed":
				err = os.Remove(path)
			case "emptied":
				err = os.WriteFile(path, nil, 0o600)
			case "flipped":
				bad := bytes.Clone(good)
				bad[len(bad)/2] ^= 1
				err = os.WriteFile(path, bad, 0o600)
			case "linked":
				if err = os.Remove(path); err == nil {
					err = os.Symlink("/dev/zero", path)
				}
			}
			if err != nil {
				t.Fatal(err)
			}
			mustLoad(t, unlock(t, s.vault.dir), "acme")
			if restored, err := os.ReadFile(path); err != nil || !bytes.Equal(restored, good) {
				t.Errorf("%s %s: not restored, %v", name, harm, err)
			}
		}
	}
}

// TestIdentityIsNotReplacedByItsCopy: the file itself may hold what the copy
// does not yet, and then it is the copy that is old.
func TestIdentityIsNotReplacedByItsCopy(t *testing.T) {
	other := secret.New("another passphrase altogether")
	anew := func(t *testing.T) []byte {
		keys, err := newVaultKeys(start)
		if err != nil {
			t.Fatal(err)
		}
		sealed, err := sealKeys(keys, other, cheap)
		if err != nil {
			t.Fatal(err)
		}
		return sealed
	}
	write := func(t *testing.T, s *Session, data []byte) {
		if err := os.WriteFile(s.vault.path(identityFiles[0]), data, fileMode); err != nil {
			t.Error(err)
		}
	}
	wantKept := func(t *testing.T, s *Session, want []byte) {
		got, err := os.ReadFile(s.vault.path(identityFiles[0]))
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("identity.age was replaced (%v)", err)
		}
	}
	t.Run("encrypted anew", func(t *testing.T) {
		s := newTestSession(t)
		sealed := anew(t)
		write(t, s, sealed)
		unlock(t, s.vault.dir) // with what the copy takes
		wantKept(t, s, sealed)
	})
	t.Run("written by another process meanwhile", func(t *testing.T) {
		s := newTestSession(t)
		sealed := anew(t)
		write(t, s, []byte("rubbish"))
		v := vaultIn(s.vault.dir)
		v.disk.before = func(operation, _ string) error {
			if operation == "lock" {
				write(t, s, sealed)
			}
			return nil
		}
		if _, err := v.Unlock(passphrase); err != nil {
			t.Fatal(err)
		}
		wantKept(t, s, sealed)
	})
}

func TestIdentityMissing(t *testing.T) {
	s := newTestSession(t)
	mustSave(t, s, tbaProfile(t, "acme"))
	for _, name := range identityFiles {
		if err := os.Remove(s.vault.path(name)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.vault.Exists(); !errors.Is(err, ErrIdentityMissing) {
		t.Errorf("exists: %v", err)
	}
	if _, err := s.vault.Unlock(passphrase); !errors.Is(err, ErrIdentityMissing) {
		t.Errorf("unlock: %v", err)
	}
	// A new key would make the connections permanently unreadable.
	if _, err := s.vault.Create(passphrase); !errors.Is(err, ErrIdentityMissing) {
		t.Errorf("create: %v", err)
	}
}

func TestNewerVaultIsRefused(t *testing.T) {
	if _, err := parseKeys(versionComment + "3\nANOTHER-KIND-OF-KEY\n"); !errors.As(err, new(*NewerError)) {
		t.Errorf("version 3: %v", err)
	}
	for _, text := range []string{"", "# nothing\n", "AGE-SECRET-KEY-1SECRETSECRET\n"} {
		if _, err := parseKeys(text); err == nil || strings.Contains(err.Error(), "SECRETSECRET") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestProbe(t *testing.T) {
	dir := t.TempDir()
	v := vaultIn(filepath.Join(dir, "deep", "vault"))
	written := false
	v.disk.before = func(string, string) error { // another process may be making the vault
		_, err := os.Stat(filepath.Join(dir, "deep"))
		written = true
		if !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("the probe makes the vault's folder: %v", err)
		}
		return nil
	}
	if err := v.Probe(); err != nil || !written {
		t.Fatal(written, err)
	}
	if left, _ := os.ReadDir(dir); len(left) != 0 {
		t.Errorf("the probe left %v", left)
	}
	if err := os.WriteFile(filepath.Join(dir, "file"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := vaultIn(filepath.Join(dir, "file", "vault")).Probe(); err == nil {
		t.Error("a file in the way was not noticed")
	}
}
