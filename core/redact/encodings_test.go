package redact

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"strings"
	"testing"

	"suitekey/core/secret"
)

// withBreak puts a line break and an indent behind the first n characters.
func withBreak(text string, n int) string { return text[:n] + "\n    " + text[n:] }

// spaced puts a separator between the bytes of a text in hexadecimal.
func spaced(format, separator, text string) string {
	var parts []string
	for _, c := range []byte(text) {
		parts = append(parts, fmt.Sprintf(format, c))
	}
	return strings.Join(parts, separator)
}

// TestEncodings writes a token as programs print bytes, with nothing left of it.
func TestEncodings(t *testing.T) {
	m := New(secret.New(token))
	texts := map[string]string{
		"spaced hex": spaced("%02x", " ", token), "colons": spaced("%02X", ":", token), "Go": spaced("0x%02x", ", ", token),
		"C": spaced("\\x%02x", "", token), "openssl -text": withBreak(spaced("%02x", ":", token), 45),
		"mixed case": "3" + strings.ToUpper(hex.EncodeToString([]byte(token)))[1:],
		"base32":     base32.StdEncoding.EncodeToString([]byte(token)), "base32 lower": strings.ToLower(base32.StdEncoding.EncodeToString([]byte(token))),
	}
	for shift := range 5 {
		texts[fmt.Sprintf("base32 behind %d", shift)] = base32.StdEncoding.EncodeToString([]byte("abcd"[:shift] + token + "z"))
	}
	encoded := base64.StdEncoding.EncodeToString([]byte("key:" + token))
	for n := 5; n < len(encoded)-1; n++ {
		texts[fmt.Sprintf("base64 broken after %d", n)] = withBreak(encoded, n)
	}
	for what, text := range texts {
		once := masked(m, text, len(text))
		if strings.Count(once, Mark) != 1 || len(once) > len(Mark)+16 {
			t.Errorf("%s: %q", what, once)
		}
		for size := 1; size < 4; size++ {
			if got := masked(m, text, size); got != once {
				t.Errorf("%s in pieces of %d: %q, not %q", what, size, got, once)
			}
		}
	}
	for _, text := range []string{"30 31 32 ", "a\n\n  b\n", "0x30, 0x31, 0x", "30\\", "M\nD\nE\n"} {
		if got := masked(m, text, 1); got != text {
			t.Errorf("%q became %q", text, got)
		}
	}
}

// TestPartOfPEM prints a part of a key, as base64 or as it is.
func TestPartOfPEM(t *testing.T) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	text := string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
	m := New(secret.New(text))
	for what, encoded := range map[string]string{
		"base64": base64.StdEncoding.EncodeToString([]byte(text)), "hex": hex.EncodeToString([]byte(text)),
		"base32": base32.StdEncoding.EncodeToString([]byte(text)), "one line": strings.ReplaceAll(body(text), "\n", ""),
	} {
		for at := 60; at+76 < len(encoded)-60; at += 19 {
			if got := masked(m, encoded[at:at+76], 76); !strings.Contains(got, Mark) || len(strings.ReplaceAll(got, Mark, "")) > 50 {
				t.Errorf("%s at %d: %q of %q", what, at, got, encoded[at:at+76])
			}
		}
	}
}

// TestReencodedKey writes a key in the other formats that libraries know.
func TestReencodedKey(t *testing.T) {
	curve, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	factors, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	scalar, err := curve.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	sec1, err := x509.MarshalECPrivateKey(curve)
	if err != nil {
		t.Fatal(err)
	}
	for what, row := range map[string]struct {
		key     any
		printed string
		secret  []byte
	}{
		"SEC1":          {curve, string(pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: sec1})), scalar},
		"JWK":           {curve, `{"kty":"EC","d":"` + base64.RawURLEncoding.EncodeToString(scalar) + `"}`, scalar},
		"openssl -text": {curve, withBreak(spaced("%02x", ":", string(scalar)), 45), scalar},
		"PKCS #1":       {factors, string(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(factors)})), factors.D.Bytes()},
		"JWK of RSA":    {factors, `{"kty":"RSA","p":"` + base64.RawURLEncoding.EncodeToString(factors.Primes[0].Bytes()) + `"}`, factors.Primes[0].Bytes()},
	} {
		der, err := x509.MarshalPKCS8PrivateKey(row.key)
		if err != nil {
			t.Fatal(err)
		}
		got := masked(New(secret.New(string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})))), row.printed, 7)
		left, _ := base64.StdEncoding.DecodeString(strings.NewReplacer("\n", "", Mark, "").Replace(body(got)))
		if !strings.Contains(got, Mark) || bytes.Contains(left, row.secret[4:20]) {
			t.Errorf("%s: %q", what, got)
		}
	}
}
