package storage

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/gofrs/flock"

	"suitekey/core/profile"
	"suitekey/storage/private"
)

// The test binary runs itself as further processes; this variable says in which
// vault, and under which name of their own.
const childVariable = "SUITEKEY_STORAGE_TEST_CHILD"

const childSaves = 25

// child counts up in a connection that all processes share, and saves others
// of its own.
func child() int {
	dir, name, _ := strings.Cut(os.Getenv(childVariable), "|")
	s, err := vaultIn(dir).Unlock(passphrase)
	if strings.HasPrefix(name, "tag-") && err == nil {
		if err = tagOnce(s, name); err == nil {
			return 0
		}
	}
	for i := 0; i < childSaves && err == nil; i++ {
		err = errors.Join(
			s.Save(profile.Profile{Name: fmt.Sprintf("%s-%d", name, i)}, Change{}),
			s.Note(profile.Profile{Name: "shared"}, func(p *profile.Profile) { p.Refusals = append(p.Refusals, time.Now()) }),
			countUp(s))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, name, err)
		return 1
	}
	return 0
}

func countUp(s *Session) error {
	for {
		p, err := s.Load("shared")
		if err != nil {
			return err
		}
		count, err := strconv.Atoi(p.Entity)
		if err != nil {
			return err
		}
		p.Entity = strconv.Itoa(count + 1)
		if err = s.Save(p, Change{}); !errors.Is(err, ErrConflict) {
			return err
		}
	}
}

func TestProcessesCannotLoseChanges(t *testing.T) {
	s := newTestSession(t)
	mustSave(t, s, profile.Profile{Name: "shared", Entity: "0"})
	const processes = 3
	var group sync.WaitGroup
	for i := range processes {
		group.Go(func() {
			cmd := exec.CommandContext(t.Context(), os.Args[0])
			cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%s|child-%d", childVariable, s.vault.dir, i))
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("child %d: %v\n%s", i, err, out)
			}
		})
	}
	group.Wait()
	p := mustLoad(t, s, "shared")
	if p.Entity != strconv.Itoa(processes*childSaves) {
		t.Errorf("counted to %s, not %d: changes were lost", p.Entity, processes*childSaves)
	}
	if len(p.Refusals) != processes*childSaves {
		t.Errorf("%d notes, not %d", len(p.Refusals), processes*childSaves)
	}
	entries, err := s.List()
	if err != nil || len(entries) != processes*childSaves+1 {
		t.Errorf("%d connections, %v", len(entries), err)
	}
	for _, entry := range entries {
		if entry.Err != nil {
			t.Error(entry.Err)
		}
	}
}

func TestGoroutinesShareASession(t *testing.T) {
	s := newTestSession(t)
	mustSave(t, s, profile.Profile{Name: "shared", Entity: "0"})
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for range 5 {
				if err := countUp(s); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	if p := mustLoad(t, s, "shared"); p.Entity != "20" {
		t.Errorf("counted to %s", p.Entity)
	}
}

func TestOnlyOneCreates(t *testing.T) {
	v := vaultIn(filepath.Join(t.TempDir(), "vault"))
	results := make(chan error)
	for range 4 {
		go func() { _, err := v.Create(passphrase); results <- err }()
	}
	made := 0
	for range 4 {
		if err := <-results; err == nil {
			made++
		} else if !errors.Is(err, ErrVaultExists) {
			t.Error(err)
		}
	}
	if made != 1 {
		t.Errorf("%d vaults were made", made)
	}
}

func TestBusyVaultEndsInASentence(t *testing.T) {
	s := newTestSession(t)
	mustSave(t, s, tbaProfile(t, "acme"))
	lock := flock.New(s.vault.path("lock"))
	if err := lock.Lock(); err != nil {
		t.Fatal(err)
	}
	defer lock.Unlock()
	s.vault.wait = 50 * time.Millisecond
	err := s.Remove("acme")
	if !errors.Is(err, ErrLocked) || !strings.Contains(err.Error(), "try again") {
		t.Errorf("removing while another writes: %v", err)
	}
	mustLoad(t, s, "acme") // reading needs no lock
}

// TestFolderWithoutLocks: some NFS and FUSE have none.
func TestFolderWithoutLocks(t *testing.T) {
	for _, none := range []error{private.ErrNoLocks, syscall.ENOSYS, syscall.EOPNOTSUPP, syscall.EIO} {
		s := newTestSession(t)
		s.vault.disk.before = func(operation, _ string) error {
			if operation == "lock" {
				return none
			}
			return nil
		}
		err := s.Save(tbaProfile(t, "acme"), Change{})
		if err == nil || !strings.HasPrefix(err.Error(), "saving acme: files in this folder cannot be locked") || !strings.Contains(err.Error(), "--home") {
			t.Errorf("%v: %v", none, err)
		}
	}
}
