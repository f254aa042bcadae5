package people

import (
	"crypto/sha256"
	"encoding/base64"
	"strings"
	"time"

	"suitekey/core/profile"
)

// Mark identifies the credential of a connection: another one after a renewal. It is
// made of what a list of connections contains, which has no secrets. A sign-in of a
// person is known by the end of its refresh token.
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
