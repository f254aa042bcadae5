package storage

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io/fs"
	"log/slog"
	"math/big"
	"os"
	"path/filepath"
	"testing"
	"time"

	"suitekey/core/account"
	"suitekey/core/profile"
	"suitekey/core/secret"
)

// cheap makes scrypt cost nothing. Create warns about it; the warning of
// hundreds of test vaults is kept out of the output, one test looks for it.
const cheap = 1

var passphrase = secret.New("correct horse battery staple")

func TestMain(m *testing.M) {
	if os.Getenv(childVariable) != "" {
		slog.SetDefault(slog.New(slog.DiscardHandler))
		os.Exit(child())
	}
	fmt.Fprintf(os.Stderr, "storage: the tests use a work factor of %d where the product has %d\n", cheap, workFactor)
	slog.SetDefault(slog.New(slog.DiscardHandler))
	os.Exit(m.Run())
}

var start = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

func vaultIn(dir string) *Vault {
	return Open(dir, Options{Now: func() time.Time { return start }, WorkFactor: cheap})
}

func newTestSession(t testing.TB) *Session {
	t.Helper()
	session, err := vaultIn(filepath.Join(t.TempDir(), "vault")).Create(passphrase)
	if err != nil {
		t.Fatal(err)
	}
	return session
}

func unlock(t testing.TB, dir string) *Session {
	t.Helper()
	session, err := vaultIn(dir).Unlock(passphrase)
	if err != nil {
		t.Fatal(err)
	}
	return session
}

// The marked secrets. TestCanary looks for them in every file.
const (
	markConsumer = "CANARYconsumerSecret0123456789abcdef0123456789abcdef0123456789ab"
	markToken    = "CANARYtokenSecret0123456789abcdef0123456789abcdef0123456789abcde"
	markKey      = "CANARYprivateKeyMIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEH"
	markDraft    = "CANARYdraftSecret"
)

func sandbox(t testing.TB) account.ID {
	t.Helper()
	id, err := account.Parse("1234567_SB1")
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func tbaProfile(t testing.TB, name string) profile.Profile {
	return profile.Profile{
		Name: name, Account: sandbox(t), Product: "jitterbit", Method: profile.TBA,
		Surfaces:    []profile.Surface{profile.REST, profile.SOAP},
		WSDL:        "https://webservices.netsuite.com/wsdl/v2025_2_0/netsuite.wsdl",
		ConsumerKey: "ck-0123", ConsumerSecret: secret.New(markConsumer),
		TokenID: "tk-0123", TokenSecret: secret.New(markToken), SignatureAlgorithm: "HMAC-SHA256",
		Timeout: 300 * time.Second, Retries: 5, RetryInterval: 2500 * time.Millisecond,
		Tested:   profile.Tested{At: start.Add(-time.Minute), Company: "Acme <Ü> & Söhne", Role: "3", Entity: "42"},
		Refusals: []time.Time{start.Add(-time.Second)},
	}
}

func m2mProfile(t testing.TB, name string) profile.Profile {
	return profile.Profile{
		Name: name, Account: sandbox(t), Product: "alumio", Method: profile.M2M,
		Surfaces: []profile.Surface{profile.REST}, ConsumerKey: "ck-0123",
		KeyType: "p256", JWTAlgorithm: "ES256",
		PrivateKey:  secret.New("-----BEGIN PRIVATE KEY-----\n" + markKey + "\n-----END PRIVATE KEY-----\n"),
		Certificate: testCertificate(t), CertificateID: "id-0123", Scopes: []string{"rest_webservices"},
		Entity: "42", Role: "1001",
	}
}

func testCertificate(t testing.TB) string {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "acme"},
		NotBefore: start, NotAfter: start.AddDate(0, 0, 365),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
}

func mustSave(t testing.TB, s *Session, p profile.Profile) {
	t.Helper()
	if err := s.Save(p, Change{Journey: "setup", Fields: []string{"account"}}); err != nil {
		t.Fatal(err)
	}
}

// saveDraft keeps data as a draft, whatever was kept before.
func saveDraft(s *Session, name string, data []byte) error {
	_, origin, err := s.LoadDraft(name)
	if err != nil {
		origin = time.Time{}
	}
	_, err = s.SaveDraft(name, data, origin)
	return err
}

func mustLoad(t testing.TB, s *Session, name string) profile.Profile {
	t.Helper()
	p, err := s.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// plain is a comparable form of a profile, secrets included.
func plain(p profile.Profile) string {
	text, err := json.Marshal(toStored(p))
	return fmt.Sprintf("%s %s %v", p.Name, text, err)
}

// allFiles calls visit for every file of the vault.
func allFiles(t testing.TB, dir string, visit func(path string, info fs.FileInfo)) {
	t.Helper()
	err := filepath.Walk(dir, func(path string, info fs.FileInfo, err error) error {
		if err == nil {
			visit(path, info)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// The paths of the files of a vault.

func (v *Vault) profilePath(name string) string { return v.file(profileKey(name)) }

func cachePath(v *Vault, name string) string { return v.file(cacheKey(name)) }

func (v *Vault) draftPath(name string) string { return v.file(draftKey(name)) }

func (v *Vault) generationPath(name string, number int) string {
	return v.file(generationKey(name, number))
}
