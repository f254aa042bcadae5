package m2m

import (
	"crypto/x509"
	"encoding/asn1"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"

	"suitekey/core/secret"
)

// ErrPassphraseNeeded means that the key is encrypted and no passphrase was given.
var ErrPassphraseNeeded = errors.New("the private key is protected by a passphrase: give its passphrase as well")

// ErrPassphraseWrong means that the passphrase does not decrypt the key.
var ErrPassphraseWrong = errors.New("the passphrase does not open this private key: type it again")

// errDamagedKey replaces the errors of the parsers, which do not help a person.
var errDamagedKey = errors.New("the private key is damaged or in an unknown format: copy it again, complete and unchanged, or convert it with openssl pkcs8 -topk8 -in OLD -out NEW")

// Keys that openssl makes and NetSuite does not take (RFC 8410, RFC 3279).
var (
	oidEd448 = asn1.ObjectIdentifier{1, 3, 101, 113}
	oidDSA   = asn1.ObjectIdentifier{1, 2, 840, 10040, 4, 1}
)

// ParseKey reads a private key in PEM (or bare DER) form: PKCS#8, PKCS#1, SEC1,
// PKCS#8 or the older PEM form under a passphrase, and PKCS#8 with the
// RSASSA-PSS identifier. A passphrase that is not needed is ignored. No error
// quotes the key.
func ParseKey(text, passphrase secret.Secret) (Key, error) {
	blocks, err := readBlocks(text.Reveal())
	if err != nil {
		return Key{}, fmt.Errorf("reading the private key: %w", err)
	}
	block, err := keyBlock(blocks)
	if err != nil {
		return Key{}, fmt.Errorf("reading the private key: %w", err)
	}
	private, err := privateOf(block, passphrase.Reveal())
	if err != nil {
		return Key{}, err
	}
	return newKey(private)
}

// privateOf reads the key in a block, which may be a store of keys.
func privateOf(block *pem.Block, passphrase string) (any, error) {
	switch {
	case block.Type == jksType:
		return parseJKS(block.Bytes, passphrase)
	case isPKCS12(block.Bytes):
		return parsePKCS12(block.Bytes, passphrase)
	case block.Type == "OPENSSH PRIVATE KEY":
		return parseSSH(block)
	case len(block.Bytes) > maxKeyDER:
		return nil, &UnsupportedKeyError{Got: "a key several times larger than RSA 4096"}
	}
	der, err := decrypted(block, passphrase)
	if err != nil {
		return nil, err
	}
	return parsePrivate(der)
}

// HoldsPrivateKey reports whether data is a private key in any form that ParseKey
// knows, or a store of keys, and no certificate beside it.
func HoldsPrivateKey(data []byte) bool {
	blocks, err := readBlocks(string(data))
	if err != nil {
		return false
	}
	private := false
	for _, block := range blocks {
		switch {
		case isCertificate(block.Type):
			return false
		case isPrivate(block.Type), block.Type == jksType, block.Type == derType && publicDER(block.Bytes) == nil:
			private = true
		}
	}
	return private
}

// StoreOf names the kind of store in data, a PKCS#12 file or a Java keystore; "" for
// other data.
func StoreOf(data []byte) string {
	blocks, err := readBlocks(string(data))
	switch {
	case err != nil:
		return ""
	case blocks[0].Type == jksType:
		return jksName
	case isPKCS12(blocks[0].Bytes):
		return pkcs12Name
	}
	return ""
}

// keyBlock picks the one private key among blocks. openssl writes EC PARAMETERS
// before the key, and bundles hold certificates too.
func keyBlock(blocks []*pem.Block) (*pem.Block, error) {
	var keys []*pem.Block
	for _, block := range blocks {
		if isPrivate(block.Type) || block.Type == derType || block.Type == jksType || isPKCS12(block.Bytes) {
			keys = append(keys, block)
		}
	}
	if len(keys) > 1 {
		return nil, fmt.Errorf("it contains %d private keys: give only the key of the certificate", len(keys))
	}
	if len(keys) == 1 {
		return keys[0], nil
	}
	switch kind := blocks[0].Type; {
	case isCertificate(kind):
		return nil, errors.New("this is a certificate, the public part: a private key starts with -----BEGIN PRIVATE KEY-----")
	case strings.HasSuffix(kind, "PUBLIC KEY"):
		return nil, errors.New("this is a public key: a private key starts with -----BEGIN PRIVATE KEY-----")
	case strings.HasPrefix(kind, "PGP "):
		return nil, errors.New("this is a PGP key, which NetSuite does not accept: let suitekey make a key pair")
	case strings.HasPrefix(kind, "PKCS7"), strings.HasPrefix(kind, "CMS"):
		return nil, errors.New("this is a PKCS#7 file, which contains certificates and no key: a private key starts with -----BEGIN PRIVATE KEY-----")
	case strings.HasSuffix(kind, "CERTIFICATE REQUEST"):
		return nil, errors.New("this is a request for a certificate: a private key starts with -----BEGIN PRIVATE KEY-----")
	default:
		return nil, errors.New("this is not a private key: a private key starts with -----BEGIN PRIVATE KEY-----")
	}
}

// decrypted returns the key's DER, opened with the passphrase if it is closed.
func decrypted(block *pem.Block, passphrase string) ([]byte, error) {
	info, isEncrypted := parseEncrypted(block.Bytes)
	legacy := block.Headers["DEK-Info"] != ""
	switch {
	case !isEncrypted && !legacy && block.Type == "ENCRYPTED PRIVATE KEY":
		return nil, errDamagedKey
	case !isEncrypted && !legacy:
		return block.Bytes, nil
	case passphrase == "":
		return nil, ErrPassphraseNeeded
	case isEncrypted:
		return info.decrypt(passphrase)
	}
	// The older format derives its key with MD5. suitekey reads it and never writes it.
	//lint:ignore SA1019 keys in this form still exist
	der, err := x509.DecryptPEMBlock(block, []byte(passphrase)) //nolint:staticcheck // see above
	if err != nil {
		if errors.Is(err, x509.IncorrectPasswordError) {
			return nil, ErrPassphraseWrong
		}
		return nil, errDamagedKey
	}
	// The padding looks right for one wrong passphrase in 256.
	var outer asn1.RawValue
	if rest, err := asn1.Unmarshal(der, &outer); err != nil || len(rest) != 0 {
		return nil, ErrPassphraseWrong
	}
	return der, nil
}

// privateKeyInfo is PKCS#8 (RFC 5208).
type privateKeyInfo struct {
	Version    int
	Algorithm  algorithmIdentifier
	PrivateKey []byte
	Attributes asn1.RawValue `asn1:"optional,tag:0"`
}

// parsePrivate goes by the structure, not by the block's label: keys with the
// wrong label are common, and bare DER has none.
func parsePrivate(der []byte) (any, error) {
	var info privateKeyInfo
	if _, err := asn1.Unmarshal(der, &info); err == nil {
		if info.Algorithm.Algorithm.Equal(oidRSAPSS) {
			// openssl's -newkey rsa-pss: an ordinary PKCS#1 key under an
			// identifier that crypto/x509 does not know.
			der = info.PrivateKey
		} else if private, err := x509.ParsePKCS8PrivateKey(der); err == nil {
			return private, nil
		} else {
			return nil, unreadable(info.Algorithm)
		}
	}
	if private, err := x509.ParsePKCS1PrivateKey(der); err == nil {
		return private, nil
	}
	if private, err := x509.ParseECPrivateKey(der); err == nil {
		return private, nil
	}
	if err := publicDER(der); err != nil {
		return nil, err
	}
	return nil, errDamagedKey
}

// unreadable explains why crypto/x509 refused a key whose outer structure is valid.
func unreadable(algorithm algorithmIdentifier) error {
	switch {
	case algorithm.Algorithm.Equal(oidEC):
		return &UnsupportedKeyError{Got: "an EC key on an unknown or explicitly described curve"}
	case algorithm.Algorithm.Equal(oidEd448):
		return &UnsupportedKeyError{Got: "an Ed448 key"}
	case algorithm.Algorithm.Equal(oidDSA):
		return &UnsupportedKeyError{Got: "a DSA key"}
	case algorithm.Algorithm.Equal(oidRSA):
		return errDamagedKey
	}
	return &UnsupportedKeyError{Got: "a key of another kind"}
}
