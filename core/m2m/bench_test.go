package m2m

import (
	"context"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/sha256"
	"testing"
	"time"
)

func benchAssertion() Assertion {
	return Assertion{
		ClientID:      "ef40afdd8abaac111b13825dd5e5e2ddddb44f86d5a0dd6dcf38c20aae6b67e4",
		CertificateID: "NPMnRyPg-WDWhPiAbisjKiH0fqnBpjOZ367wDTe0pqA",
		Scopes:        []string{ScopeREST, ScopeRESTlets},
		Audience:      "https://1234567.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token",
		Issued:        time.Unix(1789000000, 0),
	}
}

// BenchmarkBareECDSA is what BenchmarkAssertionES256 is measured against: the
// signature alone, over as much text.
func BenchmarkBareECDSA(b *testing.B) {
	private, err := ecdsa.GenerateKey(P256.curve(), rand.Reader)
	if err != nil {
		b.Fatal(err)
	}
	text := make([]byte, 480)
	for b.Loop() {
		digest := sha256.Sum256(text)
		if _, err := ecdsa.SignASN1(rand.Reader, private, digest[:]); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAssertionES256(b *testing.B) {
	key, err := Generate(context.Background(), P256)
	if err != nil {
		b.Fatal(err)
	}
	assertion := benchAssertion()
	for b.Loop() {
		if _, err := assertion.Sign(key); err != nil {
			b.Fatal(err)
		}
	}
}
