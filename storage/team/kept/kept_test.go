package kept

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"suitekey/storage"
	"suitekey/storage/ring"
)

func TestKeptDrafts(t *testing.T) {
	dir := t.TempDir()
	saved := time.Date(2026, 11, 27, 10, 3, 0, 0, time.UTC)
	r, err := ring.New("acme", saved)
	if err != nil {
		t.Fatal(err)
	}
	d := Drafts{storage.OpenShared(dir, storage.OpenFolder(t.TempDir()), storage.Options{}).WithRing(r), dir}
	if _, _, err := d.Load("acme.renew"); !errors.Is(err, storage.ErrNotFound) || len(d.Names()) != 0 {
		t.Errorf("without one: %v", err)
	}
	if err := errors.Join(d.Save("acme.renew", []byte("marked-secret"), saved), d.Save("other", nil, saved)); err != nil {
		t.Fatal(err)
	}
	data, when, err := d.Load("acme.renew")
	if err != nil || string(data) != "marked-secret" || !when.Equal(saved) || !slices.Equal(d.Names(), []string{"acme.renew", "other"}) {
		t.Errorf("kept: %q, %v, %v, %v", data, when, d.Names(), err)
	}
	path := filepath.Join(dir, "kept", "acme.renew.age")
	file, err := os.ReadFile(path)
	if err != nil || strings.Contains(string(file), "marked-secret") {
		t.Errorf("the file has %q, %v", file, err)
	}
	if err := os.Rename(path, filepath.Join(dir, "kept", "moved.age")); err != nil {
		t.Fatal(err)
	}
	var damaged *storage.DamagedError
	if _, _, err := d.Load("moved"); !errors.As(err, &damaged) {
		t.Errorf("moved: %v", err)
	}
	if err := errors.Join(d.Remove("moved"), d.Remove("moved"), d.Remove("other")); err != nil || len(d.Names()) != 0 {
		t.Errorf("removed: %v, %v", d.Names(), err)
	}
	if err := d.Save("../evil", nil, saved); err == nil {
		t.Error("a path was taken as a name")
	}
}
