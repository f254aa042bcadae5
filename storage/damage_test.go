package storage

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"suitekey/core/profile"
)

// victim is a vault with a file to harm and a neighbour that must not suffer.
func victim(t *testing.T) (s *Session, path string, good []byte) {
	t.Helper()
	s = newTestSession(t)
	mustSave(t, s, profile.Profile{Name: "acme", Account: sandbox(t), Method: profile.TBA})
	mustSave(t, s, tbaProfile(t, "neighbour"))
	path = s.vault.profilePath("acme")
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return s, path, good
}

func damaged(t *testing.T, s *Session, path string, bad []byte, what string, args ...any) {
	t.Helper()
	if err := os.WriteFile(path, bad, 0o600); err != nil {
		t.Fatal(err)
	}
	p, err := s.Load("acme")
	var d *DamagedError
	if !errors.As(err, &d) || d.Name != "acme" || d.Path != path || p.Name != "" {
		t.Errorf(what+": %v, %v", append(args, p.Name, err)...)
	}
}

func TestEveryByteFlipped(t *testing.T) {
	s, path, good := victim(t)
	for i := range good {
		for _, mask := range []byte{0x01, 0x20, 0x80, 0xff} {
			bad := bytes.Clone(good)
			bad[i] ^= mask
			damaged(t, s, path, bad, "byte %d ^ %#x", i, mask)
		}
	}
	entries, err := s.List()
	if err != nil || len(entries) != 2 || entries[0].Err == nil || entries[1].Err != nil {
		t.Errorf("the list: %+v, %v", entries, err)
	}
	mustLoad(t, s, "neighbour")
}

func TestEveryTruncationAndMore(t *testing.T) {
	s, path, good := victim(t)
	for length := range good {
		damaged(t, s, path, good[:length], "the first %d bytes", length)
	}
	damaged(t, s, path, append(bytes.Clone(good), 0), "one byte more")
	damaged(t, s, path, append(bytes.Clone(good), good...), "twice")
	damaged(t, s, path, make([]byte, maxFile+1), "too large")
	mustLoad(t, s, "neighbour")
}

// TestEveryByteOfTheIdentityFlipped harms both files at once.
func TestEveryByteOfTheIdentityFlipped(t *testing.T) {
	s := newTestSession(t)
	path := s.vault.path(identityFiles[0])
	good, err := os.ReadFile(path)
	if err == nil {
		err = os.Remove(s.vault.path(identityFiles[1]))
	}
	if err != nil {
		t.Fatal(err)
	}
	for i := range good {
		bad := bytes.Clone(good)
		bad[i] ^= 1
		if err := os.WriteFile(path, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := s.vault.Unlock(passphrase); err == nil {
			t.Errorf("byte %d: opened", i)
		}
		if err := os.WriteFile(path, good[:i], 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := s.vault.Unlock(passphrase); err == nil {
			t.Errorf("the first %d bytes: opened", i)
		}
	}
}

// TestSwappedFiles puts authentic files where they do not belong.
func TestSwappedFiles(t *testing.T) {
	s, path, _ := victim(t)
	mustSave(t, s, mustLoad(t, s, "acme"))
	if err := saveDraft(s, "acme", []byte("draft")); err != nil {
		t.Fatal(err)
	}
	for _, other := range []string{s.vault.profilePath("neighbour"), s.vault.draftPath("acme"), s.vault.path(identityFiles[0])} {
		content, err := os.ReadFile(other)
		if err != nil {
			t.Fatal(err)
		}
		damaged(t, s, path, content, "%s in its place", other)
	}
	// An earlier state under the number of another.
	first := s.vault.generationPath("acme", 1)
	if err := os.Rename(first, s.vault.generationPath("acme", 7)); err != nil {
		t.Fatal(err)
	}
	if _, err := s.LoadGeneration("acme", 7); !errors.As(err, new(*DamagedError)) {
		t.Errorf("state 1 as number 7: %v", err)
	}
	// The file of another vault.
	stranger := newTestSession(t)
	mustSave(t, stranger, tbaProfile(t, "acme"))
	content, err := os.ReadFile(stranger.vault.profilePath("acme"))
	if err != nil {
		t.Fatal(err)
	}
	damaged(t, s, path, content, "from another vault")
}

func TestDamagedOneIsReplacedFromHistory(t *testing.T) {
	s, path, _ := victim(t)
	p := mustLoad(t, s, "acme")
	p.Entity = "second"
	mustSave(t, s, p)
	damaged(t, s, path, []byte("rubbish"), "rubbish")
	if err := s.Save(tbaProfile(t, "acme"), Change{}); !errors.As(err, new(*DamagedError)) {
		t.Errorf("a new one over it: %v", err)
	}
	states, err := s.History("acme")
	if err != nil || len(states) != 2 || states[0].Err == nil || states[1].Err != nil {
		t.Fatalf("history: %+v, %v", states, err)
	}
	first, err := s.LoadGeneration("acme", states[1].Number)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Save(first, Change{Journey: "undo"}); err != nil {
		t.Fatal(err)
	}
	if got := mustLoad(t, s, "acme"); got.Entity != "" {
		t.Errorf("restored: %+v", got)
	}
	damaged(t, s, path, []byte("rubbish"), "rubbish again")
	if err := s.Remove("acme"); err != nil {
		t.Errorf("removing a damaged one: %v", err)
	}
	mustSave(t, s, tbaProfile(t, "acme"))
}

func TestLinksAndFolders(t *testing.T) {
	s, path, good := victim(t)
	target := filepath.Join(t.TempDir(), "target")
	if err := os.WriteFile(target, good, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.Remove(path), os.Symlink(target, path)); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Load("acme"); !errors.As(err, new(*DamagedError)) || !strings.Contains(err.Error(), "link") {
		t.Errorf("loading through a link: %v", err)
	}
	if err := s.Save(tbaProfile(t, "acme"), Change{}); err == nil {
		t.Error("saved over a link")
	}
	if err := s.Remove("acme"); err != nil {
		t.Errorf("removing a link: %v", err)
	}
	if after, err := os.ReadFile(target); err != nil || !bytes.Equal(after, good) {
		t.Errorf("what the link points to was changed: %v", err)
	}
	if err := os.Mkdir(path, 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Load("acme"); !errors.As(err, new(*DamagedError)) {
		t.Errorf("loading a folder: %v", err)
	}

	// A link where the unfinished file is written is not followed.
	if err := os.Symlink(target, s.vault.path(unfinished)); err != nil {
		t.Fatal(err)
	}
	mustSave(t, s, tbaProfile(t, "fresh"))
	if after, err := os.ReadFile(target); err != nil || !bytes.Equal(after, good) {
		t.Errorf("written through a link: %v", err)
	}

	// Nor is one where a folder of ours belongs.
	if err := errors.Join(os.RemoveAll(s.vault.path(drafts)), os.Symlink(t.TempDir(), s.vault.path(drafts))); err != nil {
		t.Fatal(err)
	}
	if err := saveDraft(s, "acme", []byte("x")); err == nil || !strings.Contains(err.Error(), "not a folder") {
		t.Errorf("a draft through a linked folder: %v", err)
	}
}

func TestHostileNames(t *testing.T) {
	s, _, good := victim(t)
	for _, name := range []string{"", ".", "..", "../evil", "a/b", `a\b`, "/etc/passwd", "CON", "nul", "a\x00b", "\x1b[2J", strings.Repeat("a", 300)} {
		p := tbaProfile(t, name)
		for doing, try := range map[string]func() error{
			"load":       func() error { _, err := s.Load(name); return err },
			"save":       func() error { return s.Save(p, Change{}) },
			"note":       func() error { return s.Note(profile.Profile{Name: name}, func(*profile.Profile) {}) },
			"remove":     func() error { return s.Remove(name) },
			"rename":     func() error { return errors.Join(s.Rename("acme", name), s.Rename(name, "new")) },
			"history":    func() error { _, err := s.History(name); return err },
			"generation": func() error { _, err := s.LoadGeneration(name, 1); return err },
			"draft":      func() error { return saveDraft(s, name, nil) },
			"load draft": func() error { _, _, err := s.LoadDraft(name); return err },
			"end draft":  func() error { return s.RemoveDraft(name, time.Time{}) },
		} {
			if err := try(); err == nil || strings.ContainsAny(err.Error(), "\x00\x1b") {
				t.Errorf("%s %q: %v", doing, name, err)
			}
		}
	}
	// Files of such names in the folder are shown, made harmless, and not opened.
	for _, name := range []string{"\x1b[2J.age", "Acme.age", ".age", "..age", "acme\u200b.age", "notes.txt", ".DS_Store"} {
		if err := os.WriteFile(s.vault.path(profiles, name), good, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	entries, err := s.List()
	if err != nil {
		t.Fatal(err)
	}
	var fine, strange int
	for _, entry := range entries {
		if strings.ContainsAny(entry.Name, "\x1b") {
			t.Errorf("listed as %q", entry.Name)
		}
		if entry.Err == nil {
			fine++
		} else {
			strange++
			if profile.CheckName(entry.Name) == nil {
				t.Errorf("%q looks like a connection that may be there", entry.Name)
			}
			if strings.ContainsAny(entry.Err.Error(), "\x1b") {
				t.Errorf("error %q", entry.Err)
			}
		}
	}
	if fine != 2 || strange != 5 {
		t.Errorf("%d fine, %d strange: %+v", fine, strange, entries)
	}
}
