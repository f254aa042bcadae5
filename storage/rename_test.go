package storage

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"suitekey/storage/private"
	"syscall"
	"testing"
)

func TestRename(t *testing.T) {
	s := newTestSession(t)
	for _, name := range []string{"old", "taken", "gone"} {
		mustSave(t, s, tbaProfile(t, name))
		mustSave(t, s, mustLoad(t, s, name))
	}
	if err := s.Remove("gone"); err != nil {
		t.Fatal(err)
	}
	if err := s.Rename("old", "taken"); !errors.Is(err, ErrExists) {
		t.Errorf("to a name that is taken: %v", err)
	}
	if err := s.Rename("nobody", "new"); !errors.Is(err, ErrNotFound) {
		t.Errorf("of nobody: %v", err)
	}
	if err := s.Rename("old", "../new"); err == nil {
		t.Error("to a path: no error")
	}
	before := mustLoad(t, s, "old")
	if err := s.Rename("old", "gone"); err != nil {
		t.Fatal(err)
	}
	after := mustLoad(t, s, "gone")
	before.Name = "gone"
	if plain(before) != plain(after) {
		t.Errorf("before %s\nafter  %s", plain(before), plain(after))
	}
	if _, err := s.History("old"); !errors.Is(err, ErrNotFound) {
		t.Errorf("history under the old name: %v", err)
	}
	// Above the two states of the removed connection of that name come its own two.
	states, err := s.History("gone")
	if err != nil || len(states) != 4 || states[0].Number != 4 || !states[0].Current {
		t.Fatalf("history under the new name: %+v, %v", states, err)
	}
	for _, state := range states {
		if _, err := s.LoadGeneration("gone", state.Number); err != nil || state.Err != nil {
			t.Errorf("state %d: %v, %v", state.Number, err, state.Err)
		}
	}
}

// TestRenameGivesNothingUp: a damaged earlier state may be mended by hand one day.
func TestRenameGivesNothingUp(t *testing.T) {
	s := newTestSession(t)
	mustSave(t, s, tbaProfile(t, "old"))
	for range 3 {
		mustSave(t, s, mustLoad(t, s, "old"))
	}
	path := s.vault.generationPath("old", 2)
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	bad := bytes.Clone(good)
	bad[len(bad)-1] ^= 1
	if err := os.WriteFile(path, bad, fileMode); err != nil {
		t.Fatal(err)
	}
	if err := s.Rename("old", "new"); err != nil {
		t.Fatal(err)
	}
	if left, err := os.ReadFile(path); err != nil || !bytes.Equal(left, bad) {
		t.Errorf("the damaged state is gone: %v", err)
	}
	if states, err := s.History("new"); err != nil || len(states) != 3 {
		t.Errorf("moved %+v, %v", states, err)
	}
	if err := os.WriteFile(path, good, fileMode); err != nil {
		t.Fatal(err)
	}
	if _, err := s.LoadGeneration("old", 2); err != nil {
		t.Errorf("after it was mended: %v", err)
	}
	mustSave(t, s, tbaProfile(t, "old"))
	if states, err := s.History("old"); err != nil || len(states) != 2 {
		t.Errorf("a new one of the old name: %+v, %v", states, err)
	}
}

// TestFailedRenameStaysUndone: no call fails only once, as on a disk that is full, or
// under a file that is a mount of its own.
func TestFailedRenameStaysUndone(t *testing.T) {
	for _, trouble := range []struct {
		operation, path string
		err             error
		says            string
	}{
		{"write", "", private.FullErrors[0], "disk is full"},
		{"remove", "old.age", syscall.EBUSY, "a mount of its own"},
	} {
		s := newTestSession(t)
		mustSave(t, s, tbaProfile(t, "old"))
		mustSave(t, s, mustLoad(t, s, "old"))
		writes := 0
		s.vault.disk.before = func(operation, path string) error {
			if operation == "write" {
				writes++
			}
			if operation == trouble.operation && (filepath.Base(path) == trouble.path || trouble.path == "" && writes > 1) {
				return trouble.err
			}
			return nil
		}
		err := s.Rename("old", "new")
		if err == nil || !strings.Contains(err.Error(), trouble.says) {
			t.Errorf("%v: %v", trouble.err, err)
		}
		s.vault.disk.before = nil
		entries, err := s.List()
		if err != nil || len(entries) != 1 || entries[0].Name != "old" {
			t.Errorf("%v: afterwards there are %v, %v", trouble.err, entries, err)
		}
		if _, err := s.History("new"); !errors.Is(err, ErrNotFound) {
			t.Errorf("%v: a history of the new name is left: %v", trouble.err, err)
		}
	}
}
