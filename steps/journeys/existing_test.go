package journeys

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"suitekey/core/clocktest"
	"suitekey/core/m2m"
	"suitekey/core/secret"
	"suitekey/steps"
	"suitekey/steps/setup"
)

type pairFiles struct{ dir string }

func (p pairFiles) write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(p.dir, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// makePEM makes a key and its certificate, valid for two days from then.
func makePEM(t *testing.T, from time.Time) (key, certificate string) {
	t.Helper()
	k, err := m2m.Generate(context.Background(), m2m.P256)
	if err != nil {
		t.Fatal(err)
	}
	c, err := m2m.SelfSign(k, m2m.CertificateOptions{CommonName: "mine", From: from, Days: 2})
	if err != nil {
		t.Fatal(err)
	}
	return k.PEM().Reveal(), c.PEM()
}

func rsa2048(t *testing.T) string {
	t.Helper()
	k, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(k)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
}

func existing(given steps.Given, key, certificate string) steps.Given {
	delete(given.Answers, steps.KeyKeyType)
	given.Answers[steps.KeyKeyFile], given.Answers[steps.KeyCertificateFile] = key, certificate
	return given
}

func TestSetupWithAKeyOfOnesOwn(t *testing.T) {
	env, world, _ := practice(t)
	files := pairFiles{t.TempDir()}
	key, certificate := makePEM(t, clocktest.Now())
	given := existing(m2mAnswers(world.Practice(), "acme", ""),
		files.write(t, "key.pem", key), files.write(t, "cert.pem", certificate))
	walk := start(env, given)
	if outcome, err := steps.Run(context.Background(), walk, nil); err != nil || outcome != steps.Paused {
		t.Fatalf("%v, %v", outcome, err)
	}
	if got := walk.State().Value(steps.KeyJWTAlgorithm); got != "ES256" {
		t.Errorf("algorithm %q for a P-256 key", got)
	}
}

func TestPairsThatAreRefused(t *testing.T) {
	key, certificate := makePEM(t, clocktest.Now())
	otherKey, _ := makePEM(t, clocktest.Now())
	expiredKey, expired := makePEM(t, clocktest.Now().AddDate(0, 0, -10))
	for _, tc := range []struct{ name, key, certificate, field, says string }{
		{"private key as the certificate", key, key, steps.KeyCertificateFile, "private key"},
		{"certificate as the key", certificate, certificate, steps.KeyKeyFile, "certificate"},
		{"not a pair", otherKey, certificate, steps.KeyCertificateFile, "does not belong"},
		{"RSA-2048", rsa2048(t), certificate, steps.KeyKeyFile, "2048"},
		{"expired", expiredKey, expired, steps.KeyCertificateFile, "expired"},
		{"no PEM", "hello", certificate, steps.KeyKeyFile, ""},
		{"empty", "", certificate, steps.KeyKeyFile, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			env, world, _ := practice(t)
			files := pairFiles{t.TempDir()}
			given := existing(m2mAnswers(world.Practice(), "acme", ""),
				files.write(t, "key.pem", tc.key), files.write(t, "cert.pem", tc.certificate))
			walk := start(env, given)
			_, err := steps.Run(context.Background(), walk, nil)
			var field *steps.FieldError
			if !errors.As(err, &field) || field.Key != tc.field || !strings.Contains(err.Error(), tc.says) {
				t.Fatalf("error %v, want one of %s that says %q", err, tc.field, tc.says)
			}
			if walk.Step().Name != "existing-key" || walk.State().Value(steps.KeyKeyFile) != given.Answers[steps.KeyKeyFile] {
				t.Errorf("at %s: the typed path is gone", walk.Step().Name)
			}
			if len(tc.key) > 100 && strings.Contains(err.Error(), tc.key[40:80]) {
				t.Error("the error quotes the key")
			}
		})
	}
}

func TestPastedPEM(t *testing.T) {
	env, world, _ := practice(t)
	key, certificate := makePEM(t, clocktest.Now())
	given := existing(m2mAnswers(world.Practice(), "acme", ""), "later", "later")
	walk := start(env, given)
	keyField, _ := steps.FieldOf(steps.KeyKeyFile)
	certificateField, _ := steps.FieldOf(steps.KeyCertificateFile)
	walk.SetPEM(keyField, key)
	walk.SetPEM(certificateField, certificate)
	if got := walk.Text(keyField); got != "(pasted)" {
		t.Errorf("the field shows %q", got)
	}
	if outcome, err := steps.Run(context.Background(), walk, nil); err != nil || outcome != steps.Paused {
		t.Fatalf("%v, %v", outcome, err)
	}
	draft, err := walk.Draft()
	if err != nil {
		t.Fatal(err)
	}
	again, err := resume(env, setup.Setup(), steps.Facts{Now: clocktest.Now()}, draft, steps.Given{})
	if err != nil || again.Step().Name != "upload" {
		t.Fatalf("resumed at %s: %v", again.Step().Name, err)
	}
	if again.State().Secret(steps.KeyKeyFile).Reveal() != key {
		t.Error("the pasted key is gone after a resume: going back would not find it")
	}
}

func TestDamagedDraftIsRefusedWithoutQuotingIt(t *testing.T) {
	env, _, _ := practice(t)
	for _, text := range []string{"", "{", `{"version":99}`, `{"version":1,"private_key":"x` + hexA + `"}`} {
		_, err := resume(env, setup.Setup(), steps.Facts{}, secret.New(text), steps.Given{})
		if err == nil || strings.Contains(err.Error(), hexA) {
			t.Errorf("draft %.20q: %v", text, err)
		}
	}
}

func TestResumeWithAnotherKindOfKeyMakesThePairAfresh(t *testing.T) {
	env, world, _ := practice(t)
	given := m2mAnswers(world.Practice(), "acme", "p256")
	walk := start(env, given)
	if _, err := steps.Run(context.Background(), walk, nil); err != nil {
		t.Fatal(err)
	}
	draft, err := walk.Draft()
	if err != nil {
		t.Fatal(err)
	}
	given.Answers[steps.KeyKeyType] = "p384"
	again, err := resume(env, setup.Setup(), steps.Facts{Now: clocktest.Now()}, draft, given)
	if err != nil || again.Step().Name != "key-pair" {
		t.Fatalf("taken up at %s: %v", again.Step().Name, err)
	}
	if outcome, err := steps.Run(context.Background(), again, nil); err != nil || outcome != steps.Paused {
		t.Errorf("%v, %v", outcome, err)
	}
}
