package profile

import "testing"

func TestPrivilegedRole(t *testing.T) {
	for role, want := range map[string]string{
		"3": "Administrator", " administrator ": "Administrator", "Sales Administrator": "Sales Administrator",
		"MARKETING ADMINISTRATOR": "Marketing Administrator", "Support Administrator": "Support Administrator",
		"System Administrator": "System Administrator",
		"":                     "", "33": "", "Integration: acme": "", "Administrators": "", "Sales Manager": "",
	} {
		if got := PrivilegedRole(role); got != want {
			t.Errorf("%q: %q, want %q", role, got, want)
		}
	}
}
