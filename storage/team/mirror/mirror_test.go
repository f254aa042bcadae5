package mirror

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"suitekey/storage/place"
	"suitekey/storage/place/placetest"
	"suitekey/storage/team/engine"
	"suitekey/storage/team/etcdtest"
	"suitekey/storage/team/shared"
)

var vaults atomic.Int64

func cluster(t testing.TB) *etcdtest.Cluster {
	c := etcdtest.Start(t, etcdtest.Options{TLS: true})
	c.MustAddUsers(t, etcdtest.User{Name: "ada", Grants: []etcdtest.Grant{{Prefix: "suitekey/vault-", Write: true}}})
	return c
}

func vaultOf(c *etcdtest.Cluster) engine.Engine {
	return engine.Engine{Vault: fmt.Sprintf("vault-%d", vaults.Add(1)), Addresses: c.Addresses(),
		CAFile: c.Path("ca.crt"), CertFile: c.Path("ada.crt"), KeyFile: c.Path("ada.key")}
}

func open(t testing.TB, e engine.Engine, dir string) *Mirror {
	m := New(shared.Open(e, "ada"), dir)
	t.Cleanup(func() { _ = m.Close() })
	return m
}

func TestMirrorIsAPlace(t *testing.T) {
	c := cluster(t)
	placetest.Run(t, func(t *testing.T) placetest.Setup {
		e := vaultOf(c)
		return placetest.Setup{Place: open(t, e, t.TempDir()), Other: open(t, e, t.TempDir()), Put: func(key string, value []byte) {
			client, err := c.Client("root")
			if err == nil {
				defer client.Close()
				_, err = client.Put(context.Background(), e.Prefix()+key, string(value))
			}
			if err != nil {
				t.Fatal(err)
			}
		}}
	})
}

func wantCopy(t *testing.T, dir, key, want string) {
	t.Helper()
	got, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(key)))
	if want == "" && !errors.Is(err, fs.ErrNotExist) || want != "" && string(got) != string(placetest.Sealed(want)) {
		t.Errorf("the copy of %s is %q, %v, want %q", key, got, err, want)
	}
}

func remove(t *testing.T, p place.Place, key string) {
	t.Helper()
	if err := p.Change(t.Context(), "removing", func(tx place.Tx) error { tx.Remove(key); return nil }); err != nil {
		t.Fatal(err)
	}
}

// What colleagues change arrives, also removals, also after a power cut or when the copy
// is of another engine.
func TestCopyFollows(t *testing.T) {
	e := vaultOf(cluster(t))
	dir := t.TempDir()
	mine, theirs := open(t, e, dir), open(t, e, t.TempDir())
	refresh := func() {
		t.Helper()
		names, err := mine.Refreshed(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		slices.Sort(names)
		if there, err := folder(dir).names("profiles"); names != nil && !slices.Equal(names, slices.Sorted(slices.Values(there))) {
			t.Errorf("the names are %q, the copy has %q, %v", names, there, err)
		}
	}
	for i := range 5 {
		placetest.Write(t, theirs, fmt.Sprintf("profiles/acme-%d.age", i), "one")
	}
	placetest.Write(t, theirs, "history/acme-1/000001.age", "earlier")
	placetest.Write(t, theirs, "members.age", "members")
	refresh()
	wantCopy(t, dir, "profiles/acme-1.age", "one")
	wantCopy(t, dir, "members.age", "members")
	wantCopy(t, dir, "history/acme-1/000001.age", "")
	placetest.Write(t, theirs, "profiles/acme-1.age", "two")
	remove(t, theirs, "profiles/acme-2.age")
	placetest.Write(t, mine, "profiles/acme-3.age", "mine")
	wantCopy(t, dir, "profiles/acme-3.age", "mine") // at once
	refresh()
	wantCopy(t, dir, "profiles/acme-1.age", "two")
	wantCopy(t, dir, "profiles/acme-2.age", "")

	path := filepath.Join(dir, "profiles", "acme-1.age")
	stamp, err := os.Stat(path)
	if err == nil {
		err = errors.Join(os.Truncate(path, 0), os.Chtimes(path, time.Time{}, stamp.ModTime()), os.Remove(filepath.Join(dir, "profiles", "acme-4.age")))
	}
	if err == nil {
		err = mine.Repair(t.Context(), []string{"profiles/acme-1.age"})
	}
	if err != nil {
		t.Fatal(err)
	}
	refresh()
	wantCopy(t, dir, "profiles/acme-1.age", "two")
	wantCopy(t, dir, "profiles/acme-4.age", "one")
	placetest.Write(t, theirs, "profiles/acme-1.age", "three")
	refresh()
	wantCopy(t, dir, "profiles/acme-1.age", "three")

	another := vaultOf(cluster(t))
	another.Vault = e.Vault
	placetest.Write(t, open(t, another, t.TempDir()), "profiles/acme-1.age", "of another engine")
	if err := open(t, another, dir).Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	wantCopy(t, dir, "profiles/acme-1.age", "of another engine")
	wantCopy(t, dir, "profiles/acme-3.age", "")
}

// A stranger's keys stay out of the folder, and nobody else suffers.
func TestStrangersKeys(t *testing.T) {
	c := cluster(t)
	e, dir := vaultOf(c), t.TempDir()
	client, err := c.Client("root")
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	for _, key := range []string{"profiles/../../evil.age", "profiles/\x1b[2J.age", "profiles/CON .age", "profiles/.hidden.age", "profiles/a/b/c.age", "profiles/A.age", "profiles/notes.txt", "\xff"} {
		if _, err := client.Put(t.Context(), e.Prefix()+key, "x"); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := client.Put(t.Context(), e.Prefix()+"profiles/large.age", strings.Repeat("x", place.MaxValue+1)); err != nil {
		t.Fatal(err)
	}
	m := open(t, e, dir)
	placetest.Write(t, m, "profiles/acme.age", "good")
	for range 2 {
		if err := m.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		files, err := os.ReadDir(filepath.Join(dir, "profiles"))
		if err != nil || len(files) != 2 {
			t.Errorf("the copy has %v, %v", files, err)
		}
	}
	if _, err := m.Read(t.Context(), "profiles/large.age"); err == nil {
		t.Error("a large value was read")
	}
}

// While the engine is out of reach, the copy is read and nothing is written.
func TestOutOfReach(t *testing.T) {
	c := cluster(t)
	e, dir := vaultOf(c), t.TempDir()
	m := open(t, e, dir)
	placetest.Write(t, m, "profiles/acme.age", "one")
	if m.Complete() {
		t.Error("a copy of one value counts as one of everything")
	}
	if err := m.Refresh(t.Context()); err != nil || m.Away() != nil || !m.Complete() {
		t.Fatal(err, m.Away(), m.Complete())
	}
	c.Kill(0)
	for _, m := range []*Mirror{m, open(t, e, dir)} { // also for who starts now
		if got, err := m.Read(t.Context(), "profiles/acme.age"); err != nil || string(got) != string(placetest.Sealed("one")) {
			t.Errorf("reading: %q, %v", got, err)
		}
		if listed, err := m.List(t.Context(), "profiles"); err != nil || len(listed) != 1 {
			t.Errorf("listing: %v, %v", listed, err)
		}
		if err := m.Refresh(t.Context()); !errors.Is(err, place.ErrOutOfReach) || m.Away() == nil {
			t.Errorf("refreshing: %v, %v", err, m.Away())
		}
		if _, err := m.Read(t.Context(), "history/acme/000001.age"); !errors.Is(err, place.ErrOutOfReach) {
			t.Errorf("an earlier state: %v", err)
		}
		err := m.Change(t.Context(), "saving acme", func(tx place.Tx) error {
			_, err := tx.Read("profiles/acme.age")
			tx.Write("profiles/acme.age", placetest.Sealed("two"))
			return err
		})
		if !errors.Is(err, place.ErrOutOfReach) || !strings.HasPrefix(err.Error(), "saving acme: ") || !strings.Contains(err.Error(), c.Addresses()[0]) {
			t.Errorf("saving: %v", err)
		}
	}
	if err := c.Restart(0); err != nil {
		t.Fatal(err)
	}
	placetest.Write(t, m, "profiles/acme.age", "two")
	wantCopy(t, dir, "profiles/acme.age", "two")
	if m.Away() != nil {
		t.Error(m.Away())
	}
}

// What was read before, and what this computer has saved, is in the copy: the first
// complete copy keeps it where it is newer, and a connection never goes back in time
// when the engine is out of reach.
func TestFirstCopyAfterReading(t *testing.T) {
	c := cluster(t)
	e, dir := vaultOf(c), t.TempDir()
	theirs, mine := open(t, e, t.TempDir()), open(t, e, dir)
	for i := range 5 {
		placetest.Write(t, theirs, fmt.Sprintf("profiles/acme-%d.age", i), "one")
	}
	if _, err := mine.Read(t.Context(), "profiles/acme-1.age"); err != nil {
		t.Fatal(err)
	}
	wantCopy(t, dir, "profiles/acme-1.age", "one")
	placetest.Write(t, mine, "profiles/acme-2.age", "mine")
	left := filepath.Join(dir, "profiles"+beside)
	if err := errors.Join(os.MkdirAll(left, 0o700), os.WriteFile(filepath.Join(left, "acme-3.age"), []byte("half"), 0o600)); err != nil {
		t.Fatal(err)
	}
	if err := mine.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"one", "one", "mine", "one", "one"} {
		wantCopy(t, dir, fmt.Sprintf("profiles/acme-%d.age", i), want)
	}
	if _, err := os.Stat(left); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("left behind: %v", err)
	}
	placetest.Write(t, theirs, "profiles/acme-1.age", "two")
	if _, err := mine.Read(t.Context(), "profiles/acme-1.age"); err != nil {
		t.Fatal(err)
	}
	c.Kill(0)
	if got, err := mine.Read(t.Context(), "profiles/acme-1.age"); err != nil || string(got) != string(placetest.Sealed("two")) {
		t.Errorf("out of reach: %q, %v", got, err)
	}
}

// A copy that came from a backup, with the time stamps of its restoring, goes on
// following the engine.
func TestRestoredCopy(t *testing.T) {
	e, dir := vaultOf(cluster(t)), t.TempDir()
	theirs, mine := open(t, e, t.TempDir()), open(t, e, dir)
	placetest.Write(t, theirs, "profiles/acme.age", "one")
	if err := mine.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "profiles", "acme.age"), placetest.Sealed("one"), 0o600); err != nil {
		t.Fatal(err)
	}
	placetest.Write(t, theirs, "profiles/acme.age", "two")
	if err := mine.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	wantCopy(t, dir, "profiles/acme.age", "two")
}

// What colleagues change between a list and the watch that follows it is told by the watch:
// else the list would show a former state until the next change.
func TestWatchBeginsWhereTheListWasRead(t *testing.T) {
	e := vaultOf(cluster(t))
	dir := t.TempDir()
	mine, theirs := open(t, e, dir), open(t, e, t.TempDir())
	placetest.Write(t, theirs, "profiles/acme.age", "one")
	if err := mine.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	placetest.Write(t, theirs, "profiles/acme.age", "two")
	changes, err := mine.Watch(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if key := <-changes; key != "profiles/acme.age" {
		t.Errorf("told of %q", key)
	}
	wantCopy(t, dir, "profiles/acme.age", "two")
}
