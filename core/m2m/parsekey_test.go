package m2m

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/asn1"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/youmark/pkcs8"

	"suitekey/core/secret"
)

// keyNumbers are the forms in which a private key could show itself.
func keyNumbers(t testing.TB, key Key) []string {
	t.Helper()
	block, _ := pem.Decode([]byte(key.PEM().Reveal()))
	private := key.private.signer.(*ecdsa.PrivateKey)
	raw, err := private.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	body := base64.StdEncoding.EncodeToString(block.Bytes)
	return []string{hex.EncodeToString(raw), strings.ToUpper(hex.EncodeToString(raw)), body[:40], body[60:100]}
}

func armour(label string, der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: label, Bytes: der}))
}

func parse(text, passphrase string) (Key, error) {
	return ParseKey(secret.New(text), secret.New(passphrase))
}

func TestParseKeyForms(t *testing.T) {
	ec := keyOf(t, P384)
	rsaKey := keyOf(t, RSA3072)
	sec1, err := x509.MarshalECPrivateKey(ec.private.signer.(*ecdsa.PrivateKey))
	if err != nil {
		t.Fatal(err)
	}
	pkcs1 := x509.MarshalPKCS1PrivateKey(rsaKey.private.signer.(*rsa.PrivateKey))
	pkcs8Text := ec.PEM().Reveal()
	block, _ := pem.Decode([]byte(pkcs8Text))
	certificate := certificateOf(t, ec).PEM()
	cases := map[string]struct {
		text string
		want Key
	}{
		"PKCS#8":                  {pkcs8Text, ec},
		"SEC1":                    {armour("EC PRIVATE KEY", sec1), ec},
		"EC PARAMETERS first":     {armour("EC PARAMETERS", []byte{6, 5, 43, 129, 4, 0, 34}) + armour("EC PRIVATE KEY", sec1), ec},
		"PKCS#1":                  {armour("RSA PRIVATE KEY", pkcs1), rsaKey},
		"wrong label":             {armour("PRIVATE KEY", pkcs1), rsaKey},
		"wrong label, other way":  {armour("RSA PRIVATE KEY", block.Bytes), ec},
		"certificate first":       {certificate + pkcs8Text, ec},
		"remarks around it":       {"Bag Attributes\n    localKeyID: 01\nKey Attributes: <No Attributes>\n" + pkcs8Text + "\nend\n", ec},
		"CRLF":                    {strings.ReplaceAll(pkcs8Text, "\n", "\r\n"), ec},
		"line breaks as spaces":   {strings.ReplaceAll(pkcs8Text, "\n", " "), ec},
		"line breaks as \\n":      {strings.ReplaceAll(pkcs8Text, "\n", `\n`), ec},
		"line breaks as \\r\\n":   {strings.ReplaceAll(pkcs8Text, "\n", `\r\n`), ec},
		"no line breaks":          {strings.ReplaceAll(pkcs8Text, "\n", ""), ec},
		"JSON string":             {`"` + strings.ReplaceAll(pkcs8Text, "\n", `\n`) + `"`, ec},
		"indented":                {"    " + strings.ReplaceAll(pkcs8Text, "\n", "\n    "), ec},
		"non-breaking spaces":     {strings.ReplaceAll(pkcs8Text, "\n", "\u00a0\n"), ec},
		"byte order mark":         {"\ufeff" + pkcs8Text, ec},
		"DER, PKCS#8":             {string(block.Bytes), ec},
		"DER, PKCS#1":             {string(pkcs1), rsaKey},
		"DER, SEC1":               {string(sec1), ec},
		"RSASSA-PSS identifier":   {armour("PRIVATE KEY", pssKeyDER(t, pkcs1)), rsaKey},
		"public key beside it":    {armour("PUBLIC KEY", []byte{1}) + pkcs8Text, ec},
		"quoted by a mail client": {strings.ReplaceAll(pkcs8Text, "\n", "\n\t"), ec},
	}
	for name, c := range cases {
		for _, passphrase := range []string{"", "not needed"} {
			key, err := parse(c.text, passphrase)
			if err != nil {
				t.Errorf("%s: %v", name, err)
			} else if !key.PEM().Equal(c.want.PEM()) {
				t.Errorf("%s: another key was read", name)
			}
		}
	}
}

// pssKeyDER puts a PKCS#1 key under the RSASSA-PSS identifier.
func pssKeyDER(t *testing.T, pkcs1 []byte) []byte {
	t.Helper()
	der, err := asn1.Marshal(struct {
		Version    int
		Algorithm  struct{ OID asn1.ObjectIdentifier }
		PrivateKey []byte
	}{0, struct{ OID asn1.ObjectIdentifier }{oidRSAPSS}, pkcs1})
	if err != nil {
		t.Fatal(err)
	}
	return der
}

func TestParseKeyWithPassphrase(t *testing.T) {
	ec := keyOf(t, P256)
	cases := map[string]*pkcs8.Opts{
		"aes-256, SHA-256": {Cipher: pkcs8.AES256CBC, KDFOpts: pkcs8.PBKDF2Opts{SaltSize: 16, IterationCount: 2048, HMACHash: crypto.SHA256}},
		"aes-192, SHA-1":   {Cipher: pkcs8.AES192CBC, KDFOpts: pkcs8.PBKDF2Opts{SaltSize: 8, IterationCount: 1000, HMACHash: crypto.SHA1}},
		"aes-128, scrypt":  {Cipher: pkcs8.AES128CBC, KDFOpts: pkcs8.ScryptOpts{SaltSize: 8, CostParameter: 1 << 12, BlockSize: 8, ParallelizationParameter: 1}},
		"3des, SHA-256":    {Cipher: pkcs8.TripleDESCBC, KDFOpts: pkcs8.PBKDF2Opts{SaltSize: 8, IterationCount: 1, HMACHash: crypto.SHA256}},
	}
	const passphrase = "correct horse, Pferd, 馬"
	for name, options := range cases {
		der, err := pkcs8.MarshalPrivateKey(ec.private.signer, []byte(passphrase), options)
		if err != nil {
			t.Fatal(err)
		}
		text := armour("ENCRYPTED PRIVATE KEY", der)
		if key, err := parse(text, passphrase); err != nil || !key.PEM().Equal(ec.PEM()) {
			t.Errorf("%s: %v", name, err)
		}
		if key, err := parse(string(der), passphrase); err != nil || !key.PEM().Equal(ec.PEM()) {
			t.Errorf("%s, DER: %v", name, err)
		}
		_, err = parse(text, "")
		wantErr(t, err, ErrPassphraseNeeded)
		for _, wrong := range []string{"wrong", "correct horse, Pferd", passphrase + " "} {
			_, err = parse(text, wrong)
			wantErr(t, err, ErrPassphraseWrong)
		}
	}
}

func TestWrongPassphraseIsAlwaysToldAsSuch(t *testing.T) {
	der, err := pkcs8.MarshalPrivateKey(keyOf(t, P256).private.signer, []byte("right"),
		&pkcs8.Opts{Cipher: pkcs8.AES128CBC, KDFOpts: pkcs8.PBKDF2Opts{SaltSize: 8, IterationCount: 1, HMACHash: crypto.SHA256}})
	if err != nil {
		t.Fatal(err)
	}
	info, ok := parseEncrypted(der)
	if !ok {
		t.Fatal("not an encrypted key")
	}
	for i := range 3000 { // some of these end in what looks like padding
		if _, err := info.decrypt("wrong" + hex.EncodeToString([]byte{byte(i), byte(i >> 8)})); !errors.Is(err, ErrPassphraseWrong) {
			t.Fatal(err)
		}
	}
}

func TestParseKeyRefusals(t *testing.T) {
	ec := keyOf(t, P256)
	certificate := certificateOf(t, ec).PEM()
	text := ec.PEM().Reveal()
	cut := text[:len(text)/2] + text[len(text)/2+9:]
	public, _ := x509.MarshalPKIXPublicKey(ec.Public())
	pkcs8Of := func(key any) string {
		der, err := x509.MarshalPKCS8PrivateKey(key)
		if err != nil {
			t.Fatal(err)
		}
		return armour("PRIVATE KEY", der)
	}
	small, _ := rsa.GenerateKey(rand.Reader, 2048)
	p224, _ := ecdsa.GenerateKey(elliptic.P224(), rand.Reader)
	_, ed, _ := ed25519.GenerateKey(rand.Reader)
	cases := map[string]struct{ text, want string }{
		"nothing":             {"", "nothing was given"},
		"spaces":              {" \n ", "nothing was given"},
		"words":               {"hello", "-----BEGIN"},
		"a token":             {strings.Repeat("ab", 32), "64 hexadecimal digits"},
		"a certificate":       {certificate, "this is a certificate"},
		"a public key":        {armour("PUBLIC KEY", public), "this is a public key"},
		"a request":           {armour("CERTIFICATE REQUEST", []byte{1}), "request for a certificate"},
		"parameters only":     {armour("EC PARAMETERS", []byte{1}), "this is not a private key"},
		"an SSH key":          {armour("OPENSSH PRIVATE KEY", []byte{1}), "SSH key"},
		"a PuTTY key":         {"PuTTY-User-Key-File-3: ssh-rsa", "PuTTY"},
		"two keys":            {text + keyOf(t, P384).PEM().Reveal(), "2 private keys"},
		"the end missing":     {text[:len(text)-20], "end is missing"},
		"begin and end apart": {strings.Replace(text, "END PRIVATE", "END PUBLIC", 1), "do not match"},
		"a piece missing":     {cut, "damaged"},
		"odd characters":      {strings.Replace(text, "M", "*", 1), "damaged"},
		"empty block":         {"-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----", "damaged"},
		"unlabelled rubbish":  {"0rubbish", "no line that starts with -----BEGIN"},
		"label without truth": {armour("ENCRYPTED PRIVATE KEY", []byte{0x30, 0}), "damaged"},
		"RSA 2048":            {pkcs8Of(small), "RSA key of 2048 bits"},
		"P-224":               {pkcs8Of(p224), "curve P-224"},
		"Ed25519":             {pkcs8Of(ed), "Ed25519"},
		"a huge key":          {armour("PRIVATE KEY", make([]byte, maxKeyDER+1)), "several times larger"},
		"5 MB of letters":     {strings.Repeat("A", 5<<20), "5120 kB"},
		"5 MB in armour":      {"-----BEGIN PRIVATE KEY-----\n" + strings.Repeat("A", 5<<20) + "\n-----END PRIVATE KEY-----", "5120 kB"},
	}
	for name, c := range cases {
		_, err := parse(c.text, "passphrase")
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q in it", name, err, c.want)
			continue
		}
		if len(err.Error()) > 400 {
			t.Errorf("%s: %d characters", name, len(err.Error()))
		}
		for _, number := range keyNumbers(t, ec) {
			if strings.Contains(err.Error(), number) {
				t.Errorf("%s: the error quotes the key", name)
			}
		}
	}
}

func TestEncryptedKeysCannotAskForEndlessWork(t *testing.T) {
	raw := func(value any) asn1.RawValue {
		der, err := asn1.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		return asn1.RawValue{FullBytes: der}
	}
	iv := make([]byte, 16)
	build := func(kdf algorithmIdentifier, cipherOID asn1.ObjectIdentifier, iv, data []byte) encryptedKeyInfo {
		return encryptedKeyInfo{algorithmIdentifier{oidPBES2, raw(pbes2Parameters{kdf, algorithmIdentifier{cipherOID, raw(iv)}})}, data}
	}
	pbkdf2 := func(p pbkdf2Parameters) algorithmIdentifier {
		return algorithmIdentifier{oidPBKDF2, raw(struct {
			Salt       []byte
			Iterations int
		}{p.Salt, p.Iterations})}
	}
	scryptKDF := func(p scryptParameters) algorithmIdentifier {
		return algorithmIdentifier{oidScrypt, raw(struct {
			Salt    []byte
			N, R, P int
		}{p.Salt, p.N, p.R, p.P})}
	}
	good := pbkdf2(pbkdf2Parameters{Salt: iv, Iterations: 1})
	cases := map[string]struct {
		info encryptedKeyInfo
		want error
	}{
		"iterations":      {build(pbkdf2(pbkdf2Parameters{Salt: iv, Iterations: 1 << 30}), oidAES256, iv, iv), errTooMuchWork},
		"no iterations":   {build(pbkdf2(pbkdf2Parameters{Salt: iv}), oidAES256, iv, iv), errDamagedKey},
		"negative":        {build(pbkdf2(pbkdf2Parameters{Salt: iv, Iterations: -1}), oidAES256, iv, iv), errDamagedKey},
		"scrypt N":        {build(scryptKDF(scryptParameters{Salt: iv, N: 1 << 30, R: 8, P: 1}), oidAES256, iv, iv), errTooMuchWork},
		"scrypt r":        {build(scryptKDF(scryptParameters{Salt: iv, N: 1 << 14, R: 1 << 40, P: 1}), oidAES256, iv, iv), errTooMuchWork},
		"scrypt p":        {build(scryptKDF(scryptParameters{Salt: iv, N: 1 << 14, R: 8, P: 1 << 20}), oidAES256, iv, iv), errTooMuchWork},
		"scrypt no power": {build(scryptKDF(scryptParameters{Salt: iv, N: 1000, R: 8, P: 1}), oidAES256, iv, iv), errDamagedKey},
		"short IV":        {build(good, oidAES256, iv[:8], iv), errDamagedKey},
		"half a block":    {build(good, oidAES256, iv, iv[:9]), errDamagedKey},
		"no data":         {build(good, oidAES256, iv, nil), errDamagedKey},
		"unknown cipher":  {build(good, oidRSA, iv, iv), errUnknownEncryption},
		"unknown KDF":     {build(algorithmIdentifier{oidRSA, raw(1)}, oidAES256, iv, iv), errUnknownEncryption},
		"PKCS#12 scheme":  {encryptedKeyInfo{algorithmIdentifier{asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 12, 1, 3}, raw(1)}, iv}, errUnknownEncryption},
	}
	for name, c := range cases {
		der, err := asn1.Marshal(c.info)
		if err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		_, err = parse(armour("ENCRYPTED PRIVATE KEY", der), "passphrase")
		if !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
		if took := time.Since(start); took > time.Minute { // the work that the file asks for is refused, not done
			t.Errorf("%s took %s", name, took)
		}
	}
}
