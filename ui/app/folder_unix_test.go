//go:build unix

package app

import (
	"os"
	"path/filepath"
	"testing"

	"suitekey/core/m2m"
)

// The certificate is often the first thing that is written into a new folder:
// it must not leave the vault's place open to others.
func TestACertificateLeavesTheVaultsFolderClosed(t *testing.T) {
	home := filepath.Join(t.TempDir(), "vault")
	a := newApp(t, Options{Home: home})
	key, err := m2m.Generate(t.Context(), m2m.P256)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := m2m.SelfSign(key, m2m.CertificateOptions{CommonName: "suitekey acme", From: a.Now(), Days: 2})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.public.WriteCertificate("acme", certificate.PEM()); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(home)
	if err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the vault's folder has mode %v (%v)", info.Mode(), err)
	}
}
