package etcdtest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"
)

// Authority is a certificate authority of a test or of the demo. It keeps its
// certificates and keys in one folder, as NAME.crt and NAME.key.
type Authority struct {
	Folder string

	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
}

// Certificate describes a certificate to issue.
type Certificate struct {
	Name   string    // the common name, and the name of its files
	Server bool      // for 127.0.0.1 and localhost; otherwise for a client
	Until  time.Time // zero: in a year
	From   time.Time // zero: an hour ago
	Hosts  []string  // of a server; localhost and 127.0.0.1 if nil
}

// NewAuthority creates an authority in folder, with its certificate in ca.crt.
func NewAuthority(folder string) (*Authority, error) {
	a := &Authority{Folder: folder}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	now := time.Now()
	template := &x509.Certificate{
		SerialNumber: serial(), Subject: pkix.Name{CommonName: "suitekey practice authority"},
		NotBefore: now.Add(-time.Hour), NotAfter: now.AddDate(1, 0, 0),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return nil, err
	}
	a.key = key
	if a.certificate, err = x509.ParseCertificate(der); err != nil {
		return nil, err
	}
	return a, writePEM(a.Path("ca.crt"), "CERTIFICATE", der, 0o644)
}

// Path returns the path of a file in the authority's folder.
func (a *Authority) Path(name string) string { return filepath.Join(a.Folder, name) }

// Issue creates a certificate and its key, in NAME.crt and NAME.key.
func (a *Authority) Issue(c Certificate) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	now := time.Now()
	template := &x509.Certificate{
		SerialNumber: serial(), Subject: pkix.Name{CommonName: c.Name}, NotBefore: c.From, NotAfter: c.Until,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	}
	if c.From.IsZero() {
		template.NotBefore = now.Add(-time.Hour)
	}
	if c.Until.IsZero() {
		template.NotAfter = now.AddDate(1, 0, 0)
	}
	if c.Server { // a node is also a client of the other nodes
		template.ExtKeyUsage = append(template.ExtKeyUsage, x509.ExtKeyUsageServerAuth)
		template.DNSNames = c.Hosts
		if c.Hosts == nil {
			template.DNSNames, template.IPAddresses = []string{"localhost"}, []net.IP{net.IPv4(127, 0, 0, 1)}
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.certificate, key.Public(), a.key)
	if err != nil {
		return err
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	return errors.Join(writePEM(a.Path(c.Name+".crt"), "CERTIFICATE", der, 0o644), writePEM(a.Path(c.Name+".key"), "PRIVATE KEY", private, 0o600))
}

func writePEM(path, kind string, der []byte, mode os.FileMode) error {
	return os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), mode)
}

func serial() *big.Int {
	number, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		panic(err) // the system has no random numbers
	}
	return number
}
