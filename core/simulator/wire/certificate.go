package wire

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Certificate is an uploaded certificate after it was parsed.
type Certificate struct {
	ID                  string // base64url of the SHA-256 of the DER
	PEM                 string
	Algorithm           string // "RSA" or "EC", as the list of certificates names it
	Public              crypto.PublicKey
	NotBefore, notAfter time.Time
}

// longest is how long NetSuite lets a certificate live; it shortens a longer
// one without a word (docs.oracle.com, subsect_162755332391).
const longest = 2 // years

var oidRSAPSS = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 10}

// ReadCertificate parses an upload. It accepts one PEM certificate with an RSA key of 3072
// or 4096 bits, or an EC key on P-256, P-384 or P-521.
func ReadCertificate(text []byte) (Certificate, error) {
	block, rest := pem.Decode(text)
	switch {
	case block == nil:
		return Certificate{}, errors.New("this is not a PEM file: it must contain a block that begins with -----BEGIN CERTIFICATE-----")
	case strings.Contains(block.Type, "PRIVATE KEY"):
		return Certificate{}, errors.New("this is a private key, which must never be uploaded: send the certificate")
	case block.Type != "CERTIFICATE":
		return Certificate{}, fmt.Errorf("this is not a certificate but a PEM block named %.40q", block.Type)
	}
	if another, _ := pem.Decode(rest); another != nil {
		return Certificate{}, errors.New("the file has more than one PEM block: send the certificate alone")
	}
	parsed, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return Certificate{}, fmt.Errorf("reading the certificate: %w", err)
	}
	public := parsed.PublicKey
	if public == nil {
		public = unwrapPSS(parsed.RawSubjectPublicKeyInfo)
	}
	algorithm, err := keyAlgorithm(public)
	if err != nil {
		return Certificate{}, err
	}
	sum := sha256.Sum256(block.Bytes)
	return Certificate{
		ID: Base64URL.EncodeToString(sum[:]), PEM: string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: block.Bytes})),
		Algorithm: algorithm, Public: public, NotBefore: parsed.NotBefore, notAfter: parsed.NotAfter,
	}, nil
}

func keyAlgorithm(public crypto.PublicKey) (string, error) {
	switch key := public.(type) {
	case *rsa.PublicKey:
		if bits := key.N.BitLen(); bits != 3072 && bits != 4096 {
			return "", fmt.Errorf("the RSA key has %d bits: only 3072 and 4096 are accepted", bits)
		}
		return "RSA", nil
	case *ecdsa.PublicKey:
		if bits := key.Curve.Params().BitSize; bits != 256 && bits != 384 && bits != 521 {
			return "", fmt.Errorf("the EC key has %d bits: only 256, 384 and 521 are accepted", bits)
		}
		return "EC", nil
	}
	return "", errors.New("the key of the certificate is neither RSA nor EC")
}

// unwrapPSS parses an RSA key with the OID of RSASSA-PSS, which crypto/x509 does not parse.
func unwrapPSS(raw []byte) crypto.PublicKey {
	var info struct {
		Algorithm pkix.AlgorithmIdentifier
		Key       asn1.BitString
	}
	if rest, err := asn1.Unmarshal(raw, &info); err != nil || len(rest) > 0 || !info.Algorithm.Algorithm.Equal(oidRSAPSS) {
		return nil
	}
	key, err := x509.ParsePKCS1PublicKey(info.Key.RightAlign())
	if err != nil {
		return nil
	}
	return key
}

func (c Certificate) ValidTo() time.Time {
	if shortened := c.NotBefore.AddDate(longest, 0, 0); c.notAfter.After(shortened) {
		return shortened
	}
	return c.notAfter
}
