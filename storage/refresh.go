package storage

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"

	"suitekey/core/profile"
	"suitekey/core/secret"
)

// A public client's refresh token is good once and brings the next one, which a
// note takes over at once. Whoever loaded the connection before that, or brings
// back a former state, still has a spent one, and saving it would end the
// connection: so the record remembers which are spent.

// mostSpent is how many are remembered: an hourly use for more than a week.
const mostSpent = 200

// markOf recognises a refresh token without being one.
func markOf(token secret.Secret) string {
	sum := sha256.Sum256([]byte(token.Reveal()))
	return hex.EncodeToString(sum[:8])
}

// noteRefresh takes a refresh token over in place of the one that is there, which
// is spent then. One that is spent itself is not taken back.
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

// keepRefresh gives p the refresh token that was noted meanwhile, in place of one
// that is spent.
func keepRefresh(p *profile.Profile, former record) {
	if !p.RefreshToken.IsEmpty() && p.ConsumerKey == former.Profile.ConsumerKey && slices.Contains(former.Spent, markOf(p.RefreshToken)) {
		p.RefreshToken, p.RefreshUntil = former.Profile.RefreshToken, former.Profile.RefreshUntil
	}
}
