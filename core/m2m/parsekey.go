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

// ErrPassphraseNeeded says that the key is encrypted and no passphrase was given.
var ErrPassphraseNeeded = errors.New("the private key is protected by a passphrase: give its passphrase as well")

// ErrPassphraseWrong says that the passphrase does not open the key.
var ErrPassphraseWrong = errors.New("the passphrase does not open this private key: type it again")

// errDamagedKey replaces the parsers' own words, which help nobody.
var errDamagedKey = errors.New("the private key is damaged or of a form that cannot be read: copy it again, or convert it with openssl pkcs8 -topk8 -in OLD -out NEW")

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
	if len(block.Bytes) > maxKeyDER {
		return Key{}, &UnsupportedKeyError{Got: "a key several times larger than RSA 4096"}
	}
	der, err := decrypted(block, passphrase.Reveal())
	if err != nil {
		return Key{}, err
	}
	private, err := parsePrivate(der)
	if err != nil {
		return Key{}, err
	}
	return newKey(private)
}

// keyBlock picks the one private key among blocks. openssl writes EC PARAMETERS
// before the key, and bundles hold certificates too.
func keyBlock(blocks []*pem.Block) (*pem.Block, error) {
	var keys []*pem.Block
	for _, block := range blocks {
		if isPrivate(block.Type) || block.Type == derType {
			keys = append(keys, block)
		}
	}
	if len(keys) > 1 {
		return nil, fmt.Errorf("there are %d private keys in it: give only the one that belongs to the certificate", len(keys))
	}
	if len(keys) == 1 {
		if keys[0].Type == "OPENSSH PRIVATE KEY" {
			return nil, errors.New("this is a key for SSH: convert it with ssh-keygen -p -m PKCS8 -f FILE, or let suitekey make a key pair")
		}
		return keys[0], nil
	}
	switch kind := blocks[0].Type; {
	case isCertificate(kind):
		return nil, errors.New("this is a certificate, the public part: what is wanted starts with -----BEGIN PRIVATE KEY-----")
	case strings.HasSuffix(kind, "PUBLIC KEY"):
		return nil, errors.New("this is a public key: what is wanted starts with -----BEGIN PRIVATE KEY-----")
	case strings.HasSuffix(kind, "CERTIFICATE REQUEST"):
		return nil, errors.New("this is a request for a certificate: what is wanted starts with -----BEGIN PRIVATE KEY-----")
	default:
		return nil, errors.New("this is no private key: what is wanted starts with -----BEGIN PRIVATE KEY-----")
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
	// The older form derives its key by MD5. It is read, never written.
	//lint:ignore SA1019 keys in this form still exist
	der, err := x509.DecryptPEMBlock(block, []byte(passphrase)) //nolint:staticcheck // see above
	if err != nil {
		if errors.Is(err, x509.IncorrectPasswordError) {
			return nil, ErrPassphraseWrong
		}
		return nil, errDamagedKey
	}
	// One wrong passphrase in 256 passes the padding.
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
	return nil, errDamagedKey
}

// unreadable says why crypto/x509 refused a key whose frame is sound.
func unreadable(algorithm algorithmIdentifier) error {
	switch {
	case algorithm.Algorithm.Equal(oidEC):
		return &UnsupportedKeyError{Got: "an EC key on an unknown or explicitly described curve"}
	case algorithm.Algorithm.Equal(oidRSA):
		return errDamagedKey
	}
	return &UnsupportedKeyError{Got: "a key of another kind"}
}
