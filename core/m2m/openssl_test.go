package m2m

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"suitekey/core/secret"
)

// atTestTime is a moment at which the certificates of certificateOf are valid.
var atTestTime = strconv.FormatInt(testTime.Add(time.Hour).Unix(), 10)

func TestOpenSSLAcceptsOurCertificates(t *testing.T) {
	for _, kind := range KeyTypes() {
		t.Run(string(kind), func(t *testing.T) {
			o := needOpenSSL(t)
			key := keyOf(t, kind)
			c := certificateOf(t, key)
			o.write("public.pem", c.PEM())
			o.write("private.pem", key.PEM().Reveal())
			out := o.run("verify", "-x509_strict", "-check_ss_sig", "-attime", atTestTime, "-CAfile", "public.pem", "public.pem")
			if !strings.Contains(out, "public.pem: OK") {
				t.Errorf("openssl verify: %s", out)
			}
			if got := o.run("x509", "-in", "public.pem", "-noout", "-fingerprint", "-sha256"); !strings.Contains(got, c.Fingerprint()) {
				t.Errorf("fingerprint %s, openssl says %s", c.Fingerprint(), got)
			}
			if got := o.run("x509", "-in", "public.pem", "-noout", "-serial"); strings.TrimLeft(strings.TrimSpace(strings.TrimPrefix(got, "serial=")), "0") != c.Serial() {
				t.Errorf("serial %s, openssl says %s", c.Serial(), got)
			}
			o.run("pkey", "-in", "private.pem", "-check", "-noout")
			if fromKey, fromCertificate := o.run("pkey", "-in", "private.pem", "-pubout"), o.run("x509", "-in", "public.pem", "-noout", "-pubkey"); fromKey != fromCertificate {
				t.Error("openssl finds another public key in the certificate")
			}
			text := o.run("x509", "-in", "public.pem", "-noout", "-text")
			if kind.IsRSA() && (!strings.Contains(text, "Public Key Algorithm: rsaEncryption") || !strings.Contains(text, "Signature Algorithm: rsassaPss")) {
				t.Errorf("want an RSA key and a PSS signature:\n%s", text)
			}
		})
	}
}

func TestReadsOracleRecipes(t *testing.T) {
	for curve, kind := range map[string]KeyType{"prime256v1": P256, "secp384r1": P384, "secp521r1": P521} {
		t.Run(curve, func(t *testing.T) {
			o := needOpenSSL(t)
			o.run("req", "-new", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:"+curve, "-pkeyopt", "ec_param_enc:named_curve",
				"-nodes", "-days", "365", "-out", "public.pem", "-keyout", "private.pem", "-subj", "/CN=x")
			_, c := samePair(t, o.read("private.pem"), o.read("public.pem"), "", kind)
			if !c.selfSigned {
				t.Error("not seen as self-signed")
			}
		})
	}
	// The recipe that the Alumio forum hands on, too: a salt of 64 bytes with
	// SHA-256, which crypto/x509 calls an unknown algorithm.
	t.Run("rsa:4096, salt 64", func(t *testing.T) {
		o := needOpenSSL(t)
		o.run("req", "-new", "-x509", "-newkey", "rsa:4096", "-keyout", "private.pem", "-sigopt", "rsa_padding_mode:pss", "-sha256",
			"-sigopt", "rsa_pss_saltlen:64", "-out", "public.pem", "-nodes", "-days", "365", "-subj", "/CN=x")
		_, c := samePair(t, o.read("private.pem"), o.read("public.pem"), "", RSA4096)
		if !c.selfSigned || c.Signature() != "RSA-PSS with SHA-256, salt 64" {
			t.Errorf("self-signed %v, signature %s", c.selfSigned, c.Signature())
		}
	})
	t.Run("plain rsa:3072", func(t *testing.T) {
		o := needOpenSSL(t)
		o.run("req", "-new", "-x509", "-newkey", "rsa:3072", "-keyout", "private.pem", "-out", "public.pem", "-nodes", "-days", "365", "-subj", "/CN=x")
		_, c := samePair(t, o.read("private.pem"), o.read("public.pem"), "", RSA3072)
		if !c.selfSigned || c.Signature() != "SHA256-RSA" {
			t.Errorf("self-signed %v, signature %s", c.selfSigned, c.Signature())
		}
	})
}

// TestReadsRSASSAPSS covers -newkey rsa-pss: crypto/x509 parses neither the key
// nor the certificate's public key.
func TestReadsRSASSAPSS(t *testing.T) {
	for name, extra := range map[string][]string{
		"plain":      {"-nodes"},
		"restricted": {"-nodes", "-pkeyopt", "rsa_pss_keygen_md:sha256", "-pkeyopt", "rsa_pss_keygen_mgf1_md:sha256", "-pkeyopt", "rsa_pss_keygen_saltlen:32"},
		"passphrase": {"-passout", "pass:secret words"},
	} {
		t.Run(name, func(t *testing.T) {
			o := needOpenSSL(t)
			o.run(append([]string{"req", "-new", "-x509", "-newkey", "rsa-pss", "-pkeyopt", "rsa_keygen_bits:3072", "-sha256",
				"-keyout", "private.pem", "-out", "public.pem", "-days", "365", "-subj", "/CN=x"}, extra...)...)
			key, c := samePair(t, o.read("private.pem"), o.read("public.pem"), "secret words", RSA3072)
			if !c.selfSigned {
				t.Errorf("not seen as self-signed: %s", c.Signature())
			}
			if found := c.Check(c.NotBefore()); len(found) != 1 || found[0].Level != Note {
				t.Errorf("found %v", found)
			}
			// A certificate of ours for that key is an ordinary one.
			o.write("ours.pem", certificateOf(t, key).PEM())
			o.run("verify", "-x509_strict", "-check_ss_sig", "-attime", atTestTime, "-CAfile", "ours.pem", "ours.pem")
		})
	}
}

func TestReadsOpenSSLKeyForms(t *testing.T) {
	o := needOpenSSL(t)
	rsaKey, ec := keyOf(t, RSA3072), keyOf(t, P256)
	o.write("rsa.pem", rsaKey.PEM().Reveal())
	o.write("ec.pem", ec.PEM().Reveal())
	const pass = "pass:secret words"
	pkcs8 := func(args ...string) []string {
		return append([]string{"pkcs8", "-topk8", "-in", "ec.pem", "-passout", pass}, args...)
	}
	cases := map[string]struct {
		args      []string
		want      Key
		encrypted bool
	}{
		"PKCS#1":               {[]string{"rsa", "-in", "rsa.pem", "-traditional"}, rsaKey, false},
		"SEC1":                 {[]string{"ec", "-in", "ec.pem"}, ec, false},
		"PKCS#8, DER":          {[]string{"pkcs8", "-topk8", "-nocrypt", "-in", "ec.pem", "-outform", "DER"}, ec, false},
		"default":              {pkcs8(), ec, true},
		"DER":                  {pkcs8("-outform", "DER"), ec, true},
		"RSA":                  {[]string{"pkcs8", "-topk8", "-in", "rsa.pem", "-passout", pass}, rsaKey, true},
		"aes-128":              {pkcs8("-v2", "aes-128-cbc"), ec, true},
		"aes-192":              {pkcs8("-v2", "aes-192-cbc", "-v2prf", "hmacWithSHA256"), ec, true},
		"aes-256, sha-256":     {pkcs8("-v2", "aes-256-cbc", "-v2prf", "hmacWithSHA256", "-iter", "600000"), ec, true},
		"aes-256, sha-1":       {pkcs8("-v2", "aes-256-cbc", "-v2prf", "hmacWithSHA1"), ec, true},
		"aes-256, sha-384":     {pkcs8("-v2", "aes-256-cbc", "-v2prf", "hmacWithSHA384"), ec, true},
		"aes-256, sha-512":     {pkcs8("-v2", "aes-256-cbc", "-v2prf", "hmacWithSHA512"), ec, true},
		"des3":                 {pkcs8("-v2", "des3"), ec, true},
		"scrypt":               {pkcs8("-scrypt"), ec, true},
		"scrypt, other sizes":  {pkcs8("-scrypt", "-scrypt_N", "1024", "-scrypt_r", "4", "-scrypt_p", "2", "-v2", "aes-128-cbc"), ec, true},
		"older form, RSA":      {[]string{"rsa", "-in", "rsa.pem", "-traditional", "-aes256", "-passout", pass}, rsaKey, true},
		"older form, EC, 3des": {[]string{"ec", "-in", "ec.pem", "-des3", "-passout", pass}, ec, true},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			o.run(append(c.args, "-out", "out.key")...)
			text := o.read("out.key")
			key, err := parse(text, "secret words")
			if err != nil || !key.PEM().Equal(c.want.PEM()) {
				t.Fatalf("%v", err)
			}
			if oneLine := strings.ReplaceAll(text, "\n", " "); strings.Contains(text, "-----BEGIN") {
				if key, err := parse(oneLine, "secret words"); err != nil || !key.PEM().Equal(c.want.PEM()) {
					t.Errorf("as one line: %v", err)
				}
			}
			if !c.encrypted {
				return
			}
			_, err = ParseKey(secret.New(text), secret.Secret{})
			wantErr(t, err, ErrPassphraseNeeded)
			_, err = parse(text, "wrong words")
			wantErr(t, err, ErrPassphraseWrong)
		})
	}
	t.Run("PKCS#12 scheme", func(t *testing.T) {
		o.run(pkcs8("-v1", "PBE-SHA1-3DES", "-out", "old.key")...)
		_, err := parse(o.read("old.key"), "secret words")
		wantErr(t, err, errUnknownEncryption)
	})
	t.Run("EC PARAMETERS first", func(t *testing.T) {
		o.run("ecparam", "-name", "secp384r1", "-genkey", "-out", "genkey.pem")
		if key, err := parse(o.read("genkey.pem"), ""); err != nil || key.Type() != P384 {
			t.Errorf("%s, %v", key.Type(), err)
		}
	})
	t.Run("explicit curve", func(t *testing.T) {
		o.run("ecparam", "-name", "prime256v1", "-param_enc", "explicit", "-genkey", "-noout", "-out", "explicit.pem")
		if _, err := parse(o.read("explicit.pem"), ""); err == nil {
			t.Error("was read")
		}
	})
}
