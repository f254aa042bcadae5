package imports

import (
	"encoding/base64"
	"errors"
	"strings"

	"suitekey/core/lazyregexp"
	"suitekey/core/m2m"
	"suitekey/core/secret"
	"suitekey/core/textfile"
)

var pemBlock = lazyregexp.Lazy(`(?s)-----BEGIN ([A-Z0-9 -]{1,40}?)-----.*?-----END [A-Z0-9 -]{1,40}?-----`)

// readStore takes a private key in the form of the file: DER, a PKCS#12 store, a Java
// keystore, or a PEM in any form that m2m reads. It keeps binary data as base64.
func readStore(c *collector, data []byte) error {
	text, ok := textfile.Decode(data)
	if !ok {
		text = base64.StdEncoding.EncodeToString(data)
	}
	if pemBlock().MatchString(text) {
		return readPEM(c, text)
	}
	_, err := m2m.ParseKey(secret.New(text), secret.Secret{})
	c.found.Encrypted = errors.Is(err, m2m.ErrPassphraseNeeded)
	if err != nil && !c.found.Encrypted {
		return err
	}
	c.add("key_file", candidate{name: "private key", value: text, rank: fromOwnName})
	return nil
}

// readPEM takes the private key, and its certificate if the file contains one, before or
// after the certificates of its issuers.
func readPEM(c *collector, text string) error {
	text = pemIn(text)
	if strings.Contains(text[max(0, strings.LastIndex(text, "-----END ")):], "-----BEGIN ") {
		return errors.New("the end of the last part is missing: copy everything from the first -----BEGIN to the last -----END, both lines included")
	}
	var keys, certificates []string
	for _, block := range pemBlock().FindAllStringSubmatch(text, -1) {
		switch kind := block[1]; {
		case strings.HasSuffix(kind, "PRIVATE KEY"):
			keys = append(keys, block[0]+"\n")
		case strings.HasSuffix(kind, "CERTIFICATE"):
			certificates = append(certificates, block[0]+"\n")
		}
	}
	switch {
	case len(keys) > 1:
		return errors.New("it contains several private keys: give only the key of this connection")
	case len(keys) == 0 && len(certificates) > 0:
		return errors.New("it contains a certificate and no private key: give the file of the key, and the certificate with --certificate-file")
	case len(keys) == 0:
		return errors.New("it contains no private key: a private key starts with -----BEGIN PRIVATE KEY-----")
	}
	c.add("key_file", candidate{name: "private key", value: keys[0], rank: fromOwnName})
	if len(certificates) > 0 {
		c.add("certificate_file", candidate{name: "certificate", value: ownCertificate(keys[0], certificates), rank: fromOwnName})
	}
	return nil
}

// ownCertificate returns the certificate of the key. For an encrypted key it cannot
// compare them and returns the first certificate, because openssl writes it first. The
// set-up compares them after the key is decrypted.
func ownCertificate(key string, certificates []string) string {
	private, err := m2m.ParseKey(secret.New(key), secret.Secret{})
	if err != nil {
		return certificates[0]
	}
	own, err := m2m.CertificateOf(private, []byte(strings.Join(certificates, "")))
	if err != nil {
		return certificates[0]
	}
	return own.PEM()
}
