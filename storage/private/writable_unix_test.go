//go:build !windows

package private

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestUnsafe(t *testing.T) {
	folder := t.TempDir()
	vault := filepath.Join(folder, "above", "vault")
	if err := os.MkdirAll(vault, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		path string
		mode os.FileMode
		help string
	}{
		{"above/vault", 0o700, ""},
		{"above/vault", 0o755, ""},
		{"above/vault", 0o777, "chmod o-w"},
		{"above", 0o777, "chmod o-w"},
		{"above", 0o777 | os.ModeSticky, ""},
	} {
		path := filepath.Join(folder, c.path)
		if err := os.Chmod(path, c.mode); err != nil {
			t.Fatal(err)
		}
		why, help := Unsafe(filepath.Join(vault, "not", "there"))
		if (why == "") != (c.help == "") || !strings.HasPrefix(help, c.help) {
			t.Errorf("%s with %v: %q, %q", c.path, c.mode, why, help)
		}
		if err := os.Chmod(path, 0o700); err != nil {
			t.Fatal(err)
		}
	}
}
