package profile

import (
	"strings"
	"testing"
)

func TestCheckName(t *testing.T) {
	for _, name := range []string{"a", "acme-sb1", "prod", "1234567_sb1", "acme.eu", "com", "com10", strings.Repeat("a", 63)} {
		if err := CheckName(name); err != nil {
			t.Errorf("CheckName(%q): %v", name, err)
		}
	}
	for _, name := range []string{
		"", ".", "..", "../evil", "a/b", `a\b`, "-rf", ".hidden", "_x", "a..b", "acme.", "Acme", "acme sb1",
		"\u00e4cme", "acme\x00", "acme\n", "con", "nul", "com1", "com1.prod", "lpt9", strings.Repeat("a", 64), strings.Repeat("a", 5<<20),
	} {
		err := CheckName(name)
		if err == nil {
			t.Errorf("CheckName(%.20q) accepts it", name)
			continue
		}
		if len(err.Error()) > 250 || strings.ContainsAny(err.Error(), "\x00\n\x1b") {
			t.Errorf("CheckName(%.20q): bad message %.500q", name, err)
		}
	}
}

func TestHas(t *testing.T) {
	p := Profile{Surfaces: []Surface{REST, SOAP}}
	if !p.Has(REST) || !p.Has(SOAP) || p.Has(RESTlet) {
		t.Errorf("Has is wrong about %v", p.Surfaces)
	}
}
