package diagnoses

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/storage"
	"suitekey/storage/recipients"
	"suitekey/storage/ring"
)

func TestDiagnoses(t *testing.T) {
	own := t.TempDir()
	session, err := storage.Open(own, storage.Options{WorkFactor: 1}).Create(secret.New("a passphrase"))
	if err != nil {
		t.Fatal(err)
	}
	shared := t.TempDir()
	r, err := ring.New("acme", time.Date(2026, 11, 27, 10, 3, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	team := storage.OpenShared(shared, storage.OpenFolder(t.TempDir()), storage.Options{}).WithRing(r)
	for name, d := range map[string]Diagnoses{"own": {session, own}, "team": {team, shared}} {
		t.Run(name, func(t *testing.T) { keepsAndForgets(t, d) })
	}
}

func keepsAndForgets(t *testing.T, d Diagnoses) {
	if got := d.Load("acme"); got != nil {
		t.Errorf("without one: %q", got)
	}
	if err := errors.Join(d.Save("acme", []byte("the first")), d.Save("acme", []byte("marked evidence")), d.Save("other", []byte("x"))); err != nil {
		t.Fatal(err)
	}
	if got := d.Load("acme"); string(got) != "marked evidence" {
		t.Errorf("loaded %q", got)
	}
	sealed, err := os.ReadFile(d.path("acme"))
	if err != nil || bytes.Contains(sealed, []byte("marked")) {
		t.Errorf("the file has %q, %v", sealed, err)
	}
	left, err := os.ReadDir(filepath.Dir(d.path("acme")))
	if err != nil || len(left) != 2 {
		t.Errorf("files %v, %v", left, err)
	}
	for what, spoil := range map[string]func() error{
		"moved":     func() error { return os.WriteFile(d.path("moved"), sealed, 0o600) },
		"damaged":   func() error { return os.WriteFile(d.path("damaged"), sealed[:len(sealed)-1], 0o600) },
		"too-large": func() error { return os.WriteFile(d.path("too-large"), make([]byte, largest+1), 0o600) },
		"folder":    func() error { return os.Mkdir(d.path("folder"), 0o700) },
	} {
		if err := spoil(); err != nil {
			t.Fatal(err)
		}
		if got := d.Load(what); got != nil {
			t.Errorf("%s: %q", what, got)
		}
	}
	if err := errors.Join(d.Remove("acme"), d.Remove("acme")); err != nil || d.Load("acme") != nil || string(d.Load("other")) != "x" {
		t.Errorf("removed: %v", err)
	}
	if d.Save("../evil", nil) == nil || d.Remove("../evil") == nil || d.Load("../evil") != nil {
		t.Error("a path was taken as a name")
	}
}

// TestNewKey gives the vault a new key, which encrypts every file of the folder again.
func TestNewKey(t *testing.T) {
	dir := t.TempDir()
	vault := storage.Open(dir, storage.Options{WorkFactor: 1})
	session, err := vault.Create(secret.New("a passphrase"))
	if err != nil {
		t.Fatal(err)
	}
	if err := (Diagnoses{session, dir}).Save("acme", []byte("evidence")); err != nil {
		t.Fatal(err)
	}
	next, err := session.NewKey(secret.New("a passphrase"), recipients.Person{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := (Diagnoses{next, dir}).Load("acme"); string(got) != "evidence" {
		t.Errorf("with the new key: %q", got)
	}
}

// TestPurge removes a connection with everything that is stored about it.
func TestPurge(t *testing.T) {
	dir := t.TempDir()
	session, err := storage.Open(dir, storage.Options{WorkFactor: 1}).Create(secret.New("a passphrase"))
	if err != nil {
		t.Fatal(err)
	}
	d := Diagnoses{session, dir}
	if err := errors.Join(session.Save(profile.Profile{Name: "acme"}, storage.Change{}), d.Save("acme", []byte("evidence")), session.Purge("acme")); err != nil {
		t.Fatal(err)
	}
	err = filepath.WalkDir(dir, func(path string, _ os.DirEntry, err error) error {
		if strings.Contains(path, "acme") {
			t.Errorf("%s is left", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
