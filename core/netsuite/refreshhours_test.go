package netsuite

import (
	"testing"
	"time"

	"suitekey/core/secret"
)

// TestRefreshHours: what a person read on the record counts for a public client alone.
func TestRefreshHours(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"1": time.Hour, "720": 720 * time.Hour, "": 0, "0": 0, "721": 0, "-1": 0, "two days": 0, "9999999999999999999": 0, "4000000000": 0,
	} {
		if got := RefreshHours(text); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
	public := CodeGrant{RefreshFor: 720 * time.Hour}
	confidential := public
	confidential.Consumer.Secret = secret.New("secret")
	if public.lifetime() != 720*time.Hour || confidential.lifetime() != RefreshLifetime || (CodeGrant{}).lifetime() != PublicRefreshLifetime {
		t.Error("the lifetime is another")
	}
}
