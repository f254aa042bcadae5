package app

import (
	"os"
	"path/filepath"
	"testing"
)

func TestWritePage(t *testing.T) {
	user := t.TempDir()
	a := newApp(t, Options{Getenv: environment(map[string]string{"HOME": user, "AppData": user, "USERPROFILE": user})})
	const title = "# Certificate of acme\n"
	path, err := a.public.WritePage("acme.md", title+"one\n")
	if err != nil || path != filepath.Join(user, "suitekey", "acme.md") {
		t.Fatalf("written to %s, %v", path, err)
	}
	if again, err := a.public.WritePage("acme.md", title+"two\n"); err != nil || again != path {
		t.Errorf("our own page was not replaced: %s, %v", again, err)
	}
	expect(t, path, title+"two\n")
	if err := os.WriteFile(path, []byte("somebody's notes\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	other, err := a.public.WritePage("acme.md", title+"three\n")
	if err != nil || filepath.Base(other) != "acme-2.md" {
		t.Errorf("written to %s, %v", other, err)
	}
	expect(t, path, "somebody's notes\n")
	for _, name := range []string{"../evil.md", "a/b.md", ""} {
		if _, err := a.public.WritePage(name, title); err == nil {
			t.Errorf("%q was taken for the name of a file", name)
		}
	}
}
