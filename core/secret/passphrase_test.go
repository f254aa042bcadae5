package secret

import (
	"strings"
	"testing"
)

func TestCheckPassphrase(t *testing.T) {
	for _, tc := range []struct{ passphrase, says string }{
		{"four words and more", ""},
		{"ünïcödé pässphräse", ""},
		{"short", "5 characters"},
		{"", "0 characters"},
		{"aaaaaaaaaaaaaaaa", "repeats"},
		{"four words\tand more", "control character"},
		{"four words \xff\xfe and", "not text"},
		{"password1234!", "many people use"},
		{"Dragon Monkey 99", "many people use"},
		{"DragonMonkey99", "many people use"},
		{"qwertyuiop12", "many people use"},
		{"letmein letmein", "many people use"},
		{"123456789012", "many people use"},
		{"correct horse battery staple", ""},
		{"dusk-unvaried-glass-mountain", ""},
	} {
		err := CheckPassphrase(New(tc.passphrase))
		if tc.says == "" && err != nil || tc.says != "" && (err == nil || !strings.Contains(err.Error(), tc.says)) {
			t.Errorf("%q: %v, want something with %q", tc.passphrase, err, tc.says)
		}
		if err != nil && len(tc.passphrase) > 8 && strings.Contains(err.Error(), tc.passphrase) {
			t.Errorf("the message quotes the passphrase: %v", err)
		}
	}
}

func TestGeneratePassphrase(t *testing.T) {
	seen := map[string]bool{}
	for range 20 {
		p, err := GeneratePassphrase()
		if err != nil {
			t.Fatal(err)
		}
		if err := CheckPassphrase(p); err != nil || strings.Count(p.Reveal(), "-") < 7 || seen[p.Reveal()] {
			t.Errorf("a generated passphrase of %d characters: %v", len(p.Reveal()), err)
		}
		seen[p.Reveal()] = true
	}
}
