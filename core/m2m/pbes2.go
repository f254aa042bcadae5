package m2m

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/des" //nolint:gosec // only to read keys that exist
	"crypto/pbkdf2"
	"crypto/sha1" //nolint:gosec // only to read keys that exist
	"crypto/sha256"
	"crypto/sha512"
	"encoding/asn1"
	"errors"
	"hash"

	"golang.org/x/crypto/scrypt"
)

// This file opens PKCS#8 keys under a passphrase (RFC 8018, PBES2). It is our
// own because the libraries hand back a parsed key, never the bytes, and cannot
// parse one with the RSASSA-PSS identifier; they also trust the lengths and
// counts written in the file.

// Limits of the work that a file may ask for. openssl writes 2,048 iterations
// by default, careful people up to some millions; scrypt takes 128*N*r bytes.
const (
	maxIterations = 5_000_000
	maxScryptN    = 1 << 20
	maxScryptMem  = 256 << 20
	maxScryptP    = 16
)

var (
	oidPBES2   = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 5, 13}
	oidPBKDF2  = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 5, 12}
	oidScrypt  = asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 11591, 4, 11}
	oidDESEDE3 = asn1.ObjectIdentifier{1, 2, 840, 113549, 3, 7}
	oidAES128  = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 1, 2}
	oidAES192  = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 1, 22}
	oidAES256  = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 1, 42}

	oidHMACSHA1   = asn1.ObjectIdentifier{1, 2, 840, 113549, 2, 7}
	oidHMACSHA256 = asn1.ObjectIdentifier{1, 2, 840, 113549, 2, 9}
	oidHMACSHA384 = asn1.ObjectIdentifier{1, 2, 840, 113549, 2, 10}
	oidHMACSHA512 = asn1.ObjectIdentifier{1, 2, 840, 113549, 2, 11}
)

var (
	errUnknownEncryption = errors.New("the private key is encrypted in a way that cannot be read here: convert it with openssl pkcs8 -topk8 -v2 aes-256-cbc -in OLD -out NEW -provider legacy -provider default (OpenSSL 3 needs both -provider options for older encryption; OpenSSL 1.1 does not have them)")
	errTooMuchWork       = errors.New("this private key would take far too long to open, because its file demands too many rounds: convert it with openssl pkcs8 -topk8 -v2 aes-256-cbc -in OLD -out NEW")
)

type encryptedKeyInfo struct {
	Algorithm algorithmIdentifier
	Data      []byte
}

type pbes2Parameters struct {
	KDF    algorithmIdentifier
	Cipher algorithmIdentifier
}

type pbkdf2Parameters struct {
	Salt       []byte
	Iterations int
	KeyLength  int                 `asn1:"optional"`
	PRF        algorithmIdentifier `asn1:"optional"`
}

type scryptParameters struct {
	Salt      []byte
	N, R, P   int
	KeyLength int `asn1:"optional"`
}

// parseEncrypted reports whether der is an encrypted PKCS#8 key.
func parseEncrypted(der []byte) (encryptedKeyInfo, bool) {
	var info encryptedKeyInfo
	rest, err := asn1.Unmarshal(der, &info)
	return info, err == nil && len(rest) == 0
}

// decrypt returns the DER of the key inside.
func (e encryptedKeyInfo) decrypt(passphrase string) ([]byte, error) {
	var parameters pbes2Parameters
	if !e.Algorithm.Algorithm.Equal(oidPBES2) || !e.Algorithm.into(&parameters) {
		return nil, errUnknownEncryption
	}
	newBlock, keyLength, err := blockCipher(parameters.Cipher.Algorithm)
	if err != nil {
		return nil, err
	}
	var iv []byte
	if !parameters.Cipher.into(&iv) {
		return nil, errDamagedKey
	}
	key, err := deriveKey(parameters.KDF, passphrase, keyLength)
	if err != nil {
		return nil, err
	}
	block, err := newBlock(key)
	if err != nil {
		return nil, errUnknownEncryption
	}
	size := block.BlockSize()
	if len(iv) != size || len(e.Data) == 0 || len(e.Data)%size != 0 {
		return nil, errDamagedKey
	}
	plain := make([]byte, len(e.Data))
	cipher.NewCBCDecrypter(block, iv).CryptBlocks(plain, e.Data)
	padding := int(plain[len(plain)-1])
	if padding == 0 || padding > size {
		return nil, ErrPassphraseWrong
	}
	plain = plain[:len(plain)-padding]
	// The padding looks right for about one wrong passphrase in 256.
	var info privateKeyInfo
	if rest, err := asn1.Unmarshal(plain, &info); err != nil || len(rest) != 0 {
		return nil, ErrPassphraseWrong
	}
	return plain, nil
}

func blockCipher(oid asn1.ObjectIdentifier) (newBlock func([]byte) (cipher.Block, error), keyLength int, err error) {
	switch {
	case oid.Equal(oidAES128):
		return aes.NewCipher, 16, nil
	case oid.Equal(oidAES192):
		return aes.NewCipher, 24, nil
	case oid.Equal(oidAES256):
		return aes.NewCipher, 32, nil
	case oid.Equal(oidDESEDE3):
		return des.NewTripleDESCipher, 24, nil //nolint:gosec // only to read keys that exist
	}
	return nil, 0, errUnknownEncryption
}

func deriveKey(kdf algorithmIdentifier, passphrase string, length int) ([]byte, error) {
	switch {
	case kdf.Algorithm.Equal(oidPBKDF2):
		var p pbkdf2Parameters
		if !kdf.into(&p) || p.Iterations < 1 {
			return nil, errDamagedKey
		}
		if p.Iterations > maxIterations {
			return nil, errTooMuchWork
		}
		newHash := prf(p.PRF.Algorithm)
		if newHash == nil {
			return nil, errUnknownEncryption
		}
		key, err := pbkdf2.Key(newHash, passphrase, p.Salt, p.Iterations, length)
		if err != nil {
			return nil, errUnknownEncryption
		}
		return key, nil
	case kdf.Algorithm.Equal(oidScrypt):
		var p scryptParameters
		if !kdf.into(&p) || p.N < 2 || p.R < 1 || p.P < 1 {
			return nil, errDamagedKey
		}
		if p.N > maxScryptN || p.P > maxScryptP || p.R > maxScryptMem/128/p.N/p.P {
			return nil, errTooMuchWork
		}
		key, err := scrypt.Key([]byte(passphrase), p.Salt, p.N, p.R, p.P, length)
		if err != nil {
			return nil, errDamagedKey
		}
		return key, nil
	}
	return nil, errUnknownEncryption
}

// prf is the hash of PBKDF2's HMAC. RFC 8018 makes SHA-1 the default, which is
// therefore not written in the file.
func prf(oid asn1.ObjectIdentifier) func() hash.Hash {
	switch {
	case len(oid) == 0, oid.Equal(oidHMACSHA1):
		return sha1.New
	case oid.Equal(oidHMACSHA256):
		return sha256.New
	case oid.Equal(oidHMACSHA384):
		return sha512.New384
	case oid.Equal(oidHMACSHA512):
		return sha512.New
	}
	return nil
}
