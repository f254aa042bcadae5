package m2m

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"suitekey/core/secret"
)

var testTime = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

var (
	keysLock sync.Mutex
	keys     = map[KeyType]Key{}
)

// keyOf makes one key of each type for all tests, as RSA takes its time.
func keyOf(t testing.TB, kind KeyType) Key {
	t.Helper()
	keysLock.Lock()
	defer keysLock.Unlock()
	key, ok := keys[kind]
	if !ok {
		var err error
		if key, err = Generate(context.Background(), kind); err != nil {
			t.Fatal(err)
		}
		keys[kind] = key
	}
	return key
}

func certificateOf(t testing.TB, key Key) Certificate {
	t.Helper()
	certificate, err := SelfSign(key, CertificateOptions{CommonName: "suitekey test", From: testTime, Days: 365})
	if err != nil {
		t.Fatal(err)
	}
	return certificate
}

// openssl is the real program, run in a folder of its own.
type openssl struct {
	t   testing.TB
	dir string
}

// needOpenSSL skips where there is none; where CI=true, it must be there.
func needOpenSSL(t testing.TB) openssl {
	t.Helper()
	if _, err := exec.LookPath("openssl"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("openssl is not installed, and the tests that judge our keys and certificates need it")
		}
		t.Skip("openssl is not installed")
	}
	return openssl{t, t.TempDir()}
}

// run fails the test unless the program succeeds.
func (o openssl) run(args ...string) string {
	o.t.Helper()
	out, err := o.try(args...)
	if err != nil {
		o.t.Fatalf("openssl %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return out
}

func (o openssl) try(args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	command := exec.CommandContext(ctx, "openssl", args...)
	command.Dir = o.dir
	out, err := command.CombinedOutput()
	return string(out), err
}

func (o openssl) read(name string) string {
	o.t.Helper()
	data, err := os.ReadFile(filepath.Join(o.dir, name))
	if err != nil {
		o.t.Fatal(err)
	}
	return string(data)
}

func (o openssl) write(name, text string) {
	o.t.Helper()
	if err := os.WriteFile(filepath.Join(o.dir, name), []byte(text), 0o600); err != nil {
		o.t.Fatal(err)
	}
}

// samePair fails unless the key and the certificate belong together.
func samePair(t *testing.T, keyText, certificateText, passphrase string, want KeyType) (Key, Certificate) {
	t.Helper()
	key, err := ParseKey(secret.New(keyText), secret.New(passphrase))
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := ParseCertificate([]byte(certificateText))
	if err != nil {
		t.Fatal(err)
	}
	if key.Type() != want || certificate.KeyType() != want {
		t.Errorf("key is %s, certificate %s, want %s", key.Type(), certificate.KeyType(), want)
	}
	if err := Match(key, certificate); err != nil {
		t.Error(err)
	}
	return key, certificate
}

func wantErr(t *testing.T, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("got %v, want %v", err, want)
	}
}
