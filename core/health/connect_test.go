package health

import (
	"testing"
	"time"

	"suitekey/core/profile"
)

// TestConnectKeepsTBA: the end of TBA is told where it ends something.
func TestConnectKeepsTBA(t *testing.T) {
	now := time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	for want, surfaces := range map[int][]profile.Surface{
		0: {profile.Connect}, 1: {profile.Connect, profile.REST},
	} {
		if got := endOfTBA(nil, &profile.Profile{Method: profile.TBA, Surfaces: surfaces}, now); len(got) != want {
			t.Errorf("%v: %+v", surfaces, got)
		}
	}
}
