package secret

import (
	"math"
	"strings"
	"testing"

	"github.com/trustelem/zxcvbn"
)

func TestRate(t *testing.T) {
	for _, tc := range []struct {
		passphrase string
		level      Level
	}{
		{"", Weak},
		{"aaaaaaaaaaaaaaaaaaaaaa", Weak},
		{"abcdefghijklmnop", Weak},
		{"qwertyuiop1234", Weak},
		{"password1234!", Weak},
		{"P4ssw0rd-2026", Weak},
		{"drowssapdrowssap", Weak},
		{"summer2026summer2026", Weak},
		{"summer2026 summer2026x", Weak},
		{"four words and more", Strong},
		{"correct horse battery staple", Strong},
		{"dusk-unvaried-glass-mountain", Strong},
		{"ünïcödé pässphräse", Strong},
		{"xK9#mQ2$vL5@", Fair},
		{"xK9#mQ2$vL5@wR8", Strong},
		{strings.Repeat("x", 5000), Weak},
	} {
		if got := Rate(New(tc.passphrase)); got.Level() != tc.level {
			t.Errorf("%.30q: %v (%.1g guesses), want level %d", tc.passphrase, got, got.Guesses, tc.level)
		}
	}
	for range 5 {
		made, err := GeneratePassphrase()
		if err != nil {
			t.Fatal(err)
		}
		if got := Rate(made); got.Level() != Strong || got.String() != "strong: a thousand cores find it in more than a million years" {
			t.Errorf("a generated passphrase is %v", got)
		}
	}
}

func TestStrengthInWords(t *testing.T) {
	for _, tc := range []struct {
		guesses float64
		says    string
	}{
		{1, "weak: a thousand cores find it in about 1 second"},
		{5e6, "weak: a thousand cores find it in about 1 hour"},
		{2e9, "weak: a thousand cores find it in about 23 days"},
		{3e9, "fair: a thousand cores find it in about 1 month"},
		{2e11, "fair: a thousand cores find it in about 6 years"},
		{2e15, "strong: a thousand cores find it in about 63000 years"},
		{math.Inf(1), "strong: a thousand cores find it in more than a million years"},
	} {
		if got := (Strength{tc.guesses}).String(); got != tc.says {
			t.Errorf("%.0g guesses: %q, want %q", tc.guesses, got, tc.says)
		}
	}
}

// TestRateAgreesWithZxcvbn compares with the whole estimator of the module, which the
// program does not contain. Ours may be lower; never much higher.
func TestRateAgreesWithZxcvbn(t *testing.T) {
	for _, passphrase := range []string{
		"password1234!", "P4ssw0rd-2026", "qwertyuiop12", "correct horse battery staple", "dusk-unvaried-glass-mountain",
		"Tr0ub4dour&3xyz", "letmein letmein", "abcdefgh12345", "monkeydragon1987", "iloveyou-forever-and-ever", "24121987 London",
		"xK9#mQ2$vL5@", "aaaaaaaabbbbbbbb", "ZXCVBNMasdf12", "hunter2hunter2hunter2", "my dog has 4 legs!", "zyxwvut98765",
	} {
		ours, theirs := math.Log10(2*Rate(New(passphrase)).Guesses), math.Log10(zxcvbn.PasswordStrength(passphrase, nil).Guesses)
		if ours > theirs+1.5 {
			t.Errorf("%q: 10^%.1f guesses, zxcvbn says 10^%.1f", passphrase, ours, theirs)
		}
	}
}
