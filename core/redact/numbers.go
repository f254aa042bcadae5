package redact

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
)

// secretNumbers are the secret numbers of a private key in PEM, as bytes: the
// scalar of an EC key; the exponents, primes and coefficient of an RSA key. Every
// format of the key contains them (RFC 5208, 5915, 8017 and 7517). A text that is
// no such key has none.
func secretNumbers(text string) [][]byte {
	found, _ := pem.Decode([]byte(text))
	if found == nil {
		return nil
	}
	der := found.Bytes
	var wrapped struct { // RFC 5208
		Version    int
		Algorithm  pkix.AlgorithmIdentifier
		PrivateKey []byte
		Attributes asn1.RawValue `asn1:"optional"`
	}
	if _, err := asn1.Unmarshal(der, &wrapped); err == nil {
		der = wrapped.PrivateKey
	}
	if key, err := x509.ParsePKCS1PrivateKey(der); err == nil {
		numbers := [][]byte{key.D.Bytes(), key.Precomputed.Dp.Bytes(), key.Precomputed.Dq.Bytes(), key.Precomputed.Qinv.Bytes()}
		for _, prime := range key.Primes {
			numbers = append(numbers, prime.Bytes())
		}
		return numbers
	}
	var curve struct { // RFC 5915
		Version    int
		PrivateKey []byte
		Parameters asn1.RawValue `asn1:"optional,explicit,tag:0"`
		PublicKey  asn1.RawValue `asn1:"optional,explicit,tag:1"`
	}
	if _, err := asn1.Unmarshal(der, &curve); err == nil && curve.Version == 1 {
		return [][]byte{curve.PrivateKey}
	}
	return nil
}
