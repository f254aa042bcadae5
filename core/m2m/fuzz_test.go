package m2m

import (
	"encoding/base64"
	"encoding/pem"
	"strings"
	"testing"
	"time"

	"suitekey/core/secret"
)

func base64URL(text string) ([]byte, error) { return base64.RawURLEncoding.DecodeString(text) }

// slow is what no input may take. Opening a key that asks for the most rounds
// allowed takes some seconds on a slow machine.
const slow = 20 * time.Second

// FuzzParseKey: no panic, no endless work, and no error that quotes the input.
func FuzzParseKey(f *testing.F) {
	key := keyOf(f, P256)
	text := key.PEM().Reveal()
	block, _ := pem.Decode([]byte(text))
	f.Add(text, "")
	f.Add(strings.ReplaceAll(text, "\n", " "), "x")
	f.Add(string(block.Bytes), "")
	f.Add(keyOf(f, RSA3072).PEM().Reveal(), "")
	f.Add(certificateOf(f, key).PEM(), "")
	f.Add("-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nAAAA\n-----END EC PRIVATE KEY-----", "x")
	f.Add("-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIBvTBXBgkqhkiG9w0BBQ0wSjApBgkqhkiG9w0BBQwwHAQI\n-----END ENCRYPTED PRIVATE KEY-----", "x")
	f.Fuzz(func(t *testing.T, text, passphrase string) {
		start := time.Now()
		key, err := ParseKey(secret.New(text), secret.New(passphrase))
		if took := time.Since(start); took > slow {
			t.Errorf("took %s", took)
		}
		if err != nil {
			checkQuotes(t, err, text)
			return
		}
		again, err := ParseKey(key.PEM(), secret.Secret{})
		if err != nil || again.Type() != key.Type() || !again.PEM().Equal(key.PEM()) {
			t.Errorf("what was read cannot be read again: %v", err)
		}
	})
}

// FuzzParseCertificate: the same for certificates.
func FuzzParseCertificate(f *testing.F) {
	for _, kind := range []KeyType{P256, RSA3072} {
		c := certificateOf(f, keyOf(f, kind))
		f.Add([]byte(c.PEM()))
		f.Add(c.DER())
	}
	f.Add([]byte(oracleSample))
	f.Add([]byte(keyOf(f, P256).PEM().Reveal()))
	f.Fuzz(func(t *testing.T, text []byte) {
		start := time.Now()
		c, err := ParseCertificate(text)
		if err != nil {
			checkQuotes(t, err, string(text))
		} else {
			again, err := ParseCertificate([]byte(c.PEM()))
			if err != nil || again.ID() != c.ID() {
				t.Errorf("what was read cannot be read again: %v", err)
			}
			c.Check(testTime)
		}
		if took := time.Since(start); took > slow {
			t.Errorf("took %s", took)
		}
	})
}

// checkQuotes fails if the error holds a piece of the input that is long enough
// to be key material; our own words, which have spaces and dashes, are not.
func checkQuotes(t *testing.T, err error, text string) {
	t.Helper()
	const piece = 24
	message := err.Error()
	for i := 0; i+piece <= len(text) && i < 4096; i++ {
		if part := text[i : i+piece]; !strings.ContainsAny(part, " -") && strings.Contains(message, part) {
			t.Fatalf("the error quotes %q: %s", part, message)
		}
	}
	if len(message) > 500 {
		t.Errorf("the error has %d characters", len(message))
	}
}
