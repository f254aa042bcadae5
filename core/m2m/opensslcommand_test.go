package m2m

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestOpenSSLCommand runs each command in a shell: openssl makes a pair that suitekey
// takes for the kind that was asked for.
func TestOpenSSLCommand(t *testing.T) {
	needOpenSSL(t)
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Skip(err)
	}
	for _, kind := range KeyTypes() {
		folder := t.TempDir()
		cmd := exec.CommandContext(t.Context(), shell, "-c", OpenSSLCommand(kind, "acme'; touch evil; '", 30))
		cmd.Dir = folder
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", kind, err, out)
		}
		if _, err := os.Stat(filepath.Join(folder, "evil")); err == nil {
			t.Fatalf("%s: the name is run as a command", kind)
		}
		keyText, err := os.ReadFile(filepath.Join(folder, "private.pem"))
		if err != nil {
			t.Fatal(err)
		}
		certificateText, err := os.ReadFile(filepath.Join(folder, "certificate.pem"))
		if err != nil {
			t.Fatal(err)
		}
		_, c := samePair(t, string(keyText), string(certificateText), "", kind)
		if kind.IsRSA() && c.Signature() != "RSA-PSS with SHA-256, salt 32" {
			t.Errorf("%s: signed by %s", kind, c.Signature())
		}
	}
	if got := OpenSSLCommand("rsa1024", "acme", 30); got != "" {
		t.Errorf("no key type gives %q", got)
	}
}
