package storage

import (
	"os"
	"path/filepath"
	"testing"
)

func TestOwns(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "vault")
	if err := os.MkdirAll(filepath.Join(dir, "profiles"), 0o700); err != nil {
		t.Fatal(err)
	}
	v := Open(dir, Options{})
	for path, want := range map[string]bool{
		"profiles/acme.age": true, "PROFILES/new": true, "history/acme/000001.age": true, "drafts/x": true, "cache/x": true,
		"identity.age": true, "index.age": true, "lock": true, "signing-in.lock": true, "profiles/../identity.age": true,
		"exports/acme.env": false, "certificates/acme.pem": false, ".env": false, "../.env": false, "../vault-2/identity.age": false,
	} {
		if got := v.Owns(filepath.Join(dir, filepath.FromSlash(path))); got != want {
			t.Errorf("Owns(%s) = %t", path, got)
		}
	}
	link := filepath.Join(filepath.Dir(dir), "link")
	if err := os.Symlink(dir, link); err != nil {
		t.Skip(err)
	}
	if !v.Owns(filepath.Join(link, "profiles", "acme.age")) {
		t.Error("not through a link")
	}
}
