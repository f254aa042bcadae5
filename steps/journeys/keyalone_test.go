package journeys

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"strings"
	"testing"

	pkcs12 "software.sslmate.com/src/go-pkcs12"

	"suitekey/core/clocktest"
	"suitekey/core/m2m"
	"suitekey/core/secret"
	"suitekey/steps"
)

// pfx is a store with the key and the certificate of those PEMs.
func pfx(t *testing.T, key, certificate, password string) string {
	t.Helper()
	keyBlock, _ := pem.Decode([]byte(key))
	certificateBlock, _ := pem.Decode([]byte(certificate))
	private, err := x509.ParsePKCS8PrivateKey(keyBlock.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(certificateBlock.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	data, err := pkcs12.Modern.Encode(private, parsed, nil, password)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestACertificateBesideItsKeyIsTaken: who names the file of the key alone has often
// named the certificate as well.
func TestACertificateBesideItsKeyIsTaken(t *testing.T) {
	key, certificate := makePEM(t, clocktest.Now())
	_, other := makePEM(t, clocktest.Now())
	want, err := m2m.ParseCertificate([]byte(certificate))
	if err != nil {
		t.Fatal(err)
	}
	store := pfx(t, key, certificate, "geheim")
	for name, tc := range map[string]struct{ key, certificate string }{
		"PKCS#12":                  {store, ""},
		"PKCS#12 named twice":      {store, store},
		"one PEM":                  {key + other + certificate, ""},
		"a key, and the PKCS#12":   {key, store},
		"a key, and PEM with both": {key, certificate + key},
	} {
		t.Run(name, func(t *testing.T) {
			env, world, _ := practice(t)
			files := pairFiles{t.TempDir()}
			given := existing(m2mAnswers(world.Practice(), "acme", ""), files.write(t, "key", tc.key), "")
			if tc.certificate == "" {
				delete(given.Answers, steps.KeyCertificateFile)
			} else {
				given.Answers[steps.KeyCertificateFile] = files.write(t, "certificate", tc.certificate)
			}
			given.Secrets[steps.KeyKeyPassphrase] = secret.New("geheim")
			walk := start(env, given)
			if outcome, err := steps.Run(context.Background(), walk, nil); err != nil || outcome != steps.Paused {
				t.Fatalf("%v, %v", outcome, err)
			}
			if got := walk.State().Certificate.ID(); got != want.ID() {
				t.Errorf("certificate %s, want that of the file, %s", got, want.ID())
			}
		})
	}
}

// TestAKeyWithoutACertificateGetsOne: the messages about certificates that NetSuite
// does not take advise it.
func TestAKeyWithoutACertificateGetsOne(t *testing.T) {
	key, _ := makePEM(t, clocktest.Now())
	env, world, _ := practice(t)
	files := pairFiles{t.TempDir()}
	given := existing(m2mAnswers(world.Practice(), "acme", ""), files.write(t, "key.pem", key), "")
	delete(given.Answers, steps.KeyCertificateFile)
	walk := start(env, given)
	if outcome, err := steps.Run(context.Background(), walk, nil); err != nil || outcome != steps.Paused {
		t.Fatalf("%v, %v", outcome, err)
	}
	state := walk.State()
	if err := m2m.Match(state.Key, state.Certificate); err != nil || state.Key.PEM().Reveal() != key {
		t.Fatalf("the certificate is not one of the given key: %v", err)
	}
	if days := int(state.Certificate.Ends().Sub(clocktest.Now()).Hours()/24 + 0.5); days != state.Number(steps.KeyCertificateDays) {
		t.Errorf("it is valid for %d days", days)
	}
	// The ID of another certificate leads to no sign-in with the new one.
	given.Answers[steps.KeyCertificateID] = "HysUg3PYOs4Rxx7dOqjDxkZYLDWKzV6kmjVtVmZAlOw"
	_, err := steps.Run(context.Background(), start(env, given), nil)
	var field *steps.FieldError
	if !errors.As(err, &field) || field.Key != steps.KeyCertificateFile || !strings.Contains(err.Error(), "leave the certificate ID out") {
		t.Errorf("%v", err)
	}
}
