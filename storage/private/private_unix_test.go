//go:build !windows

package private

import (
	"os"
	"testing"
)

// openToOthers makes a file or a folder that others can read.
func openToOthers(t *testing.T, path string, folder bool) {
	t.Helper()
	err := os.WriteFile(path, nil, 0o600)
	mode := os.FileMode(0o644)
	if folder {
		_ = os.Remove(path)
		mode, err = 0o755, os.Mkdir(path, 0o700)
	}
	if err == nil {
		err = os.Chmod(path, mode)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestRestrictGivesNothing(t *testing.T) {
	path := t.TempDir()
	if err := os.Chmod(path, 0o555); err != nil {
		t.Fatal(err)
	}
	if err := Restrict(path); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o500 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}
