package m2m

import (
	"bytes"
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"time"

	"suitekey/core/termsafe"
)

// Certificate is the public part that is uploaded to NetSuite. The zero value
// holds none.
type Certificate struct {
	der        []byte
	kind       KeyType
	public     crypto.PublicKey
	subject    string
	issuer     string
	serial     *big.Int
	notBefore  time.Time
	notAfter   time.Time
	signature  string
	selfSigned bool
	pssKey     bool          // the key carries the RSASSA-PSS identifier
	usage      x509.KeyUsage // 0 if it says nothing
}

// ParseCertificate reads a certificate in PEM (or bare DER) form with a key of
// a type that NetSuite accepts. It checks neither dates nor signature: see Check.
func ParseCertificate(text []byte) (Certificate, error) {
	if err := checkSize(len(text)); err != nil {
		return Certificate{}, fmt.Errorf("reading the certificate: %w", err)
	}
	blocks, err := readBlocks(string(text))
	if err != nil {
		return Certificate{}, fmt.Errorf("reading the certificate: %w", err)
	}
	block, err := certificateBlock(blocks)
	if err != nil {
		return Certificate{}, fmt.Errorf("reading the certificate: %w", err)
	}
	return certificateIn(block)
}

// CertificateOf reads the certificate of that key from text, which may hold others
// beside it: the authorities that signed it, in any order.
func CertificateOf(k Key, text []byte) (Certificate, error) {
	blocks, err := readBlocks(string(text))
	if err != nil || len(blocks) < 2 {
		return ParseCertificate(text)
	}
	for _, block := range blocks {
		if !isCertificate(block.Type) {
			continue
		}
		if c, err := certificateIn(block); err == nil && Match(k, c) == nil {
			return c, nil
		}
	}
	return ParseCertificate(text)
}

func certificateIn(block *pem.Block) (Certificate, error) {
	parsed, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		if block.Type == derType && isPrivateDER(block.Bytes) {
			return Certificate{}, fmt.Errorf("reading the certificate: %w", errPrivateUpload)
		}
		return Certificate{}, errors.New("the certificate is damaged or in an unknown format: copy it again, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----")
	}
	return newCertificate(parsed)
}

var errPrivateUpload = errors.New("this is a private key: keep it, and never upload it; the certificate starts with -----BEGIN CERTIFICATE-----")

// certificateBlock picks the one certificate among blocks. A file with a
// private key in it is refused, because it is the file that would be uploaded.
func certificateBlock(blocks []*pem.Block) (*pem.Block, error) {
	var certificates []*pem.Block
	private := false
	for _, block := range blocks {
		if block.Type == jksType {
			return nil, fmt.Errorf("this is %s, which may contain a private key: never upload it; take the certificate out with %s", jksName, certOfJKS)
		}
		if isPKCS12(block.Bytes) {
			return nil, fmt.Errorf("this is %s, which may contain a private key: never upload it; take the certificate out with %s", pkcs12Name, certOfPKCS12)
		}
		private = private || isPrivate(block.Type)
		if isCertificate(block.Type) || block.Type == derType {
			certificates = append(certificates, block)
		}
	}
	switch {
	case private && len(certificates) > 0:
		return nil, errors.New("the file also contains a private key: never upload such a file; give only the part from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----")
	case private:
		return nil, errPrivateUpload
	case len(certificates) > 1:
		return nil, fmt.Errorf("it contains %d certificates, and NetSuite accepts one: give only the certificate of your own key, usually the first", len(certificates))
	case len(certificates) == 1:
		return certificates[0], nil
	}
	switch kind := blocks[0].Type; {
	case strings.HasSuffix(kind, "PUBLIC KEY"):
		return nil, errors.New("this is a bare public key: NetSuite needs a certificate, which starts with -----BEGIN CERTIFICATE-----; suitekey keygen --key FILE makes one for your key")
	case strings.HasPrefix(kind, "PKCS7"), strings.HasPrefix(kind, "CMS"):
		return nil, errors.New("this is a PKCS#7 file: take the certificate out with openssl pkcs7 -print_certs -in FILE -out certificate.pem")
	case strings.HasSuffix(kind, "CERTIFICATE REQUEST"):
		return nil, errors.New("this is a request for a certificate, not the certificate itself, which starts with -----BEGIN CERTIFICATE-----; suitekey keygen --key FILE makes one for your key")
	default:
		return nil, errors.New("this is not a certificate: a certificate starts with -----BEGIN CERTIFICATE-----")
	}
}

// isPrivateDER reports whether der is some form of private key.
func isPrivateDER(der []byte) bool {
	if _, encrypted := parseEncrypted(der); encrypted {
		return true
	}
	var info privateKeyInfo
	if _, err := asn1.Unmarshal(der, &info); err == nil {
		return true
	}
	var first struct{ Version int } // PKCS#1 and SEC1 begin with a version
	_, err := asn1.Unmarshal(der, &first)
	return err == nil
}

func newCertificate(parsed *x509.Certificate) (Certificate, error) {
	c := Certificate{
		der:       parsed.Raw,
		public:    parsed.PublicKey,
		subject:   printable(parsed.Subject),
		issuer:    printable(parsed.Issuer),
		serial:    parsed.SerialNumber,
		notBefore: parsed.NotBefore.UTC(),
		notAfter:  parsed.NotAfter.UTC(),
		usage:     parsed.KeyUsage,
	}
	if c.public == nil {
		if public := parsePSSPublicKey(parsed.RawSubjectPublicKeyInfo); public != nil {
			c.public, c.pssKey = public, true
		}
	}
	var err error
	if c.kind, err = typeOf(c.public); err != nil {
		return Certificate{}, fmt.Errorf("reading the certificate's key: %w", err)
	}
	var frame signedCertificate
	if _, err := asn1.Unmarshal(parsed.Raw, &frame); err != nil {
		return Certificate{}, errors.New("the certificate is damaged: copy it again, complete and unchanged")
	}
	c.signature = signatureName(parsed, frame)
	c.selfSigned = bytes.Equal(parsed.RawSubject, parsed.RawIssuer) && verifySelf(parsed, frame, c.public) == nil
	return c, nil
}

// verifySelf checks the certificate's signature with its own key.
func verifySelf(parsed *x509.Certificate, frame signedCertificate, public crypto.PublicKey) error {
	if key, ok := public.(*rsa.PublicKey); ok && frame.Algorithm.Algorithm.Equal(oidRSAPSS) {
		return frame.verifyPSS(key)
	}
	return parsed.CheckSignature(parsed.SignatureAlgorithm, parsed.RawTBSCertificate, parsed.Signature)
}

// signatureName describes the signature for a person.
func signatureName(parsed *x509.Certificate, frame signedCertificate) string {
	if hash, salt, ok := parsePSS(frame.Algorithm); ok {
		return fmt.Sprintf("RSA-PSS with %s, salt %d", hash, salt)
	}
	if parsed.SignatureAlgorithm == x509.UnknownSignatureAlgorithm {
		return "unknown"
	}
	return parsed.SignatureAlgorithm.String()
}

// printable returns a name without terminal control characters.
func printable(name pkix.Name) string { return termsafe.Line(name.String(), 400) }

// IsZero reports whether there is no certificate.
func (c Certificate) IsZero() bool { return c.der == nil }

// DER is the certificate's encoding.
func (c Certificate) DER() []byte { return bytes.Clone(c.der) }

// PEM is the text of the file that is uploaded.
func (c Certificate) PEM() string {
	if c.IsZero() {
		return ""
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.der}))
}

// ID predicts the certificate ID that NetSuite will show, and that goes into
// the assertion's kid: the SHA-256 of the DER in base64url without padding.
// Oracle calls the ID generated; its sample certificate in article_0209112025
// proves the rule for EC.
func (c Certificate) ID() string {
	if c.IsZero() {
		return ""
	}
	sum := sha256.Sum256(c.der)
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// Fingerprint is the SHA-256 of the DER as openssl prints it: 4F:0A:...
func (c Certificate) Fingerprint() string {
	if c.IsZero() {
		return ""
	}
	sum := sha256.Sum256(c.der)
	return strings.ReplaceAll(fmt.Sprintf("% X", sum[:]), " ", ":")
}

// KeyType returns the type of the certificate's key.
func (c Certificate) KeyType() KeyType { return c.kind }

// Public is its public key, nil for the zero Certificate.
func (c Certificate) Public() crypto.PublicKey { return c.public }

// Subject returns the certificate's subject, without control characters.
func (c Certificate) Subject() string { return c.subject }

// Issuer returns who signed the certificate, without control characters.
func (c Certificate) Issuer() string { return c.issuer }

// Serial returns the serial number in hexadecimal digits.
func (c Certificate) Serial() string {
	if c.serial == nil {
		return ""
	}
	return fmt.Sprintf("%X", c.serial)
}

// NotBefore returns the start of the validity, in UTC.
func (c Certificate) NotBefore() time.Time { return c.notBefore }

// NotAfter returns the end of the validity, in UTC.
func (c Certificate) NotAfter() time.Time { return c.notAfter }

// Ends is when NetSuite stops accepting the certificate: it silently shortens a
// validity of more than two years (docs.oracle.com, subsect_162755332391).
func (c Certificate) Ends() time.Time {
	if longest := c.notBefore.Add(MaxDays * day); longest.Before(c.notAfter) {
		return longest
	}
	return c.notAfter
}

// Signature describes how it is signed: "RSA-PSS with SHA-256, salt 64".
func (c Certificate) Signature() string { return c.signature }
