//go:build unix

package storage

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestPermissions makes and uses a vault under odd umasks, also one that takes
// away the owner's own permissions.
func TestPermissions(t *testing.T) {
	for _, umask := range []int{0o000, 0o022, 0o077, 0o277, 0o777} {
		dir := filepath.Join(t.TempDir(), "vault")
		old := syscall.Umask(umask)
		s, err := vaultIn(dir).Create(passphrase)
		if err == nil {
			err = errors.Join(s.Save(tbaProfile(t, "acme"), Change{}), saveDraft(s, "acme", nil))
		}
		if err == nil {
			changed := mustLoad(t, s, "acme")
			err = errors.Join(s.Save(changed, Change{}), s.vault.Probe())
		}
		syscall.Umask(old)
		if err != nil {
			t.Errorf("umask %03o: %v", umask, err)
			continue
		}
		allFiles(t, dir, func(path string, info fs.FileInfo) {
			want := fs.FileMode(fileMode)
			if info.IsDir() {
				want = folderMode
			}
			if info.Name() == "lock" { // empty
				want &^= fs.FileMode(umask)
			}
			if info.Mode().Perm() != want {
				t.Errorf("umask %03o: %s has %v", umask, path, info.Mode())
			}
		})
	}
}

func TestFolderThatIsThere(t *testing.T) {
	empty := t.TempDir()
	if err := os.Chmod(empty, 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := vaultIn(empty).Create(passphrase); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(empty); err != nil || info.Mode().Perm() != folderMode {
		t.Errorf("an empty folder that became a vault has %v, %v", info.Mode(), err)
	}

	used := t.TempDir()
	if err := errors.Join(os.Chmod(used, 0o755), os.WriteFile(filepath.Join(used, "mine"), nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	if _, err := vaultIn(used).Create(passphrase); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(used); err != nil || info.Mode().Perm() != 0o755 {
		t.Errorf("a folder with other things in it has %v, %v", info.Mode(), err)
	}

	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(t.TempDir(), link); err != nil {
		t.Fatal(err)
	}
	s, err := vaultIn(link).Create(passphrase)
	if err != nil {
		t.Fatalf("a vault behind a link of the person's own: %v", err)
	}
	mustSave(t, s, tbaProfile(t, "acme"))
}

func TestReadOnlyFolder(t *testing.T) {
	s := newTestSession(t)
	mustSave(t, s, tbaProfile(t, "acme"))
	if err := saveDraft(s, "acme", nil); err != nil {
		t.Fatal(err)
	}
	dir := s.vault.dir
	withoutPrivileges(t, dir, func() {
		for _, folder := range []string{"", profiles, drafts} {
			if err := os.Chmod(filepath.Join(dir, folder), 0o500); err != nil {
				t.Error(err)
			}
			defer os.Chmod(filepath.Join(dir, folder), 0o700)
		}
		// Reading goes on.
		p := mustLoad(t, unlock(t, dir), "acme")
		for doing, try := range map[string]func() error{
			"probe":  s.vault.Probe,
			"save":   func() error { return s.Save(p, Change{}) },
			"remove": func() error { return s.Remove("acme") },
			"rename": func() error { return s.Rename("acme", "new") },
			"draft":  func() error { return saveDraft(s, "acme", []byte("x")) },
			"inside": func() error { _, err := vaultIn(filepath.Join(dir, "inner")).Create(passphrase); return err },
		} {
			err := try()
			if !errors.Is(err, fs.ErrPermission) || !strings.Contains(err.Error(), "SUITEKEY_HOME") {
				t.Errorf("%s in a read-only folder: %v", doing, err)
			}
		}
	})
	mustLoad(t, s, "acme")
}

// TestRenameStopsAtWhatItCannotRead: a state that the system keeps from us is
// not a damaged one.
func TestRenameStopsAtWhatItCannotRead(t *testing.T) {
	s := newTestSession(t)
	mustSave(t, s, tbaProfile(t, "old"))
	mustSave(t, s, mustLoad(t, s, "old"))
	path := s.vault.generationPath("old", 1)
	withoutPrivileges(t, s.vault.dir, func() {
		if err := os.Chmod(path, 0); err != nil {
			t.Fatal(err)
		}
		if err := s.Rename("old", "new"); !errors.Is(err, fs.ErrPermission) {
			t.Errorf("renamed: %v", err)
		}
		mustSave(t, s, tbaProfile(t, "another")) // nothing is stuck
		if err := os.Chmod(path, fileMode); err != nil {
			t.Fatal(err)
		}
	})
	if states, err := s.History("old"); err != nil || len(states) != 2 || states[1].Err != nil {
		t.Errorf("history %+v, %v", states, err)
	}
}
