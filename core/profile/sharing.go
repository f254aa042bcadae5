package profile

import "time"

// SameCredential reports whether a and b sign in with the same token or
// certificate, so that revoking the credential of one breaks the other too. It is
// false for refresh tokens, which change with each use and cannot be compared.
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

// Users returns the names of the connections in saved, other than name, that sign
// in with the credential of p: with their current credential, or with a former
// one that they still need. They need it until the day in RetireOn, or until suitekey
// has tried to revoke it.
func Users(saved []Profile, name string, p Profile, now time.Time) []string {
	var names []string
	for _, other := range saved {
		wanted := other.Old != nil && other.Unrevoked == "" && (other.RetireOn.IsZero() || other.RetireOn.After(now))
		if other.Name != name && (SameCredential(other, p) || wanted && SameCredential(*other.Old, p)) {
			names = append(names, other.Name)
		}
	}
	return names
}
