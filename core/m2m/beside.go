package m2m

import (
	"crypto/x509"
	"encoding/pem"

	pkcs12 "software.sslmate.com/src/go-pkcs12"

	"suitekey/core/secret"
)

// CertificateBeside returns the certificate of that key from the file that the key was
// read from, with the passphrase of that file: a PEM with both, a PKCS#12 store, a Java
// keystore. ok is false where the file has none.
func CertificateBeside(k Key, file, passphrase secret.Secret) (c Certificate, ok bool) {
	blocks, err := readBlocks(file.Reveal())
	if err != nil {
		return Certificate{}, false
	}
	for _, der := range certificatesIn(blocks, passphrase.Reveal()) {
		parsed, err := x509.ParseCertificate(der)
		if err != nil {
			continue
		}
		if c, err := newCertificate(parsed); err == nil && Match(k, c) == nil {
			return c, true
		}
	}
	return Certificate{}, false
}

// certificatesIn are the certificates of blocks, in DER, with those of the stores.
func certificatesIn(blocks []*pem.Block, passphrase string) [][]byte {
	var all [][]byte
	for _, block := range blocks {
		switch {
		case isCertificate(block.Type):
			all = append(all, block.Bytes)
		case block.Type == jksType:
			all = append(all, certificatesOfJKS(block.Bytes, passphrase)...)
		case isPKCS12(block.Bytes) && !asksTooMuch(block.Bytes, 0):
			if _, own, others, err := pkcs12.DecodeChain(block.Bytes, passphrase); err == nil {
				all = append(all, own.Raw)
				for _, other := range others {
					all = append(all, other.Raw)
				}
			}
		}
	}
	return all
}

func certificatesOfJKS(data []byte, passphrase string) [][]byte {
	store, keys, err := openJKS(data, passphrase)
	if err != nil {
		return nil
	}
	var all [][]byte
	for _, alias := range keys {
		chain, err := store.GetPrivateKeyEntryCertificateChain(alias)
		if err != nil {
			continue
		}
		for _, certificate := range chain {
			all = append(all, certificate.Content)
		}
	}
	return all
}
