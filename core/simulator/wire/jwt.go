package wire

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	_ "crypto/sha256" // registers the hash functions of the signatures
	_ "crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"errors"
	"math/big"
	"strings"
	"time"
)

// Assertion is a client assertion that was parsed but not verified.
type Assertion struct {
	Algorithm, KeyID string
	Issuer           string
	Scopes           []string
	Audience         []string
	Issued, Expires  time.Time
	signed           string // header and claims exactly as they were sent
	signature        []byte
}

var errAssertion = errors.New("the client assertion is not a JSON Web Token")

// Base64URL is the encoding of JSON Web Tokens. It accepts no padding and no other
// encoding.
var Base64URL = base64.RawURLEncoding.Strict()

// ParseAssertion parses a compact JSON Web Token.
func ParseAssertion(text string) (Assertion, error) {
	parts := strings.Split(text, ".")
	if len(parts) != 3 {
		return Assertion{}, errAssertion
	}
	var header struct {
		Algorithm string `json:"alg"`
		KeyID     string `json:"kid"`
	}
	var claims struct {
		Issuer   string      `json:"iss"`
		Scope    texts       `json:"scope"`
		Audience texts       `json:"aud"`
		Issued   json.Number `json:"iat"`
		Expires  json.Number `json:"exp"`
	}
	if !decodePart(parts[0], &header) || !decodePart(parts[1], &claims) {
		return Assertion{}, errAssertion
	}
	signature, err := Base64URL.DecodeString(parts[2])
	if err != nil {
		return Assertion{}, errAssertion
	}
	return Assertion{
		Algorithm: header.Algorithm, KeyID: header.KeyID, Issuer: claims.Issuer,
		Scopes: claims.Scope.split(), Audience: claims.Audience,
		Issued: seconds(claims.Issued), Expires: seconds(claims.Expires),
		signed: parts[0] + "." + parts[1], signature: signature,
	}, nil
}

func decodePart(part string, into any) bool {
	raw, err := Base64URL.DecodeString(part)
	return err == nil && json.Unmarshal(raw, into) == nil
}

// seconds converts a NumericDate; an empty one becomes the zero time.
func seconds(n json.Number) time.Time {
	f, err := n.Float64()
	if err != nil || f <= 0 || f > 1<<40 {
		return time.Time{}
	}
	return time.Unix(int64(f), 0)
}

// texts is a JSON string or an array of them.
type texts []string

func (t *texts) UnmarshalJSON(raw []byte) error {
	var one string
	if err := json.Unmarshal(raw, &one); err == nil {
		*t = texts{one}
		return nil
	}
	return json.Unmarshal(raw, (*[]string)(t))
}

// split also splits scopes that were sent as one string. Oracle's text says that a comma
// separates them; Oracle's sample is an array (docs.oracle.com, section_162790605110 and
// section_162755359851).
func (t texts) split() []string {
	var scopes []string
	for _, text := range t {
		scopes = append(scopes, strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' })...)
	}
	return scopes
}

type scheme struct {
	hash crypto.Hash
	bits int // size of the curve; 0 for RSA-PSS
}

var schemes = map[string]scheme{
	"PS256": {crypto.SHA256, 0}, "PS384": {crypto.SHA384, 0}, "PS512": {crypto.SHA512, 0},
	"ES256": {crypto.SHA256, 256}, "ES384": {crypto.SHA384, 384}, "ES512": {crypto.SHA512, 521},
}

// Supported reports whether NetSuite accepts the algorithm of the assertion.
func (a Assertion) Supported() bool {
	_, known := schemes[a.Algorithm]
	return known
}

// Verified reports whether the key of the certificate signed the assertion, by RFC 7518
// sections 3.4 and 3.5: PSS with a salt as long as the hash; ECDSA on the curve of the
// hash, with r and s concatenated.
func (a Assertion) Verified(public crypto.PublicKey) bool {
	s, known := schemes[a.Algorithm]
	if !known {
		return false
	}
	hash := s.hash.New()
	hash.Write([]byte(a.signed))
	digest := hash.Sum(nil)
	switch key := public.(type) {
	case *rsa.PublicKey:
		return s.bits == 0 && rsa.VerifyPSS(key, s.hash, digest, a.signature, &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash}) == nil
	case *ecdsa.PublicKey:
		size := (s.bits + 7) / 8
		if s.bits == 0 || key.Curve.Params().BitSize != s.bits || len(a.signature) != 2*size {
			return false
		}
		return ecdsa.Verify(key, digest, new(big.Int).SetBytes(a.signature[:size]), new(big.Int).SetBytes(a.signature[size:]))
	}
	return false
}
