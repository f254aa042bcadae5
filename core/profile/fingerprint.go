package profile

import (
	"crypto/sha256"
	"encoding/base64"
	"strconv"
)

// Fingerprint returns a hash of the values that the result of a test depends on. It is the
// same for two states of a connection that NetSuite answers in the same way: neither the
// name nor anything that a test or the vault notes is part of it. It covers secrets, so it
// is stored only encrypted.
func Fingerprint(p Profile) string {
	sum := sha256.New()
	for _, f := range fields {
		if f.Untested || f.Origin == Stamp || f.Key == "name" || !f.For(p.Method) {
			continue
		}
		text := f.Text(&p)
		if f.IsSecret() {
			text = f.Secret(&p).Reveal() // hashed, and hidden by the length of every real one
		}
		sum.Write([]byte(f.Key + " " + strconv.Itoa(len(text)) + " " + text + "\n"))
	}
	return base64.RawURLEncoding.EncodeToString(sum.Sum(nil))
}
