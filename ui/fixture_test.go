package ui_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// pemFixture KIND NAME makes NAME-key.pem and NAME-certificate.pem: good, other
// (the same again), expired, ending (in 40 days), long, or rsa2048.
func pemFixture(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(makePEM(args[0], ts.MkAbs(args[1])))
}

// makePEM writes the two files that pemFixture tells of; name is a path.
func makePEM(kind, name string) error {
	now := clock()
	from, to := now.Add(-time.Hour), now.Add(300*24*time.Hour)
	switch kind {
	case "expired":
		from, to = now.Add(-48*time.Hour), now.Add(-24*time.Hour)
	case "ending":
		from, to = now.Add(-300*24*time.Hour), now.Add(40*24*time.Hour+time.Hour)
	case "long":
		to = now.Add(3650 * 24 * time.Hour)
	}
	var key crypto.Signer
	var err error
	if kind == "rsa2048" {
		key, err = rsa.GenerateKey(rand.Reader, 2048)
	} else {
		key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	}
	if err != nil {
		return err
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(now.UnixNano()), Subject: pkix.Name{CommonName: filepath.Base(name)}, NotBefore: from, NotAfter: to}
	certificate, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return err
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	for ending, block := range map[string]*pem.Block{
		"-key.pem":         {Type: "PRIVATE KEY", Bytes: private},
		"-certificate.pem": {Type: "CERTIFICATE", Bytes: certificate},
	} {
		if err := os.WriteFile(name+ending, pem.EncodeToMemory(block), 0o600); err != nil {
			return err
		}
	}
	return nil
}
