package storage

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"

	"suitekey/storage/place"
	"suitekey/storage/private"
	"suitekey/storage/recipients"
	"suitekey/storage/ring"
)

// sharedVault is a team's vault in a folder, and the folder.
func sharedVault(t *testing.T) (v *Vault, r *ring.Ring, shared string) {
	t.Helper()
	shared = t.TempDir()
	v = OpenShared(t.TempDir(), OpenFolder(shared), Options{WorkFactor: 4})
	r, err := ring.New("acme", v.now())
	if err != nil {
		t.Fatal(err)
	}
	return v, r, shared
}

// What a session of a team stores is signed; what somebody else has encrypted to the
// vault's key is refused, and what was stored with a former key is only history.
func TestRecordsOfATeamAreSigned(t *testing.T) {
	v, r, shared := sharedVault(t)
	s := v.WithRing(r)
	p := tbaProfile(t, "acme")
	if err := s.Save(p, Change{Journey: "setup"}); err != nil {
		t.Fatal(err)
	}
	path := OpenFolder(shared).(*folder).file(profileKey(p.Name))
	stored, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := s.Load(p.Name); err != nil || got.ConsumerKey != p.ConsumerKey {
		t.Errorf("loaded %v, %v", got, err)
	}
	signed, err := r.Open(stored, false)
	if err != nil {
		t.Fatal(err)
	}
	recipient, err := age.ParseX25519Recipient(r.Recipient())
	if err != nil {
		t.Fatal(err)
	}
	unsigned, err := seal(recipient, signed)
	if err != nil {
		t.Fatal(err)
	}
	var damaged *DamagedError
	for name, value := range map[string][]byte{"its HMAC is wrong": unsigned, "failed to read header": []byte("<html>")} {
		if err := os.WriteFile(path, value, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Load(p.Name); !errors.As(err, &damaged) || !strings.Contains(err.Error(), name) {
			t.Errorf("want %q: %v", name, err)
		}
	}
	if err := os.WriteFile(path, stored, 0o600); err != nil {
		t.Fatal(err)
	}
	next, err := r.Next(v.now())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := v.WithRing(next).Load(p.Name); err != nil {
		t.Errorf("while a person is removed: %v", err)
	}
	if _, err := v.WithRing(next.Done()).Load(p.Name); !errors.As(err, &damaged) {
		t.Errorf("a record under the former key: %v", err)
	}
}

// A session of the former key writes nothing: nobody could read it later.
func TestSessionOfAFormerKeyWritesNothing(t *testing.T) {
	v, r, shared := sharedVault(t)
	s := v.WithRing(r)
	if err := s.Save(tbaProfile(t, "acme"), Change{}); err != nil {
		t.Fatal(err)
	}
	keys := OpenFolder(shared).(*folder)
	if err := os.MkdirAll(keys.path(KeysFolder), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(keys.file(RingKey(2)), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := s.Remove("acme"); !errors.Is(err, ring.ErrReplaced) {
		t.Errorf("removed under the former key: %v", err)
	}
	if _, err := s.Load("acme"); err != nil {
		t.Errorf("reading still works: %v", err)
	}
	if _, err := s.NewKey(passphrase, recipients.Person{}, nil); err == nil || !strings.Contains(err.Error(), "team remove") {
		t.Errorf("a new key: %v", err)
	}
}

// unreachable is a place that is out of reach, with or without a copy in the vault's folder.
type unreachable struct {
	place.Place
	complete bool
}

func (u unreachable) Refreshed(context.Context) ([]string, error) { return nil, place.ErrOutOfReach }
func (u unreachable) Complete() bool                              { return u.complete }
func (u unreachable) Repair(context.Context, []string) error      { return place.ErrOutOfReach }

// Without the engine, a list comes from the copy. Where there is no copy yet, the list is an
// error: an empty one would say that there are no connections.
func TestOutOfReachWithoutACopy(t *testing.T) {
	v, r, shared := sharedVault(t)
	if err := v.WithRing(r).Save(tbaProfile(t, "acme"), Change{Journey: "setup"}); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	away := func(complete bool) *Session {
		return OpenShared(dir, unreachable{OpenFolder(shared), complete}, Options{WorkFactor: 4}).WithRing(r)
	}
	lists := map[string]func(*Session) error{
		"Rows":     func(s *Session) error { _, err := s.Rows(); return err },
		"RowsHere": func(s *Session) error { _, err := RowsHere(s); return err },
		"List":     func(s *Session) error { _, err := s.List(); return err },
	}
	for name, list := range lists {
		if err := list(away(false)); !errors.Is(err, place.ErrOutOfReach) {
			t.Errorf("%s without a copy: %v", name, err)
		}
	}
	if err := os.CopyFS(filepath.Join(dir, profiles), os.DirFS(filepath.Join(shared, profiles))); err != nil {
		t.Fatal(err)
	}
	entries, err := away(true).List()
	if err != nil || len(entries) != 1 || entries[0].Name != "acme" || entries[0].Err != nil {
		t.Errorf("from the copy: %v, %v", entries, err)
	}
	if e := EntryOf(away(true), "acme"); e.Err != nil || e.Name != "acme" {
		t.Errorf("one of the copy: %v, %v", e.Name, e.Err)
	}
}

// copies is a place whose copy on this computer cannot be brought up to date.
type copies struct {
	place.Place
	err error
}

func (c copies) Refreshed(context.Context) ([]string, error) { return nil, c.err }
func (c copies) Complete() bool                              { return true }
func (c copies) Repair(_ context.Context, _ []string) error  { return c.err }

// A copy that a full disk has no space for is a sentence with a way out.
func TestACopyOnAFullDisk(t *testing.T) {
	v, r, shared := sharedVault(t)
	full := &os.PathError{Op: "write", Path: "copying.tmp", Err: private.FullErrors[0]}
	_, err := OpenShared(v.dir, copies{OpenFolder(shared), full}, Options{}).WithRing(r).List()
	if err == nil || !strings.Contains(err.Error(), "copying the team's vault to this computer: the disk is full; free some space and try again") || !errors.Is(err, private.FullErrors[0]) {
		t.Errorf("the list ends with %v", err)
	}
}
