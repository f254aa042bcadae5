package m2m

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	_ "embed"
	"encoding/pem"
	"errors"
	"math/big"
	"strings"
	"testing"
	"time"
)

// oracleSample is the certificate of Oracle's article_0209112025, for which the
// same page shows the certificate ID that NetSuite returned.
//
//go:embed testdata/oracle-sample.pem
var oracleSample string

func TestCertificateIDKnownAnswer(t *testing.T) {
	const want = "NPMnRyPg-WDWhPiAbisjKiH0fqnBpjOZ367wDTe0pqA"
	block, _ := pem.Decode([]byte(oracleSample))
	for name, text := range map[string]string{
		"PEM":         oracleSample,
		"DER":         string(block.Bytes),
		"CRLF":        strings.ReplaceAll(oracleSample, "\n", "\r\n"),
		"one line":    strings.ReplaceAll(oracleSample, "\n", " "),
		"backslash n": strings.ReplaceAll(oracleSample, "\n", `\n`),
	} {
		c, err := ParseCertificate([]byte(text))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if c.ID() != want {
			t.Errorf("%s: certificate ID %s, want %s", name, c.ID(), want)
		}
		if c.PEM() != oracleSample || !bytes.Equal(c.DER(), block.Bytes) {
			t.Errorf("%s: does not survive being read and written", name)
		}
		if c.KeyType() != P256 || !c.selfSigned || c.Signature() != "ECDSA-SHA256" ||
			!strings.Contains(c.Subject(), "CN=infra.test.corp.netsuite.com") || c.Issuer() != c.Subject() ||
			c.Serial() != "625449DF50DF8DFFE0F1E72F79BDE738FE5F5CA" ||
			!c.NotBefore().Equal(time.Date(2026, 1, 30, 10, 28, 38, 0, time.UTC)) ||
			!c.NotAfter().Equal(time.Date(2026, 3, 1, 10, 28, 38, 0, time.UTC)) {
			t.Errorf("%s: read wrongly: %+v", name, c)
		}
	}
}

func TestSelfSign(t *testing.T) {
	for _, kind := range KeyTypes() {
		key := keyOf(t, kind)
		for _, days := range []int{1, 365, MaxDays} {
			c, err := SelfSign(key, CertificateOptions{CommonName: "acme-sb1 suitekey", From: testTime, Days: days})
			if err != nil {
				t.Errorf("%s, %d days: %v", kind, days, err)
				continue
			}
			if c.KeyType() != kind || !c.selfSigned || c.Subject() != "CN=acme-sb1 suitekey" ||
				!c.NotBefore().Equal(testTime) || c.NotAfter().Sub(c.NotBefore()) != time.Duration(days)*24*time.Hour {
				t.Errorf("%s, %d days: made wrongly: %+v", kind, days, c)
			}
			if kind.IsRSA() && c.Signature() != "RSA-PSS with SHA-256, salt 32" {
				t.Errorf("%s is signed by %s, want PSS", kind, c.Signature())
			}
			if err := Match(key, c); err != nil {
				t.Errorf("%s: %v", kind, err)
			}
			again, err := ParseCertificate([]byte(c.PEM()))
			if err != nil || again.ID() != c.ID() || len(c.ID()) != 43 {
				t.Errorf("%s: ID %s read again as %s, %v", kind, c.ID(), again.ID(), err)
			}
		}
	}
	first, second := certificateOf(t, keyOf(t, P256)), certificateOf(t, keyOf(t, P256))
	if first.Serial() == second.Serial() || first.ID() == second.ID() {
		t.Error("two certificates share a serial number")
	}
}

func TestSelfSignRefusals(t *testing.T) {
	good := CertificateOptions{CommonName: "n", From: testTime, Days: 1}
	for name, change := range map[string]func(*CertificateOptions){
		"no name":            func(o *CertificateOptions) { o.CommonName = " " },
		"a long name":        func(o *CertificateOptions) { o.CommonName = strings.Repeat("ä", 65) },
		"control characters": func(o *CertificateOptions) { o.CommonName = "a\x1b[2J" },
		"0 days":             func(o *CertificateOptions) { o.Days = 0 },
		"731 days":           func(o *CertificateOptions) { o.Days = 731 },
		"negative days":      func(o *CertificateOptions) { o.Days = -1 },
		"no start":           func(o *CertificateOptions) { o.From = time.Time{} },
	} {
		options := good
		change(&options)
		if _, err := SelfSign(keyOf(t, P256), options); err == nil || strings.ContainsRune(err.Error(), 0x1b) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestMatch(t *testing.T) {
	for _, a := range KeyTypes() {
		for _, b := range KeyTypes() {
			err := Match(keyOf(t, a), certificateOf(t, keyOf(t, b)))
			if (a == b) != (err == nil) || (err != nil && !errors.Is(err, ErrNoMatch)) {
				t.Errorf("%s with the certificate of %s: %v", a, b, err)
			}
		}
	}
}

func TestCheck(t *testing.T) {
	made := func(kind KeyType, from time.Time, days int, change func(*x509.Certificate)) Certificate {
		t.Helper()
		template := &x509.Certificate{
			SerialNumber: big.NewInt(7), Subject: pkix.Name{CommonName: "n"},
			NotBefore: from, NotAfter: from.Add(time.Duration(days) * day),
		}
		if change != nil {
			change(template)
		}
		signer := keyOf(t, kind).private.signer
		der, err := x509.CreateCertificate(rand.Reader, template, template, signer.Public(), signer)
		if err != nil {
			t.Fatal(err)
		}
		c, err := ParseCertificate(der)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	cases := map[string]struct {
		certificate Certificate
		level       Level
		want        string
	}{
		"good":            {made(P256, testTime, 365, nil), "", ""},
		"PKCS#1 v1.5":     {made(RSA3072, testTime, 365, nil), "", ""},
		"two years":       {made(P256, testTime, 730, nil), "", ""},
		"none":            {Certificate{}, Blocking, "no certificate yet"},
		"expired":         {made(P256, testTime.Add(-100*day), 99, nil), Blocking, "expired on 20 November 2026"},
		"not yet valid":   {made(P256, testTime.Add(time.Hour), 99, nil), Blocking, "not valid before"},
		"close to expiry": {made(P256, testTime, 59, nil), Warning, "in 59 days"},
		"too long":        {made(P256, testTime, 731, nil), Warning, "731 days"},
		"key usage": {made(P256, testTime, 365, func(c *x509.Certificate) { c.KeyUsage = x509.KeyUsageKeyEncipherment }),
			Warning, "key usage"},
	}
	for name, c := range cases {
		found := c.certificate.Check(testTime)
		if c.want == "" {
			if len(found) != 0 {
				t.Errorf("%s: %v", name, found)
			}
			continue
		}
		if len(found) == 0 || found[0].Level != c.level || !strings.Contains(found[0].Text, c.want) {
			t.Errorf("%s: got %v, want %s %q", name, found, c.level, c.want)
		}
		if err := c.certificate.Valid(testTime); (err != nil) != (c.level == Blocking) {
			t.Errorf("%s: valid says %v", name, err)
		}
	}
}

func TestCertificateOfAnAuthority(t *testing.T) {
	authority := keyOf(t, P384).private.signer
	issuer := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "authority"}}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "evil\x1b[2J\u202e"},
		NotBefore: testTime, NotAfter: testTime.Add(365 * day),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, issuer, keyOf(t, P256).Public(), authority)
	if err != nil {
		t.Fatal(err)
	}
	c, err := ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	if c.selfSigned || c.Issuer() != "CN=authority" {
		t.Errorf("self-signed %v, issuer %q", c.selfSigned, c.Issuer())
	}
	if strings.ContainsAny(c.Subject(), "\x1b\u202e") {
		t.Errorf("the subject holds control characters: %q", c.Subject())
	}
	found := c.Check(testTime)
	if len(found) != 1 || found[0].Level != Note {
		t.Errorf("found %v", found)
	}
}

func TestParseCertificateRefusals(t *testing.T) {
	key := keyOf(t, P256)
	certificate := certificateOf(t, key).PEM()
	private := key.PEM().Reveal()
	block, _ := pem.Decode([]byte(private))
	public, _ := x509.MarshalPKIXPublicKey(key.Public())
	small, _ := rsa.GenerateKey(rand.Reader, 2048)
	p224, _ := ecdsa.GenerateKey(elliptic.P224(), rand.Reader)
	certify := func(public, signer any) string {
		template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: testTime, NotAfter: testTime.Add(day)}
		der, err := x509.CreateCertificate(rand.Reader, template, template, public, signer)
		if err != nil {
			t.Fatal(err)
		}
		return armour("CERTIFICATE", der)
	}
	sec1, _ := x509.MarshalECPrivateKey(key.private.signer.(*ecdsa.PrivateKey))
	cases := map[string]struct{ text, want string }{
		"nothing":            {"", "nothing was given"},
		"a token":            {strings.Repeat("ab", 32), "64 hexadecimal digits"},
		"a private key":      {private, "never upload it"},
		"a private key, DER": {string(block.Bytes), "never upload it"},
		"SEC1, DER":          {string(sec1), "never upload it"},
		"both":               {certificate + private, "never upload such a file"},
		"two":                {certificate + certificate, "2 certificates"},
		"a public key":       {armour("PUBLIC KEY", public), "bare public key"},
		"a request":          {armour("NEW CERTIFICATE REQUEST", []byte{1}), "request for a certificate"},
		"a revocation list":  {armour("X509 CRL", []byte{1}), "this is not a certificate"},
		"damaged":            {armour("CERTIFICATE", []byte("rubbish")), "damaged"},
		"cut":                {certificate[:len(certificate)-40], "end is missing"},
		"RSA 2048":           {certify(small.Public(), small), "RSA key of 2048 bits"},
		"P-224":              {certify(p224.Public(), p224), "curve P-224"},
		"5 MB":               {strings.Repeat("A", 5<<20), "5120 kB"},
		"5 MB of DER":        {"0" + strings.Repeat("A", 5<<20), "5120 kB"},
	}
	for name, c := range cases {
		_, err := ParseCertificate([]byte(c.text))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q in it", name, err, c.want)
			continue
		}
		if len(err.Error()) > 400 {
			t.Errorf("%s: %d characters", name, len(err.Error()))
		}
		for _, number := range keyNumbers(t, key) {
			if strings.Contains(err.Error(), number) {
				t.Errorf("%s: the error quotes the key", name)
			}
		}
	}
}

func TestZeroCertificate(t *testing.T) {
	var none Certificate
	if !none.IsZero() || none.PEM() != "" || none.ID() != "" || none.Fingerprint() != "" || none.Serial() != "" ||
		none.KeyType() != "" || none.Public() != nil || len(none.DER()) != 0 || none.selfSigned {
		t.Error("the zero certificate is not empty")
	}
}

// NetSuite shortens a longer validity to two years without a word.
func TestEndsAsNetSuiteKeepsIt(t *testing.T) {
	from := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, tc := range []struct{ days, want int }{{30, 30}, {MaxDays, MaxDays}, {3650, MaxDays}} {
		c := Certificate{notBefore: from, notAfter: from.AddDate(0, 0, tc.days)}
		if want := from.AddDate(0, 0, tc.want); !c.Ends().Equal(want) {
			t.Errorf("%d days end on %s, want %s", tc.days, c.Ends(), want)
		}
	}
}
