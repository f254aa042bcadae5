package m2m

import (
	"encoding/pem"
	"testing"
	"time"
)

// FuzzAuthorities: no panic, no endless work, and no error that quotes the file.
func FuzzAuthorities(f *testing.F) {
	text := certificateOf(f, keyOf(f, P256)).PEM()
	block, _ := pem.Decode([]byte(text))
	f.Add([]byte(text))
	f.Add(block.Bytes)
	f.Add([]byte("\ufeff  " + text + text))
	f.Add([]byte("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"))
	f.Fuzz(func(t *testing.T, data []byte) {
		start := time.Now()
		list, err := Authorities(data)
		if took := time.Since(start); took > slow {
			t.Errorf("took %s", took)
		}
		if err != nil {
			checkQuotes(t, err, string(data))
		} else if len(list) == 0 {
			t.Error("no certificate and no error")
		}
	})
}

// FuzzStores: the same for Java keystores and PKCS#12, whose numbers the libraries
// trust.
func FuzzStores(f *testing.F) {
	f.Add([]byte("\xfe\xed\xfe\xed\x00\x00\x00\x02\x00\x00\x00\x01\x00\x00\x00\x01\x00\x01a\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00"), "x")
	f.Add([]byte("0\x10\x02\x01\x030\x0b\x06\x09*\x86H\x86\xf7\x0d\x01\x07\x01"), "x")
	f.Fuzz(func(t *testing.T, data []byte, password string) {
		start := time.Now()
		if isJKS(data) {
			_, _ = parseJKS(data, password)
		}
		if isPKCS12(data) {
			_, _ = parsePKCS12(data, password)
		}
		if took := time.Since(start); took > slow {
			t.Errorf("took %s", took)
		}
	})
}
