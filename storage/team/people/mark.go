package people

import (
	"crypto/sha256"
	"encoding/base64"
	"strings"
	"time"

	"suitekey/core/profile"
)

// Mark identifies the credential of a connection and changes with a renewal. It is computed
// from the list's data, which has no secrets. A person's sign-in is identified by the
// expiry of its refresh token.
func Mark(p profile.Profile) string {
	parts := []string{p.Account.String(), string(p.Method), p.ConsumerKey}
	switch p.Method {
	case profile.TBA:
		parts = append(parts, p.TokenID)
	case profile.M2M:
		parts = append(parts, p.CertificateID)
	case profile.Code:
		parts = append(parts, p.RefreshUntil.UTC().Format(time.RFC3339))
	}
	sum := sha256.Sum256([]byte(strings.Join(parts, "\n")))
	return base64.RawStdEncoding.EncodeToString(sum[:8])
}
