package m2m

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// maxCommonName is RFC 5280's ub-common-name.
const maxCommonName = 64

// CertificateOptions describe a certificate to make.
type CertificateOptions struct {
	CommonName string    // what NetSuite's list shows, for example "acme-sb1 suitekey"
	From       time.Time // start of its validity
	Days       int       // 1 to MaxDays
}

// Check returns an error if the options are invalid.
func (o CertificateOptions) Check() error {
	switch {
	case strings.TrimSpace(o.CommonName) == "":
		return errors.New("the certificate needs a name, which NetSuite's list shows")
	case utf8.RuneCountInString(o.CommonName) > maxCommonName:
		return fmt.Errorf("the certificate's name has %d characters: use at most %d", utf8.RuneCountInString(o.CommonName), maxCommonName)
	case !utf8.ValidString(o.CommonName) || strings.ContainsFunc(o.CommonName, unicode.IsControl):
		return errors.New("the certificate's name contains control characters: use letters, digits and spaces")
	case o.Days < 1 || o.Days > MaxDays:
		return fmt.Errorf("a certificate cannot be valid for %d days: choose 1 to %d, as NetSuite shortens everything longer to two years", o.Days, MaxDays)
	case o.From.IsZero():
		return errors.New("the certificate's validity needs a start")
	}
	return nil
}

// SelfSign makes the certificate of a key, signed by that key. An RSA key signs
// with PSS, as in Oracle's recipe, while the key itself stays marked as plain
// RSA (docs.oracle.com, subsect_162755332391).
func SelfSign(k Key, o CertificateOptions) (Certificate, error) {
	if k.IsZero() {
		return Certificate{}, errNoKey
	}
	if err := o.Check(); err != nil {
		return Certificate{}, err
	}
	serial, err := newSerial()
	if err != nil {
		return Certificate{}, fmt.Errorf("making the certificate: %w", err)
	}
	subjectKey, err := subjectKeyID(k)
	if err != nil {
		return Certificate{}, fmt.Errorf("making the certificate: %w", err)
	}
	from := o.From.UTC().Truncate(time.Second)
	template := &x509.Certificate{
		SerialNumber:          serial,
		Subject:               pkix.Name{CommonName: o.CommonName},
		NotBefore:             from,
		NotAfter:              from.Add(time.Duration(o.Days) * day),
		SignatureAlgorithm:    certificateSignature(k.Type()),
		KeyUsage:              x509.KeyUsageDigitalSignature,
		BasicConstraintsValid: true, // says that it is no authority
		SubjectKeyId:          subjectKey,
		AuthorityKeyId:        subjectKey,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, k.Public(), k.private.signer)
	if err != nil {
		return Certificate{}, fmt.Errorf("making the certificate: %w", err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		return Certificate{}, fmt.Errorf("making the certificate: %w", err)
	}
	return newCertificate(parsed)
}

func certificateSignature(t KeyType) x509.SignatureAlgorithm {
	switch t {
	case P256:
		return x509.ECDSAWithSHA256
	case P384:
		return x509.ECDSAWithSHA384
	case P521:
		return x509.ECDSAWithSHA512
	}
	return x509.SHA256WithRSAPSS
}

// newSerial is a random positive number of at most 127 bits; RFC 5280 allows
// 20 bytes, and 64 random bits are the custom.
func newSerial() (*big.Int, error) {
	limit := new(big.Int).Lsh(big.NewInt(1), 127)
	serial, err := rand.Int(rand.Reader, limit)
	if err != nil {
		return nil, err
	}
	return serial.Add(serial, big.NewInt(1)), nil // zero is not allowed
}

// subjectKeyID is RFC 7093's first method: 160 bits of the SHA-256 of the key.
func subjectKeyID(k Key) ([]byte, error) {
	der, err := x509.MarshalPKIXPublicKey(k.Public())
	if err != nil {
		return nil, err
	}
	var info subjectPublicKeyInfo
	if _, err := asn1.Unmarshal(der, &info); err != nil {
		return nil, err
	}
	sum := sha256.Sum256(info.PublicKey.Bytes)
	return sum[:20], nil
}
