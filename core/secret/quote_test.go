package secret

import (
	"strings"
	"testing"
)

func TestQuote(t *testing.T) {
	for _, tc := range []struct{ text, want string }{
		{"", `""`},
		{"acme-sb1", `"acme-sb1"`},
		{"1234567_SB1", `"1234567_SB1"`},
		{"client_credentials", `"client_credentials"`},
		{"/home/me/Projects/netsuite-keys-2026/acme.pem", `"/home/me/Projects/netsuite-keys-2026/acm..."`},
		{"two\x1b[2Jlines\n", `"two\x1b[2Jlines\n"`},
		{strings.Repeat("0123456789abcdef", 4), "a value of 64 characters"},
		{"token_id=" + strings.Repeat("0123456789abcdef", 4), "a value of 73 characters"},
		{"MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg", "a value of 48 characters"},
		{"keys/MIGHAgEAMBMGByqGSM49", "a value of 25 characters"},
		{"eyJhbGciOiJQUzI1NiJ9.eyJpc3MiOiIx", "a value of 33 characters"},
		{"-----BEGIN PRIVATE KEY-----", "a value of 27 characters"},
		{"correct horse battery staple", "a value of 28 characters"},
		{"badge-sulfur-crane-mosaic-tidal-onion-velvet-north", "a value of 50 characters"},
		{"aB3dE5gH/7kL9mN+pQ2aB3dE5gH/7kL9mN+pQ2aB3", "a value of 41 characters"}, // no long run in it
		{"MyCompany/NetSuite/Integration/Production/PrivateKeys/acme/key", `"MyCompany/NetSuite/Integration/Productio..."`},
		{"acme-order-sync-prod", `"acme-order-sync-prod"`},
		{"Acme order sync, production", `"Acme order sync, production"`},
		{"0123456789abcdef", "a value of 16 characters"},
		{"ÄÖÜäöü0123456789", "a value of 16 characters"},
	} {
		if got := Quote(tc.text); got != tc.want {
			t.Errorf("Quote(%q) = %s, want %s", tc.text, got, tc.want)
		}
	}
}
