package app

import "testing"

// TestPublicClientGoesOn: every test spends the refresh token, and the next one
// has to be in the vault, also for whoever loaded the connection before.
func TestPublicClientGoesOn(t *testing.T) {
	a := newApp(t, Options{Demo: true})
	p := byCode(t, a, true)
	for range 2 {
		former := load(t, a, "acme").RefreshToken
		if report, err := a.Test(t.Context(), "acme", nil); err != nil || !report.OK {
			t.Fatalf("a test: %v, %v", err, report.Err)
		}
		if load(t, a, "acme").RefreshToken.Equal(former) {
			t.Error("the refresh token is still the former one")
		}
		if _, err := a.AccessToken(t.Context(), p, AccessOptions{Refresh: true}); err != nil {
			t.Fatalf("an access token: %v", err)
		}
	}
}
