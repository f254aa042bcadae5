package nearest

import (
	"strings"
	"testing"
)

func TestName(t *testing.T) {
	names := []string{"setup", "test", "list", "show", "remove", "rename", "keygen", "inspect", "practice", "version"}
	for text, want := range map[string]string{
		"seutp": "setup", "tset": "test", "lst": "list", "removee": "remove", "practise": "practice", "insp": "inspect",
		"frobnicate": "", "x": "", strings.Repeat("setup", 20): "",
	} {
		if got := Name(text, names); got != want {
			t.Errorf("Name(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestDistance(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"abc", "", 3}, {"", "abc", 3}, {"abc", "abc", 0}, {"abc", "abd", 1}, {"kitten", "sitting", 3}} {
		if got := Distance(test.a, test.b); got != test.want {
			t.Errorf("Distance(%q, %q) = %d, want %d", test.a, test.b, got, test.want)
		}
	}
}
