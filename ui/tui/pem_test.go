package tui

import (
	"context"
	"testing"

	"suitekey/core/m2m"
)

// pemPair makes a key and its certificate, as somebody would bring them.
func pemPair(t *testing.T) (keyPEM, certificatePEM string) {
	t.Helper()
	key, err := m2m.Generate(context.Background(), m2m.P384)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := m2m.SelfSign(key, m2m.CertificateOptions{CommonName: "own", From: fixedNow, Days: 300})
	if err != nil {
		t.Fatal(err)
	}
	return key.PEM().Reveal(), certificate.PEM()
}
