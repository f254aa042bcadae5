package storage

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"

	"suitekey/core/secret"
	"suitekey/storage/recipients"
)

var nextPassphrase = secret.New("entirely different glass mountain")

// opens returns what the passphrases open, as "former", "next" or both.
func opens(t *testing.T, dir string) string {
	t.Helper()
	var who []string
	for name, p := range map[string]secret.Secret{"former": passphrase, "next": nextPassphrase} {
		for _, file := range identityFiles { // each file by itself: Unlock restores the other one
			sealed, err := os.ReadFile(filepath.Join(dir, file))
			if err != nil {
				continue
			}
			if _, err := openIdentity(sealed, p); err == nil && !strings.Contains(strings.Join(who, " "), name) {
				who = append(who, name)
			}
		}
	}
	return strings.Join(who, " and ")
}

// readable returns the names of the files that a key opens.
func readable(t *testing.T, dir string, key age.Identity) []string {
	t.Helper()
	var names []string
	for _, pattern := range []string{"*.age", "*/*.age", "*/*/*.age"} {
		paths, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			sealed, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := open(sealed, key); err == nil {
				names = append(names, path)
			}
		}
	}
	return names
}

func TestChangePassphrase(t *testing.T) {
	s := newTestSession(t)
	mustSave(t, s, tbaProfile(t, "acme"))
	changed, err := s.ChangePassphrase(nextPassphrase)
	if err != nil {
		t.Fatal(err)
	}
	if who := opens(t, s.vault.dir); who != "next" {
		t.Errorf("afterwards %s open the vault", who)
	}
	if _, err := s.vault.Unlock(passphrase); !errors.Is(err, ErrWrongPassphrase) {
		t.Errorf("with the former passphrase: %v", err)
	}
	mustSave(t, changed, mustLoad(t, changed, "acme"))
	// A suitekey that has been open all the time reads, and does not write.
	if err := s.Save(mustLoad(t, s, "acme"), Change{}); !errors.Is(err, ErrKeyChanged) {
		t.Errorf("saving in a session from before: %v", err)
	}
	if _, err := changed.ChangePassphrase(secret.New("short")); err == nil {
		t.Error("a short passphrase was taken")
	}
	if err := s.SetDefault("acme"); !errors.Is(err, ErrKeyChanged) {
		t.Errorf("settings in a session from before: %v", err)
	}
}

func TestNewKey(t *testing.T) {
	v := prepared(t)
	s := unlock(t, v.dir)
	if err := s.SetDefault("acme"); err != nil {
		t.Fatal(err)
	}
	former, before := s.keys.current, len(readable(t, v.dir, s.keys.current))
	calls := 0
	changed, err := s.NewKey(nextPassphrase, recipients.Person{}, func(done, all int) { calls++ })
	if err != nil {
		t.Fatal(err)
	}
	if left := readable(t, v.dir, former); len(left) > 0 {
		t.Errorf("the former key still opens %v", left)
	}
	if after := len(readable(t, v.dir, changed.keys.current)); after != before || calls != before {
		t.Errorf("%d files were encrypted, %d reported, %d are", before, calls, after)
	}
	if _, err := s.Load("acme"); !errors.Is(err, ErrKeyChanged) {
		t.Errorf("reading in a session from before: %v", err)
	}
	entries, err := changed.List()
	if err != nil || len(entries) != 2 {
		t.Errorf("afterwards there are %v, %v", entries, err)
	}
	// A damaged file stays as it is, and stops nothing.
	damaged := v.path(profiles, "neighbour"+suffix)
	if err := os.WriteFile(damaged, []byte("age-encryption.org/v1\n-> X25519 half"), fileMode); err != nil {
		t.Fatal(err)
	}
	if _, err := changed.NewKey(nextPassphrase, recipients.Person{}, nil); err != nil {
		t.Errorf("with a damaged file: %v", err)
	}
}

// TestKilledWhileKeysChange stops each change of the keys before every system call. One
// passphrase opens the vault then, never both; nothing is lost; and the next run goes on.
// So do the recovery sheet and a key beside the passphrase open it, at each moment.
func TestKilledWhileKeysChange(t *testing.T) {
	template := prepared(t)
	sheet, prepared, err := unlock(t, template.dir).MakeRecovery(passphrase)
	if err != nil {
		t.Fatal(err)
	}
	key := withKey(t, prepared, "one")
	for _, change := range []struct {
		name string
		act  func(*Session) error
	}{
		{"passphrase", func(s *Session) error { _, err := s.ChangePassphrase(nextPassphrase); return err }},
		{"new key", func(s *Session) error { _, err := s.NewKey(nextPassphrase, recipients.Person{}, nil); return err }},
		{"recovery sheet", func(s *Session) error { _, _, err := s.MakeRecovery(nextPassphrase); return err }},
	} {
		for _, forGood := range []bool{false, true} {
			for n := 1; ; n++ {
				v := copyOf(t, template, change.name)
				stop := &stopper{stopAt: n, forGood: forGood}
				s := unlock(t, v.dir)
				s.vault.disk.before = stop.before
				err := change.act(s)
				if stop.calls < n {
					if n < 8 {
						t.Errorf("%s: only %d system calls were seen: %v", change.name, n-1, stop.trace)
					}
					break
				}
				where := fmt.Sprintf("%s, killed %v, before call %d (%s)", change.name, forGood, n, stop.trace[n-1])
				who := opens(t, v.dir)
				if who != "former" && who != "next" || err == nil && who != "next" {
					t.Fatalf("%s: %s open the vault, %v", where, who, err)
				}
				if !forGood && change.name != "recovery sheet" {
					recovered(t, where+", by the sheet", v, func(v *Vault) (*Session, error) { return v.Recover(sheet, thirdPassphrase) })
				}
				if !forGood {
					recovered(t, where+", by a key", v, func(v *Vault) (*Session, error) {
						s, _, err := v.UnlockByKey([]age.Identity{key})
						if err != nil {
							return nil, err
						}
						return s.ChangePassphrase(thirdPassphrase)
					})
				}
				afterKill(t, where, v, s.keys.current, map[string]secret.Secret{"former": passphrase, "next": nextPassphrase}[who], change.name == "new key" && who == "next")
			}
		}
	}
}

var thirdPassphrase = secret.New("umbrella quartz northern teaspoon")

// recovered opens a copy of the vault without its passphrase, gives it another one, and
// opens it as the next run does: nothing is lost.
func recovered(t *testing.T, where string, v *Vault, open func(*Vault) (*Session, error)) {
	t.Helper()
	v = copyOf(t, v, "recover")
	s, err := open(v)
	if err == nil {
		_, err = s.Load("acme")
	}
	if err == nil {
		s, err = vaultIn(v.dir).Unlock(thirdPassphrase)
	}
	if err != nil {
		t.Errorf("%s: %v", where, err)
		return
	}
	for _, name := range []string{"acme", "neighbour"} {
		if _, err := s.Load(name); err != nil {
			t.Errorf("%s: %v", where, err)
		}
	}
	if s.keys.former != nil {
		t.Errorf("%s: the vault still has two keys", where)
	}
}

// afterKill opens the vault as the next run does.
func afterKill(t *testing.T, where string, v *Vault, former *age.X25519Identity, with secret.Secret, anew bool) {
	t.Helper()
	s, err := vaultIn(v.dir).Unlock(with)
	if err != nil {
		t.Fatalf("%s: %v", where, err)
	}
	for _, name := range []string{"acme", "neighbour"} {
		if _, err := s.Load(name); err != nil {
			t.Errorf("%s: %v", where, err)
		}
	}
	if states, err := s.History("acme"); err != nil || len(states) != 2 || states[1].Err != nil {
		t.Errorf("%s: history %v, %v", where, states, err)
	}
	if _, _, err := s.LoadDraft("acme"); err != nil {
		t.Errorf("%s: %v", where, err)
	}
	if s.keys.former != nil {
		t.Errorf("%s: the vault still has two keys", where)
	}
	if left := readable(t, v.dir, former); anew && len(left) > 0 {
		t.Errorf("%s: the former key still opens %v", where, left)
	}
	mustSave(t, s, tbaProfile(t, "later"))
	if _, err := vaultIn(v.dir).Unlock(with); err != nil {
		t.Errorf("%s: afterwards: %v", where, err)
	}
}

func TestRecovery(t *testing.T) {
	s := newTestSession(t)
	mustSave(t, s, tbaProfile(t, "acme"))
	if _, err := s.vault.Recover(secret.New(s.keys.current.String()), nextPassphrase); !errors.Is(err, ErrNoRecovery) {
		t.Errorf("without a sheet: %v", err)
	}
	first, s, err := s.MakeRecovery(passphrase)
	if err != nil || s.keys.recovery == nil {
		t.Fatal(err)
	}
	if s, err = s.NewKey(passphrase, recipients.Person{}, nil); err != nil { // the sheet stays good
		t.Fatal(err)
	}
	for _, name := range identityFiles {
		if err := os.Remove(s.vault.path(name)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.vault.Unlock(passphrase); !errors.Is(err, ErrIdentityMissing) || !strings.Contains(err.Error(), "suitekey recover") {
		t.Errorf("without the key file: %v", err)
	}
	typed := secret.New(" " + strings.ToLower(first.Reveal()[:20]) + " \n" + first.Reveal()[20:])
	s, err = s.vault.Recover(typed, nextPassphrase)
	if err != nil {
		t.Fatal(err)
	}
	mustLoad(t, s, "acme")
	if who := opens(t, s.vault.dir); who != "next" {
		t.Errorf("after the recovery %s open the vault", who)
	}
	second, s, err := s.MakeRecovery(nextPassphrase)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.vault.Recover(first, passphrase); !errors.Is(err, ErrWrongRecovery) {
		t.Errorf("with the sheet before: %v", err)
	}
	if _, err := s.vault.Recover(second, passphrase); err != nil {
		t.Error(err)
	}
	if _, err := s.vault.Recover(secret.New("AGE-SECRET-KEY-1SECRETSECRET"), passphrase); err == nil || strings.Contains(err.Error(), "SECRETSECRET") {
		t.Errorf("what is no key: %v", err)
	}
}

// TestComposedPassphrase: é is one character here and two there.
func TestComposedPassphrase(t *testing.T) {
	composed, decomposed := secret.New("caf\u00e9 mountain glass river"), secret.New("cafe\u0301 mountain glass river")
	v := vaultIn(filepath.Join(t.TempDir(), "vault"))
	if _, err := v.Create(decomposed); err != nil {
		t.Fatal(err)
	}
	for _, p := range []secret.Secret{composed, decomposed} {
		if _, err := v.Unlock(p); err != nil {
			t.Error(err)
		}
	}
}
