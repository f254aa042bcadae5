package files

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
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
