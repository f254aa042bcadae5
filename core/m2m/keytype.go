// Package m2m makes and reads what OAuth 2.0 client credentials need: the key
// pair, its self-signed certificate, the certificate ID and the signed client
// assertion. It is pure: no network, no disk, and the time is an argument.
package m2m

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"fmt"
	"strings"

	"suitekey/core/secret"
)

// KeyType is one of the five kinds of key that NetSuite accepts in a
// certificate (docs.oracle.com, subsect_162755332391). The values are those of
// the answers file.
type KeyType string

// The key types.
const (
	P256    KeyType = "p256"
	P384    KeyType = "p384"
	P521    KeyType = "p521"
	RSA3072 KeyType = "rsa3072"
	RSA4096 KeyType = "rsa4096"
)

// DefaultKeyType is made in microseconds, its certificate is below 1 kB, and
// it leaves no question about RSA padding open.
const DefaultKeyType = P256

// Algorithm is a signature algorithm of the client assertion. NetSuite knows
// these six and refuses RS256 as UnsupportedAlgo.
type Algorithm string

// The algorithms. An ES algorithm belongs to exactly one curve; a PS algorithm
// goes with either size of RSA key.
const (
	ES256 Algorithm = "ES256"
	ES384 Algorithm = "ES384"
	ES512 Algorithm = "ES512"
	PS256 Algorithm = "PS256"
	PS384 Algorithm = "PS384"
	PS512 Algorithm = "PS512"
)

// KeyTypes lists the key types, the default first.
func KeyTypes() []KeyType { return []KeyType{P256, P384, P521, RSA3072, RSA4096} }

// Algorithms lists all algorithms.
func Algorithms() []Algorithm { return []Algorithm{ES256, ES384, ES512, PS256, PS384, PS512} }

// Name is the key type in words, for example "EC P-256".
func (t KeyType) Name() string {
	switch t {
	case P256:
		return "EC P-256"
	case P384:
		return "EC P-384"
	case P521:
		return "EC P-521"
	case RSA3072:
		return "RSA 3072"
	case RSA4096:
		return "RSA 4096"
	}
	return "unknown key type"
}

// IsRSA reports whether making such a key takes long enough to need a spinner.
func (t KeyType) IsRSA() bool { return t == RSA3072 || t == RSA4096 }

// Algorithms lists the algorithms that a key of this type can sign with, the
// usual one first; none for an unknown type.
func (t KeyType) Algorithms() []Algorithm {
	switch t {
	case P256:
		return []Algorithm{ES256}
	case P384:
		return []Algorithm{ES384}
	case P521:
		return []Algorithm{ES512}
	case RSA3072, RSA4096:
		return []Algorithm{PS256, PS384, PS512}
	}
	return nil
}

func (t KeyType) curve() elliptic.Curve {
	switch t {
	case P256:
		return elliptic.P256()
	case P384:
		return elliptic.P384()
	case P521:
		return elliptic.P521()
	}
	return nil
}

func (t KeyType) bits() int {
	switch t {
	case RSA3072:
		return 3072
	case RSA4096:
		return 4096
	}
	return 0
}

// keyTypeNames are the names by which openssl, JWK and people call them.
var keyTypeNames = map[string]KeyType{
	"p256": P256, "prime256v1": P256, "secp256r1": P256, "nistp256": P256,
	"p384": P384, "secp384r1": P384, "nistp384": P384,
	"p521": P521, "secp521r1": P521, "nistp521": P521,
	"rsa3072": RSA3072, "rsa4096": RSA4096,
}

// ParseKeyType reads a key type, whatever its case and punctuation: "p256",
// "EC P-256", "prime256v1", "RSA-3072".
func ParseKeyType(text string) (KeyType, error) {
	name := letters(text)
	if t, ok := keyTypeNames[name]; ok {
		return t, nil
	}
	if t, ok := keyTypeNames[strings.TrimPrefix(name, "ec")]; ok {
		return t, nil
	}
	if name == "rsa2048" {
		return "", &UnsupportedKeyError{Got: "an RSA key of 2048 bits"}
	}
	return "", fmt.Errorf("%s is not a key type: choose p256, p384, p521, rsa3072 or rsa4096", secret.Quote(text))
}

// ParseAlgorithm reads an algorithm, whatever its case.
func ParseAlgorithm(text string) (Algorithm, error) {
	name := Algorithm(strings.ToUpper(letters(text)))
	for _, a := range Algorithms() {
		if a == name {
			return a, nil
		}
	}
	if strings.HasPrefix(string(name), "RS") {
		return "", fmt.Errorf("NetSuite refuses %s (UnsupportedAlgo in its audit trail): choose PS256, PS384 or PS512 for an RSA key", secret.Quote(text))
	}
	return "", fmt.Errorf("%s is not an algorithm that NetSuite accepts: choose ES256, ES384 or ES512 for an EC key, PS256, PS384 or PS512 for RSA", secret.Quote(text))
}

// CheckAlgorithm reports whether a key of type t can sign with a.
func (t KeyType) CheckAlgorithm(a Algorithm) error {
	names := make([]string, 0, 3)
	for _, able := range t.Algorithms() {
		if able == a {
			return nil
		}
		names = append(names, string(able))
	}
	if len(names) == 0 {
		return fmt.Errorf("%s is not a key type: choose p256, p384, p521, rsa3072 or rsa4096", secret.Quote(string(t)))
	}
	return fmt.Errorf("an %s key cannot sign with %s: choose %s", t.Name(), secret.Quote(string(a)), strings.Join(names, ", "))
}

// UnsupportedKeyError says that a key is sound, but of a kind that NetSuite
// does not accept.
type UnsupportedKeyError struct {
	Got string // "an RSA key of 2048 bits"
}

// Error implements error.
func (e *UnsupportedKeyError) Error() string {
	return "this is " + e.Got + ": NetSuite accepts RSA with 3072 or 4096 bits and EC P-256, P-384 or P-521; let suitekey make a new key pair, or bring one of these"
}

// typeOf returns the key type of a public key, or the reason why NetSuite would refuse
// the key.
func typeOf(public crypto.PublicKey) (KeyType, error) {
	switch key := public.(type) {
	case *ecdsa.PublicKey:
		for _, t := range []KeyType{P256, P384, P521} {
			if key.Curve == t.curve() {
				return t, nil
			}
		}
		return "", &UnsupportedKeyError{Got: "an EC key on the curve " + key.Params().Name}
	case *rsa.PublicKey:
		for _, t := range []KeyType{RSA3072, RSA4096} {
			if key.N.BitLen() == t.bits() {
				return t, nil
			}
		}
		return "", &UnsupportedKeyError{Got: fmt.Sprintf("an RSA key of %d bits", key.N.BitLen())}
	case ed25519.PublicKey:
		return "", &UnsupportedKeyError{Got: "an Ed25519 key"}
	}
	return "", &UnsupportedKeyError{Got: "a key of another kind"}
}

// letters keeps the ASCII letters and digits, in lower case.
func letters(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9', r >= 'a' && r <= 'z':
			return r
		case r >= 'A' && r <= 'Z':
			return r - 'A' + 'a'
		}
		return -1
	}, text[:min(len(text), 40)])
}
