package profile

import "slices"

// Diff names the fields in which a and b differ, by their keys in the answers
// file where they have one. It never tells values. What a test notes and what the
// vault stamps on (Tested, Refusals, Created, Changed) is no difference.
func Diff(a, b Profile) []string {
	var names []string
	for _, field := range []struct {
		name string
		same bool
	}{
		{"name", a.Name == b.Name},
		{"tags", slices.Equal(a.Tags, b.Tags)},
		{"account", a.Account == b.Account},
		{"consumer", a.Product == b.Product},
		{"method", a.Method == b.Method},
		{"surfaces", slices.Equal(a.Surfaces, b.Surfaces)},
		{"wsdl", a.WSDL == b.WSDL},
		{"consumer_key", a.ConsumerKey == b.ConsumerKey},
		{"consumer_secret", a.ConsumerSecret.Equal(b.ConsumerSecret)},
		{"token_id", a.TokenID == b.TokenID},
		{"token_secret", a.TokenSecret.Equal(b.TokenSecret)},
		{"signature_algorithm", a.SignatureAlgorithm == b.SignatureAlgorithm},
		{"key_type", a.KeyType == b.KeyType},
		{"jwt_algorithm", a.JWTAlgorithm == b.JWTAlgorithm},
		{"private_key", a.PrivateKey.Equal(b.PrivateKey)},
		{"certificate", a.Certificate == b.Certificate},
		{"certificate_id", a.CertificateID == b.CertificateID},
		{"scopes", slices.Equal(a.Scopes, b.Scopes)},
		{"entity", a.Entity == b.Entity},
		{"role", a.Role == b.Role},
		{"refresh_token", a.RefreshToken.Equal(b.RefreshToken)},
		{"redirect_uri", a.RedirectURI == b.RedirectURI},
		{"timeout", a.Timeout == b.Timeout},
		{"retries", a.Retries == b.Retries},
		{"retry_interval", a.RetryInterval == b.RetryInterval},
		{"former_credential", (a.Old == nil) == (b.Old == nil) && (a.Old == nil || len(Diff(*a.Old, *b.Old)) == 0)},
		{"retire_on", a.RetireOn.Equal(b.RetireOn)},
	} {
		if !field.same {
			names = append(names, field.name)
		}
	}
	return names
}
