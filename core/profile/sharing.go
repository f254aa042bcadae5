package profile

import "time"

// SameCredential tells whether a and b sign in with one and the same thing: what
// ends it for one ends it for both. Of refresh tokens, which are secret and change
// with each use, nothing is known.
func SameCredential(a, b Profile) bool {
	switch {
	case a.Account != b.Account || a.Method != b.Method:
		return false
	case a.Method == TBA:
		return a.TokenID != "" && a.TokenID == b.TokenID
	default: // an integration record has certificates of its own
		return a.CertificateID != "" && a.CertificateID == b.CertificateID && a.ConsumerKey == b.ConsumerKey
	}
}

// Users names the connections among saved, but that called name, that sign in with
// the credential of p: as what they have, or as a former one that they still want.
// That is so until somebody has said when it may go, and that day has come.
func Users(saved []Profile, name string, p Profile, now time.Time) []string {
	var names []string
	for _, other := range saved {
		wanted := other.Old != nil && (other.RetireOn.IsZero() || other.RetireOn.After(now))
		if other.Name != name && (SameCredential(other, p) || wanted && SameCredential(*other.Old, p)) {
			names = append(names, other.Name)
		}
	}
	return names
}
