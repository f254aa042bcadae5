package m2m

import (
	"crypto"
	"crypto/rsa"
	"encoding/asn1"
	"errors"
	"math/big"
)

// This file reads by hand what crypto/x509 cannot: keys and certificates with
// the RSASSA-PSS identifier, and PSS signatures whose salt is not as long as
// the hash (Oracle's own recipe asks for 64 bytes with SHA-256).

var (
	oidRSA    = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 1}
	oidRSAPSS = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 10}
	oidEC     = asn1.ObjectIdentifier{1, 2, 840, 10045, 2, 1}

	oidSHA1   = asn1.ObjectIdentifier{1, 3, 14, 3, 2, 26}
	oidSHA256 = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 1}
	oidSHA384 = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 2}
	oidSHA512 = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 3}
)

type algorithmIdentifier struct {
	Algorithm  asn1.ObjectIdentifier
	Parameters asn1.RawValue `asn1:"optional"`
}

// into reads the parameters, whole, into value.
func (a algorithmIdentifier) into(value any) bool {
	rest, err := asn1.Unmarshal(a.Parameters.FullBytes, value)
	return err == nil && len(rest) == 0
}

// signedCertificate is the outer frame of a certificate (RFC 5280, 4.1).
type signedCertificate struct {
	Body      asn1.RawValue
	Algorithm algorithmIdentifier
	Signature asn1.BitString
}

type subjectPublicKeyInfo struct {
	Algorithm algorithmIdentifier
	PublicKey asn1.BitString
}

type rsaPublicKey struct {
	N *big.Int
	E int
}

// parsePSSPublicKey reads a public key with the RSASSA-PSS identifier, which crypto/x509
// does not parse. It returns nil for any other key.
func parsePSSPublicKey(info []byte) *rsa.PublicKey {
	var frame subjectPublicKeyInfo
	if rest, err := asn1.Unmarshal(info, &frame); err != nil || len(rest) != 0 || !frame.Algorithm.Algorithm.Equal(oidRSAPSS) {
		return nil
	}
	var key rsaPublicKey
	if rest, err := asn1.Unmarshal(frame.PublicKey.RightAlign(), &key); err != nil || len(rest) != 0 {
		return nil
	}
	if key.N.Sign() <= 0 || key.E < 3 || key.E&1 == 0 {
		return nil
	}
	return &rsa.PublicKey{N: key.N, E: key.E}
}

// pssParameters are RFC 4055's, with its defaults.
type pssParameters struct {
	Hash       algorithmIdentifier `asn1:"explicit,optional,tag:0"`
	MGF        algorithmIdentifier `asn1:"explicit,optional,tag:1"`
	SaltLength int                 `asn1:"explicit,optional,tag:2,default:20"`
	Trailer    int                 `asn1:"explicit,optional,tag:3,default:1"`
}

// parsePSS reads the hash and the salt length of a PSS signature.
func parsePSS(algorithm algorithmIdentifier) (hash crypto.Hash, salt int, ok bool) {
	var parameters pssParameters
	if !algorithm.Algorithm.Equal(oidRSAPSS) || !algorithm.into(&parameters) {
		return 0, 0, false
	}
	switch oid := parameters.Hash.Algorithm; {
	case len(oid) == 0, oid.Equal(oidSHA1):
		hash = crypto.SHA1
	case oid.Equal(oidSHA256):
		hash = crypto.SHA256
	case oid.Equal(oidSHA384):
		hash = crypto.SHA384
	case oid.Equal(oidSHA512):
		hash = crypto.SHA512
	default:
		return 0, 0, false
	}
	return hash, parameters.SaltLength, parameters.SaltLength >= 0
}

// verifyPSS checks a signature of any salt length.
func (s signedCertificate) verifyPSS(public *rsa.PublicKey) error {
	hash, salt, ok := parsePSS(s.Algorithm)
	if !ok || hash == crypto.SHA1 {
		return errors.New("verifying the signature: unknown RSA-PSS parameters")
	}
	digest := hash.New()
	digest.Write(s.Body.FullBytes)
	options := &rsa.PSSOptions{SaltLength: salt, Hash: hash}
	if salt == 0 {
		// crypto/rsa takes 0 for "find out".
		options.SaltLength = rsa.PSSSaltLengthAuto
	}
	return rsa.VerifyPSS(public, hash, digest.Sum(nil), s.Signature.RightAlign(), options)
}
