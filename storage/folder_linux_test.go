package storage

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"suitekey/core/profile"
)

// withoutPrivileges runs test as the owner of dir who is not root: root writes
// to read-only folders too. The identity is that of the thread, which ends with
// the goroutine that stays locked to it.
func withoutPrivileges(t *testing.T, dir string, test func()) {
	if os.Getuid() != 0 {
		test()
		return
	}
	const nobody = 65534
	err := filepath.Walk(dir, func(path string, _ os.FileInfo, err error) error {
		return errors.Join(err, os.Chown(path, nobody, nobody))
	})
	// The folder that the testing package makes around is closed to others.
	for parent := filepath.Dir(dir); parent != filepath.Clean(os.TempDir()) && parent != "/"; parent = filepath.Dir(parent) {
		err = errors.Join(err, os.Chmod(parent, 0o711))
	}
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		runtime.LockOSThread()
		if err := syscall.Setfsuid(nobody); err != nil {
			t.Error(err)
			return
		}
		test()
	}()
	<-done
}

// TestFullDisk fills a small file system of its own. Without the right to mount
// one, TestCrashBetweenAnyTwoSystemCalls still plays a full disk.
func TestFullDisk(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=128k"); err != nil {
		t.Skip("no right to mount a small file system:", err)
	}
	defer syscall.Unmount(dir, syscall.MNT_DETACH)
	v := vaultIn(filepath.Join(dir, "vault"))
	s, err := v.Create(passphrase)
	if err != nil {
		t.Fatal(err)
	}
	mustSave(t, s, profile.Profile{Name: "acme", Entity: "first"})
	rest := make([]byte, 256<<10)
	if err := os.WriteFile(filepath.Join(dir, "filler"), rest, 0o600); !errors.Is(err, syscall.ENOSPC) {
		t.Fatal("the disk is not full:", err)
	}
	changed := mustLoad(t, s, "acme")
	changed.Entity = strings.Repeat("long ", 2000)
	for doing, err := range map[string]error{
		"save":  s.Save(changed, Change{}),
		"draft": saveDraft(s, "acme", rest[:20<<10]),
		"probe": v.Probe(),
	} {
		if !errors.Is(err, syscall.ENOSPC) || !strings.Contains(err.Error(), "free some space") {
			t.Errorf("%s on a full disk: %v", doing, err)
		}
	}
	if p := mustLoad(t, s, "acme"); p.Entity != "first" {
		t.Errorf("after the failed save: %.20q", p.Entity)
	}
	if err := os.Remove(filepath.Join(dir, "filler")); err != nil {
		t.Fatal(err)
	}
	mustSave(t, s, changed)
}
