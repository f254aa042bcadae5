package storage

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"suitekey/core/profile"
	"suitekey/storage/private"
)

// operations are all that changes a vault. Each is stopped before every one of
// its system calls.
var operations = []struct {
	name string
	act  func(t *testing.T, v *Vault) error
}{
	{"create", func(_ *testing.T, v *Vault) error { _, err := v.Create(passphrase); return err }},
	{"save a first one", onSession(func(t *testing.T, s *Session) error { return s.Save(tbaProfile(t, "fresh"), Change{}) })},
	{"save a change", onSession(func(t *testing.T, s *Session) error {
		p, err := s.Load("acme")
		p.Entity = "changed"
		return errors.Join(err, s.Save(p, Change{Journey: "renew"}))
	})},
	{"note", onSession(func(_ *testing.T, s *Session) error {
		p, err := s.Load("acme")
		return errors.Join(err, s.Note(p, func(p *profile.Profile) { p.Tested.Company = "noted" }))
	})},
	{"remove", onSession(func(_ *testing.T, s *Session) error { return s.Remove("acme") })},
	{"rename", onSession(func(_ *testing.T, s *Session) error { return s.Rename("acme", "gone") })},
	{"save a draft", onSession(func(_ *testing.T, s *Session) error { return saveDraft(s, "acme", []byte("second")) })},
	{"remove a draft", onSession(func(_ *testing.T, s *Session) error { return s.RemoveDraft("acme", time.Time{}) })},
}

func onSession(act func(*testing.T, *Session) error) func(*testing.T, *Vault) error {
	return func(t *testing.T, v *Vault) error {
		s, err := v.Unlock(passphrase)
		if err != nil {
			return err
		}
		return act(t, s)
	}
}

// prepared makes the vault that the operations start from.
func prepared(t *testing.T) *Vault {
	t.Helper()
	v := vaultIn(filepath.Join(t.TempDir(), "vault"))
	s, err := v.Create(passphrase)
	if err != nil {
		t.Fatal(err)
	}
	mustSave(t, s, tbaProfile(t, "neighbour"))
	mustSave(t, s, tbaProfile(t, "gone"))
	mustSave(t, s, profile.Profile{Name: "acme", Entity: "first"})
	second := mustLoad(t, s, "acme")
	second.Entity = "second"
	mustSave(t, s, second)
	if err := errors.Join(s.Remove("gone"), saveDraft(s, "acme", []byte("first"))); err != nil {
		t.Fatal(err)
	}
	return vaultIn(v.dir)
}

// copyOf gives each attempt a vault of its own; creating one starts from nothing.
func copyOf(t *testing.T, from *Vault, operation string) *Vault {
	t.Helper()
	v := vaultIn(filepath.Join(t.TempDir(), "vault"))
	if operation != "create" {
		if err := os.CopyFS(v.dir, os.DirFS(from.dir)); err != nil {
			t.Fatal(err)
		}
	}
	return v
}

// contents reads the whole of a vault, as the next process sees it.
func contents(t *testing.T, dir string) string {
	t.Helper()
	var text strings.Builder
	v := vaultIn(dir)
	if exists, err := v.Exists(); err != nil || !exists {
		return fmt.Sprint("no vault ", err)
	}
	s, err := v.Unlock(passphrase)
	if err != nil {
		return fmt.Sprint("locked ", err)
	}
	entries, err := s.List()
	fmt.Fprintln(&text, "list", len(entries), err)
	for _, name := range []string{"acme", "fresh", "gone", "neighbour"} {
		p, err := s.Load(name)
		fmt.Fprintln(&text, name, plain(p), err)
		states, err := s.History(name)
		fmt.Fprintln(&text, name, states, err)
		for _, state := range states {
			p, err := s.LoadGeneration(name, state.Number)
			fmt.Fprintln(&text, name, state.Number, plain(p), err)
		}
	}
	draft, _, err := s.LoadDraft("acme")
	fmt.Fprintf(&text, "draft %s %v\n", draft, err)
	return text.String()
}

// stopper fails the n-th system call: with a full disk, once, or from then on, as
// when the process was killed. A write that fails has written something.
type stopper struct {
	stopAt, calls int
	forGood       bool
	trace         []string
}

var errKilled = errors.New("killed")

func (s *stopper) before(operation, path string) error {
	s.calls++
	s.trace = append(s.trace, operation+" "+filepath.Base(path))
	if s.calls < s.stopAt || s.calls > s.stopAt && !s.forGood {
		return nil
	}
	if s.calls == s.stopAt && operation == "write" {
		_ = os.WriteFile(path, []byte("age-encryption.org/v1\n-> X25519 half"), fileMode)
	}
	if s.forGood {
		return errKilled
	}
	return private.FullErrors[0]
}

func TestCrashBetweenAnyTwoSystemCalls(t *testing.T) {
	template := prepared(t)
	for _, operation := range operations {
		for _, forGood := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, killed %v", operation.name, forGood), func(t *testing.T) {
				v := copyOf(t, template, operation.name)
				before := contents(t, v.dir)
				if err := operation.act(t, v); err != nil {
					t.Fatal(err)
				}
				after := contents(t, v.dir)
				if before == after {
					t.Fatal("the operation changes nothing")
				}
				for n := 1; ; n++ {
					v := copyOf(t, template, operation.name)
					stop := &stopper{stopAt: n, forGood: forGood}
					v.disk.before = stop.before
					err := operation.act(t, v)
					if stop.calls < n {
						if n < 4 {
							t.Errorf("only %d system calls were seen: %v", n-1, stop.trace)
						}
						break
					}
					now := contents(t, v.dir)
					if now != before && now != after {
						t.Fatalf("stopped before call %d (%s):\n%s\nbefore:\n%s\nafter:\n%s", n, stop.trace[n-1], now, before, after)
					}
					if err == nil && now != after {
						t.Errorf("stopped before call %d (%s): no error, but nothing was done", n, stop.trace[n-1])
					}
					// What was reported as failed is not done, and is not done later. Only a folder
					// that cannot be synced leaves a change that may or may not survive.
					if !forGood && err != nil && now != before && !strings.HasPrefix(stop.trace[n-1], "sync folder") {
						t.Errorf("stopped before call %d (%s): reported as failed, but done", n, stop.trace[n-1])
					}
					if !forGood && err != nil && !errors.Is(err, private.FullErrors[0]) {
						t.Errorf("stopped before call %d (%s): %v", n, stop.trace[n-1], err)
					}
					if err != nil && !forGood && !strings.Contains(err.Error(), "disk is full") {
						t.Errorf("no sentence about the full disk: %v", err)
					}
					goesOn(t, v.dir)
				}
			})
		}
	}
}

// goesOn proves that what was left behind is in nobody's way.
func goesOn(t *testing.T, dir string) {
	t.Helper()
	v := vaultIn(dir)
	s, err := v.Unlock(passphrase)
	if errors.Is(err, ErrNoVault) {
		s, err = v.Create(passphrase)
	}
	if err != nil {
		t.Fatal(err)
	}
	mustSave(t, s, tbaProfile(t, "later"))
	mustLoad(t, s, "later")
	if _, err := os.Lstat(v.path(unfinished)); err == nil {
		t.Error("an unfinished file stayed behind")
	}
}

// TestWritesAreDurable looks at the order of the calls: a file is on the disk
// before its name is, and its name before anybody is told.
func TestWritesAreDurable(t *testing.T) {
	v := prepared(t)
	var stop stopper
	s, err := v.Unlock(passphrase)
	if err != nil {
		t.Fatal(err)
	}
	p := mustLoad(t, s, "acme")
	s.vault.disk.before = func(operation, path string) error { stop.stopAt = 1 << 30; return stop.before(operation, path) }
	if err := s.Note(p, func(p *profile.Profile) { p.Tested.Role = "3" }); err != nil {
		t.Fatal(err)
	}
	want := []string{"lock lock", "remove writing.tmp", "create writing.tmp", "chmod writing.tmp", "write writing.tmp",
		"sync writing.tmp", "rename acme.age", "sync folder profiles"}
	if runtime.GOOS == "windows" { // which has no such call for folders
		want = want[:len(want)-1]
	}
	if !slices.Equal(stop.trace, want) {
		t.Errorf("calls %q\nwant  %q", stop.trace, want)
	}
}
