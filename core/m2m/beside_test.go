package m2m

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"suitekey/core/secret"
)

// TestCertificateBesideInAKeystore reads the certificate out of the store that Java's
// own program writes.
func TestCertificateBesideInAKeystore(t *testing.T) {
	if _, err := exec.LookPath("keytool"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("keytool is not installed")
		}
		t.Skip("keytool is not installed")
	}
	for _, kind := range []string{"JKS", "PKCS12"} {
		path := filepath.Join(t.TempDir(), "store")
		cmd := exec.Command("keytool", "-J-XX:TieredStopAtLevel=1", "-genkeypair", "-alias", "acme", "-dname", "CN=acme", "-validity", "300", "-keyalg", "EC", "-groupname", "secp256r1",
			"-storetype", kind, "-keystore", path, "-storepass", "changeit", "-keypass", "changeit")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		store, passphrase := secret.New(string(data)), secret.New("changeit")
		key, err := ParseKey(store, passphrase)
		if err != nil {
			t.Fatal(err)
		}
		c, ok := CertificateBeside(key, store, passphrase)
		if !ok || Match(key, c) != nil || c.Subject() != "CN=acme" {
			t.Errorf("%s: %v, %q", kind, ok, c.Subject())
		}
		if _, ok := CertificateBeside(key, store, secret.New("wrong")); ok {
			t.Errorf("%s opens under another passphrase", kind)
		}
		if _, ok := CertificateBeside(key, key.PEM(), secret.Secret{}); ok {
			t.Errorf("%s: a certificate out of a bare key", kind)
		}
	}
}
