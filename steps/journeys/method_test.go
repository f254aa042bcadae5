package journeys

import (
	"testing"

	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/steps"
	"suitekey/steps/setup"
)

func TestMethodLine(t *testing.T) {
	for want, p := range map[string]profile.Profile{
		"TBA HMAC-SHA256": {Method: profile.TBA, SignatureAlgorithm: "HMAC-SHA256"},
		"M2M ES256":       {Method: profile.M2M, JWTAlgorithm: "ES256"},
		"browser sign-in": {Method: profile.Code, JWTAlgorithm: "ES256"},
	} {
		if got := setup.MethodLine(p); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// TestRefreshTokenStaysWithTheConnection, whatever journey it goes through.
func TestRefreshTokenStaysWithTheConnection(t *testing.T) {
	s, err := steps.StateFromProfile(steps.Facts{}, profile.Profile{Method: profile.Code, RefreshToken: secret.New("first"), RedirectURI: "suitekey://callback"})
	if err != nil {
		t.Fatal(err)
	}
	if p := s.Profile(); p.RefreshToken.Reveal() != "first" || p.RedirectURI != "suitekey://callback" || p.KeyType != "" {
		t.Errorf("got %+v", p)
	}
	s.RefreshToken = secret.New("second") // as the test does with what it was given
	if p := s.Profile(); p.RefreshToken.Reveal() != "second" {
		t.Error("the test's refresh token is lost")
	}
}
