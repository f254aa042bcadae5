package diagnose

import (
	"testing"

	"suitekey/core/profile"
)

// A role that is Administrator is not at the same time said not to be.
func TestAdministratorIsTheRole(t *testing.T) {
	for _, c := range []struct {
		known evidence
		want  Has
	}{{evidence{"signed-in": true}, No}, {evidence{"signed-in": true, "administrator": true}, Yes}, {evidence{}, Unknown}} {
		for _, right := range rights(c.known, profile.Profile{Method: profile.TBA}) {
			if right.Name == "Administrator" && right.Has != c.want {
				t.Errorf("with %v the role is Administrator: %s, not %s", c.known, right.Has, c.want)
			}
		}
	}
}
