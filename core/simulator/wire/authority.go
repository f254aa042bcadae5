package wire

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"sync"
	"time"
)

// authority is the world's throw-away certificate authority. Its certificate is limited to
// netsuite.com, so a client that trusts it by mistake exposes no other host.
type authority struct {
	key         *ecdsa.PrivateKey
	certificate *x509.Certificate
	pem         []byte
	leafKey     *ecdsa.PrivateKey // one for all hosts: nothing here needs better protection

	mu     sync.Mutex
	leaves map[string]*tls.Certificate
}

const leafLimit = 200 // cached certificates of host names

// setClockEnd is the expiry of the certificates when the world's clock is set, as in tests.
// Output with this date is the same on any day.
var setClockEnd = time.Date(2049, 12, 31, 0, 0, 0, 0, time.UTC)

// newAuthority creates an authority. Its dates are valid on the world's clock and on the
// real clock, because a client under test may use either.
func newAuthority(name, organization string, worldNow time.Time) (*authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("making the practice authority: %w", err)
	}
	leafKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("making the practice authority: %w", err)
	}
	from, until := worldNow, worldNow.AddDate(0, 0, 30)
	if real := time.Now(); real.Sub(worldNow).Abs() > 24*time.Hour {
		until = setClockEnd
		if real.Before(from) {
			from = real
		}
	}
	template := &x509.Certificate{
		SerialNumber:                serial(),
		Subject:                     pkix.Name{CommonName: name, Organization: []string{organization}},
		NotBefore:                   from.Add(-24 * time.Hour),
		NotAfter:                    until,
		IsCA:                        true,
		BasicConstraintsValid:       true,
		KeyUsage:                    x509.KeyUsageCertSign,
		PermittedDNSDomainsCritical: true,
		PermittedDNSDomains:         []string{domain},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return nil, fmt.Errorf("making the practice authority: %w", err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, fmt.Errorf("making the practice authority: %w", err)
	}
	return &authority{
		key: key, certificate: parsed, leafKey: leafKey, leaves: map[string]*tls.Certificate{},
		pem: pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}),
	}, nil
}

// leaf returns the certificate of a host, and creates it on first use.
func (a *authority) leaf(host string) (*tls.Certificate, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if leaf, ok := a.leaves[host]; ok {
		return leaf, nil
	}
	leaf, err := a.sign(host, a.certificate.NotAfter)
	if err != nil {
		return nil, err
	}
	if len(a.leaves) >= leafLimit {
		clear(a.leaves)
	}
	a.leaves[host] = leaf
	return leaf, nil
}

// sign creates a certificate for a host that expires at the time until.
func (a *authority) sign(host string, until time.Time) (*tls.Certificate, error) {
	template := &x509.Certificate{
		SerialNumber: serial(),
		Subject:      pkix.Name{Organization: []string{"suitekey practice"}},
		DNSNames:     []string{host},
		NotBefore:    a.certificate.NotBefore,
		NotAfter:     until,
		KeyUsage:     x509.KeyUsageDigitalSignature,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.certificate, &a.leafKey.PublicKey, a.key)
	if err != nil {
		return nil, fmt.Errorf("making a certificate for %s: %w", host, err)
	}
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: a.leafKey}, nil
}

func serial() *big.Int {
	raw := make([]byte, 16)
	_, _ = rand.Read(raw) // never fails
	raw[0] &= 0x7f        // positive, and at most 20 bytes (RFC 5280 section 4.1.2.2)
	return new(big.Int).SetBytes(raw)
}
