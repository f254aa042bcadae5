package simulator

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"math/big"
	"sync"
	"testing"
	"time"
)

// keyPair is a key with its certificate and the algorithm it signs by.
type keyPair struct {
	key         crypto.Signer
	algorithm   string
	certificate []byte // PEM
}

var rsaKey = sync.OnceValues(func() (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, 3072) })

func ecPair(t *testing.T, curve elliptic.Curve, algorithm string) keyPair {
	t.Helper()
	key, err := ecdsa.GenerateKey(curve, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return keyPair{key, algorithm, selfSigned(t, key, testStart.AddDate(0, 0, -1), testStart.AddDate(1, 0, 0))}
}

func rsaPair(t *testing.T, algorithm string) keyPair {
	t.Helper()
	key, err := rsaKey()
	if err != nil {
		t.Fatal(err)
	}
	return keyPair{key, algorithm, selfSigned(t, key, testStart.AddDate(0, 0, -1), testStart.AddDate(1, 0, 0))}
}

func selfSigned(t *testing.T, key crypto.Signer, from, to time.Time) []byte {
	t.Helper()
	number, err := rand.Int(rand.Reader, big.NewInt(1<<62))
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: number, Subject: pkix.Name{CommonName: "test"}, NotBefore: from, NotAfter: to}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
}

// mapped puts the pair's certificate where the administrator would.
func (s *stage) mapped(p keyPair) string {
	s.Helper()
	id, err := s.world.MapCertificate(s.card.Account, s.card.ConsumerKey, s.card.Role, s.card.Entity, p.certificate)
	s.must(err)
	return id
}

// assertion signs a client assertion; change may spoil header and claims first.
func (s *stage) assertion(p keyPair, id string, change func(header, claims map[string]any)) string {
	s.Helper()
	now := s.clock.Now().Unix()
	header := map[string]any{"typ": "JWT", "alg": p.algorithm, "kid": id}
	claims := map[string]any{
		"iss": s.card.ConsumerKey, "scope": []string{"rest_webservices", "restlets"}, "aud": s.suiteTalk(tokenPath), "iat": now, "exp": now + 300,
	}
	if change != nil {
		change(header, claims)
	}
	part := func(v any) string {
		raw, err := json.Marshal(v)
		s.must(err)
		return base64.RawURLEncoding.EncodeToString(raw)
	}
	text := part(header) + "." + part(claims)
	return text + "." + base64.RawURLEncoding.EncodeToString(signText(s.T, p, text))
}

func signText(t *testing.T, p keyPair, text string) []byte {
	t.Helper()
	hash := map[string]crypto.Hash{"256": crypto.SHA256, "384": crypto.SHA384, "512": crypto.SHA512}[p.algorithm[2:]]
	h := hash.New()
	h.Write([]byte(text))
	digest := h.Sum(nil)
	switch key := p.key.(type) {
	case *rsa.PrivateKey:
		signature, err := rsa.SignPSS(rand.Reader, key, hash, digest, &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash})
		if err != nil {
			t.Fatal(err)
		}
		return signature
	case *ecdsa.PrivateKey:
		r, s, err := ecdsa.Sign(rand.Reader, key, digest)
		if err != nil {
			t.Fatal(err)
		}
		size := (key.Params().BitSize + 7) / 8
		return append(r.FillBytes(make([]byte, size)), s.FillBytes(make([]byte, size))...)
	}
	t.Fatal("no such key")
	return nil
}
