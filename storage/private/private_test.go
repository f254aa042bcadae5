package private

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestForTheOwnerAlone(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "a", "b")
	if err := MkdirAll(folder); err != nil {
		t.Fatal(err)
	}
	file, err := Temp(folder)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := file.WriteString("secret"); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{filepath.Dir(folder), folder, file.Name()} {
		if others, err := Others(path); err != nil || others != "" {
			t.Errorf("%s: %q, %v", path, others, err)
		}
	}
	if data, err := os.ReadFile(file.Name()); err != nil || string(data) != "secret" {
		t.Errorf("%q, %v", data, err)
	}
}

func TestNothingIsOverwritten(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "there")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if file, err := Create(path); !errors.Is(err, fs.ErrExist) {
		t.Errorf("created %v, %v", file, err)
	}
	if err := Mkdir(path); !errors.Is(err, fs.ErrExist) {
		t.Error("made a folder of it:", err)
	}
	if err := MkdirAll(filepath.Join(path, "in", "a", "file")); err == nil {
		t.Error("made a folder in a file")
	}
	if err := MkdirAll(folder); err != nil {
		t.Error("a folder that is there:", err)
	}
	if _, err := Create(filepath.Join(folder, "missing", "file")); !errors.Is(err, fs.ErrNotExist) {
		t.Error("in no folder:", err)
	}
}

func TestNothingIsWrittenThroughALink(t *testing.T) {
	folder := t.TempDir()
	link, target := filepath.Join(folder, "link"), filepath.Join(folder, "target")
	if err := os.Symlink(target, link); err != nil {
		t.Skip("no right to make links:", err)
	}
	if _, err := os.Lstat(link); err != nil {
		t.Skip("no links here:", err) // Wine says that it made one
	}
	if file, err := Create(link); err == nil {
		_ = file.Close()
		t.Error("created a file through a link")
	}
	if _, err := os.Lstat(target); err == nil {
		t.Error("the target is there")
	}
}

func TestReplaceAndRemove(t *testing.T) {
	folder := t.TempDir()
	from, to := filepath.Join(folder, "from"), filepath.Join(folder, "to")
	for _, path := range []string{from, to} {
		if err := os.WriteFile(path, []byte(filepath.Base(path)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := Rename(from, to); err != nil {
		t.Fatal(err)
	}
	if data, err := os.ReadFile(to); err != nil || string(data) != "from" {
		t.Errorf("%q, %v", data, err)
	}
	if err := Remove(to); err != nil {
		t.Error(err)
	}
	if _, err := Open(to); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
}

func TestRestrict(t *testing.T) {
	for _, folder := range []bool{false, true} {
		path := filepath.Join(t.TempDir(), "open")
		openToOthers(t, path, folder)
		others, err := Others(path)
		if err != nil || others == "" {
			t.Errorf("folder %v: others are %q, %v", folder, others, err)
		}
		if !strings.Contains(Remedy(path), path) {
			t.Errorf("remedy: %s", Remedy(path))
		}
		if err := Restrict(path); err != nil {
			t.Error(err)
		}
		if others, err := Others(path); err != nil || others != "" {
			t.Errorf("folder %v: afterwards %q, %v", folder, others, err)
		}
	}
	if _, err := Others(filepath.Join(t.TempDir(), "missing")); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
}
