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

func TestUnsafeFile(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "folder")
	file, link := filepath.Join(folder, "ca.pem"), filepath.Join(t.TempDir(), "link.pem")
	for _, err := range []error{os.Mkdir(folder, 0o700), os.WriteFile(file, nil, 0o600), os.Symlink(file, link)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	cases := []struct {
		file, folder os.FileMode
		owner        int
		why          string
	}{
		{0o600, 0o700, os.Geteuid(), ""},
		{0o644, 0o755, os.Geteuid(), ""},
		{0o666, 0o755, os.Geteuid(), "all users may change"},
		{0o644, 0o777, os.Geteuid(), "all users may write"},
		{0o644, 0o777 | os.ModeSticky, os.Geteuid(), ""},
	}
	if os.Geteuid() == 0 {
		const nobody = 65534
		cases = append(cases, cases[0])
		last := &cases[len(cases)-1]
		last.owner, last.why = nobody, "who can change it"
	}
	for _, c := range cases {
		for _, err := range []error{os.Chmod(file, c.file), os.Chmod(folder, c.folder), os.Chown(file, c.owner, -1)} {
			if err != nil {
				t.Fatal(err)
			}
		}
		for _, path := range []string{file, link} { // a link of one's own may lead to what others own
			why, help := UnsafeFile(path)
			if (why == "") != (c.why == "") || !strings.Contains(why, c.why) || (help == "") != (why == "") {
				t.Errorf("%s %+v: %q, %q", path, c, why, help)
			}
		}
	}
	if why, _ := UnsafeFile(filepath.Join(folder, "missing")); why != "" {
		t.Error(why)
	}
}
