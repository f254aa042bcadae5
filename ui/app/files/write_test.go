package files

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// TestPutNew: a file is there as a whole or not at all, and replaces nothing.
func TestPutNew(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "file")
	if err := putNew(path, []byte("first"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := putNew(path, []byte("second"), publicMode); !errors.Is(err, fs.ErrExist) {
		t.Errorf("over another file: %v", err)
	}
	link := filepath.Join(folder, "link")
	if err := os.Symlink(filepath.Join(folder, "nowhere"), link); err == nil {
		if err := putNew(link, []byte("third"), 0o600); !errors.Is(err, fs.ErrExist) {
			t.Errorf("through a link: %v", err)
		}
	}
	there, err := os.ReadFile(path)
	left, _ := filepath.Glob(filepath.Join(folder, ".suitekey-*"))
	if err != nil || string(there) != "first" || len(left) > 0 {
		t.Errorf("%q, %v, left %v", there, err, left)
	}
}

// TestEmptyCertificateFile: what an earlier suitekey left when it was killed is
// replaced, so that nobody uploads it.
func TestEmptyCertificateFile(t *testing.T) {
	p := Public{Folder: t.TempDir(), Private: "no such folder"}
	if err := os.WriteFile(filepath.Join(p.Folder, "acme-certificate.pem"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	path, err := p.WriteCertificate("acme", "the certificate")
	there, _ := os.ReadFile(path)
	if err != nil || filepath.Base(path) != "acme-certificate.pem" || string(there) != "the certificate" {
		t.Errorf("%s holds %q, %v", path, there, err)
	}
}

// TestCertificateOfAnother is about a journey with two connections, such as new tokens
// after a sandbox refresh: the file of the first is still to be uploaded when that of
// the second is written. Another certificate of the same connection, and another name
// of it, leave one file.
func TestCertificateOfAnother(t *testing.T) {
	file := Certificate{Public: Public{Folder: t.TempDir(), Private: "no such folder"}}
	there := func() (names []string) {
		paths, _ := filepath.Glob(filepath.Join(file.Folder, "*.pem"))
		for _, path := range paths {
			names = append(names, filepath.Base(path))
		}
		return names
	}
	for _, step := range []struct {
		name, pem string
		want      []string
	}{
		{"acme", "first", []string{"acme-certificate.pem"}},
		{"beta", "second", []string{"acme-certificate.pem", "beta-certificate.pem"}},
		{"beta", "third", []string{"acme-certificate.pem", "beta-certificate.pem"}},
		{"gamma", "third", []string{"acme-certificate.pem", "gamma-certificate.pem"}},
	} {
		if _, err := file.Write(step.name, step.pem); err != nil {
			t.Fatal(err)
		}
		if got := there(); !slices.Equal(got, step.want) {
			t.Errorf("after %s of %s: %v, not %v", step.pem, step.name, got, step.want)
		}
	}
}
