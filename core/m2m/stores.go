package m2m

import (
	"bytes"
	"crypto/x509"
	"encoding/asn1"
	"encoding/binary"
	"encoding/pem"
	"errors"
	"fmt"

	"github.com/pavlo-v-chernykh/keystore-go/v4"
	"golang.org/x/crypto/ssh"
	pkcs12 "software.sslmate.com/src/go-pkcs12"
)

// This file reads private keys out of the stores that other programs keep them in:
// PKCS#12, Java keystores and SSH keys. go-pkcs12 is maintained and knows the
// encryption of OpenSSL 3 and of Java as well as the old one, which
// golang.org/x/crypto/pkcs12, frozen, does not; keystore-go is the one library for
// Java's own format. Both trust the numbers in a file, which are checked before.

// jksType marks a block that was given as a Java keystore.
const jksType = "\x00JKS"

// The commands that take a key or a certificate out of a store.
const (
	keyOfPKCS12  = "openssl pkcs12 -in FILE -nocerts -nodes -out key.pem (add -legacy if OpenSSL 3 cannot read the store)"
	certOfPKCS12 = "openssl pkcs12 -in FILE -clcerts -nokeys -out certificate.pem (add -legacy if OpenSSL 3 cannot read the store)"
	keyOfJKS     = "keytool -importkeystore -srckeystore FILE -destkeystore store.p12 -deststoretype PKCS12, and then openssl pkcs12 -in store.p12 -nocerts -nodes -out key.pem"
	certOfJKS    = "keytool -exportcert -rfc -keystore FILE -alias NAME -file certificate.pem"
	keyOfSSH     = "copy the file, and convert the copy with ssh-keygen -p -m PKCS8 -N '' -f COPY"
)

// storeError says that a store stays closed: it needs a passphrase, or another.
type storeError struct {
	store, command string
	reason         error // ErrPassphraseNeeded or ErrPassphraseWrong
}

func (e *storeError) Error() string {
	what := "give its passphrase as well"
	if errors.Is(e.reason, ErrPassphraseWrong) {
		what = "the passphrase does not open it; type it again"
	}
	return fmt.Sprintf("this is %s: %s, or take the key out with %s", e.store, what, e.command)
}

func (e *storeError) Unwrap() error { return e.reason }

func closed(store, command, passphrase string) error {
	if passphrase == "" {
		return &storeError{store, command, ErrPassphraseNeeded}
	}
	return &storeError{store, command, ErrPassphraseWrong}
}

// isPKCS12 reports whether der is a PKCS#12 store (RFC 7292): a sequence that
// begins with version 3 and the object identifier of its content.
func isPKCS12(der []byte) bool {
	var store struct {
		Version int
		Content struct {
			Type  asn1.ObjectIdentifier
			Value asn1.RawValue `asn1:"optional"`
		}
		MAC asn1.RawValue `asn1:"optional"`
	}
	_, err := asn1.Unmarshal(der, &store)
	return err == nil && store.Version == 3 && len(store.Content.Type) > 0
}

const pkcs12Name = "a PKCS#12 store (.p12, .pfx)"

func parsePKCS12(der []byte, passphrase string) (any, error) {
	if asksTooMuch(der, 0) {
		return nil, fmt.Errorf("this is %s whose file demands too many rounds: take the key out with %s", pkcs12Name, keyOfPKCS12)
	}
	private, _, _, err := pkcs12.DecodeChain(der, passphrase)
	switch {
	case err == nil:
		return private, nil
	case errors.Is(err, pkcs12.ErrIncorrectPassword), errors.Is(err, pkcs12.ErrDecryption):
		return nil, closed(pkcs12Name, keyOfPKCS12, passphrase)
	}
	// The library's words are for programmers, and some quote what is in the file.
	return nil, fmt.Errorf("this is %s that suitekey cannot read, or that contains no key or several: take the key out with %s", pkcs12Name, keyOfPKCS12)
}

// asksTooMuch reports whether a number in der, or in what its octet strings hold, is
// larger than the most rounds of a key derivation.
func asksTooMuch(der []byte, depth int) bool {
	for depth < 16 && len(der) > 0 {
		var value asn1.RawValue
		rest, err := asn1.Unmarshal(der, &value)
		if err != nil {
			return false
		}
		var n int64
		switch {
		case value.IsCompound || value.Tag == asn1.TagOctetString && bytes.HasPrefix(value.Bytes, []byte{0x30}):
			if asksTooMuch(value.Bytes, depth+1) {
				return true
			}
		case value.Tag == asn1.TagInteger && value.Class == asn1.ClassUniversal && len(value.Bytes) <= 8:
			if _, err := asn1.Unmarshal(value.FullBytes, &n); err == nil && n > maxIterations {
				return true
			}
		}
		der = rest
	}
	return false
}

const jksName = "a Java keystore (JKS)"

// The first bytes of Java's keystores: JKS, JCEKS, and BKS of Bouncy Castle with
// its version number.
var (
	jksMagic   = []byte{0xfe, 0xed, 0xfe, 0xed}
	jceksMagic = []byte{0xce, 0xce, 0xce, 0xce}
)

func isJKS(data []byte) bool {
	return bytes.HasPrefix(data, jksMagic) || bytes.HasPrefix(data, jceksMagic)
}

// openJKS opens a Java keystore. It returns the store and the names of its private keys.
func openJKS(data []byte, passphrase string) (store keystore.KeyStore, keys []string, err error) {
	if bytes.HasPrefix(data, jceksMagic) {
		return store, nil, errors.New("this is a Java keystore (JCEKS): take the key out with " + keyOfJKS)
	}
	if !soundJKS(data) {
		return store, nil, fmt.Errorf("this is %s, and a part of it is missing: copy it again, or take the key out with %s", jksName, keyOfJKS)
	}
	if passphrase == "" {
		return store, nil, closed(jksName, keyOfJKS, "")
	}
	store = keystore.New()
	if err := store.Load(bytes.NewReader(data), []byte(passphrase)); err != nil {
		return store, nil, closed(jksName, keyOfJKS, passphrase)
	}
	for _, alias := range store.Aliases() {
		if store.IsPrivateKeyEntry(alias) {
			keys = append(keys, alias)
		}
	}
	return store, keys, nil
}

func parseJKS(data []byte, passphrase string) (any, error) {
	store, keys, err := openJKS(data, passphrase)
	if err != nil {
		return nil, err
	}
	if len(keys) != 1 {
		return nil, fmt.Errorf("this is %s with %d private keys, and suitekey needs one: take it out with %s", jksName, len(keys), keyOfJKS)
	}
	entry, err := store.GetPrivateKeyEntry(keys[0], []byte(passphrase))
	if err != nil {
		return nil, fmt.Errorf("this is %s whose key has its own passphrase: take the key out with %s", jksName, keyOfJKS)
	}
	return parsePrivate(entry.PrivateKey)
}

// soundJKS reports whether every length in a keystore stays inside of it: a file that
// is cut off is named as that, before anything reads it.
func soundJKS(data []byte) bool {
	at, sound := 4, true
	number := func(size int) int {
		if !sound || at+size > len(data) {
			sound = false
			return 0
		}
		at += size
		if size == 2 {
			return int(binary.BigEndian.Uint16(data[at-2:]))
		}
		return int(binary.BigEndian.Uint32(data[at-4:]))
	}
	skip := func(size int) {
		if sound = sound && size >= 0 && size <= len(data)-at; sound {
			at += size
		}
	}
	version := number(4)
	certificate := func() {
		if version == 2 {
			skip(number(2))
		}
		skip(number(4))
	}
	for entries := number(4); entries > 0 && sound; entries-- {
		kind := number(4)
		skip(number(2)) // alias
		skip(8)         // date
		if kind == 1 {
			skip(number(4))
			for chain := number(4); chain > 0 && sound; chain-- {
				certificate()
			}
		} else {
			certificate()
		}
	}
	skip(20) // SHA-1 of it all
	return sound && at == len(data)
}

// parseSSH reads a key in the form of OpenSSH. One under a passphrase is left to
// ssh-keygen: the file decides how much work opening it takes.
func parseSSH(block *pem.Block) (any, error) {
	private, err := ssh.ParseRawPrivateKey(pem.EncodeToMemory(block))
	var needed *ssh.PassphraseMissingError
	switch {
	case err == nil:
		return private, nil
	case errors.As(err, &needed):
		if needed.PublicKey != nil && needed.PublicKey.Type() == ssh.KeyAlgoED25519 {
			return nil, &UnsupportedKeyError{Got: "an Ed25519 SSH key"}
		}
		return nil, errors.New("this is an SSH key with a passphrase: " + keyOfSSH)
	}
	return nil, errors.New("this is an SSH key that suitekey cannot read: " + keyOfSSH + ", or let suitekey make a key pair")
}

// publicDER says what DER is that holds no private key, nil where it may hold one.
func publicDER(der []byte) error {
	if _, err := x509.ParseCertificate(der); err == nil {
		return errors.New("this is a certificate, the public part: give the private key, which starts with -----BEGIN PRIVATE KEY-----")
	}
	if _, err := x509.ParsePKIXPublicKey(der); err == nil {
		return errors.New("this is a public key: give the private key, which starts with -----BEGIN PRIVATE KEY-----")
	}
	if _, err := x509.ParseCertificateRequest(der); err == nil {
		return errors.New("this is a request for a certificate: give the private key, which starts with -----BEGIN PRIVATE KEY-----")
	}
	return nil
}
