package storage

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"

	"suitekey/core/profile"
	"suitekey/core/secret"
)

// The refresh token of a public client works once and returns the next one, which
// is stored at once. A caller that loaded the connection before, or that restores
// an earlier state, still has a spent token. Saving this token would break the
// connection, so the record remembers which tokens are spent.

// mostSpent is how many spent tokens are remembered: one per hour for a week.
const mostSpent = 200

// markOf returns a hash by which a refresh token can be recognised.
func markOf(token secret.Secret) string {
	sum := sha256.Sum256([]byte(token.Reveal()))
	return hex.EncodeToString(sum[:8])
}

// noteRefresh replaces the stored refresh token by token and marks the former one
// as spent. It ignores a token that is spent itself.
func (r *record) noteRefresh(token secret.Secret, until time.Time) {
	former := r.Profile.RefreshToken
	if slices.Contains(r.Spent, markOf(token)) {
		return
	}
	r.Profile.RefreshToken, r.Profile.RefreshUntil = token, until
	if !former.IsEmpty() && !former.Equal(token) {
		r.Spent = append(r.Spent, markOf(former))
		r.Spent = r.Spent[max(0, len(r.Spent)-mostSpent):]
	}
}

// keepRefresh replaces a spent refresh token in p by the stored one.
func keepRefresh(p *profile.Profile, former record) {
	if !p.RefreshToken.IsEmpty() && p.ConsumerKey == former.Profile.ConsumerKey && slices.Contains(former.Spent, markOf(p.RefreshToken)) {
		p.RefreshToken, p.RefreshUntil = former.Profile.RefreshToken, former.Profile.RefreshUntil
	}
}
