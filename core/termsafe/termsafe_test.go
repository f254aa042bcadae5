package termsafe

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestLine(t *testing.T) {
	tests := map[string]string{
		"":                         "",
		"plain":                    "plain",
		"  two \t\r\n words ":      "two words",
		"a\x1b[31mb":               "a[31mb",
		"a\x9b31mb":                "a31mb",
		"a\u009b31mb":              "a31mb",
		"zero\u200bwidth\ufeff":    "zerowidth",
		"left\u202eright\u2066":    "leftright",
		"line\u2028break\u0085":    "line break",
		"bad\xff\xfeutf8":          "badutf8",
		"Größe 東京":                 "Größe 東京",
		strings.Repeat("x", 40):    strings.Repeat("x", 40),
		strings.Repeat("ü", 41):    strings.Repeat("ü", 40) + "...",
		strings.Repeat("x ", 5000): strings.Repeat("x ", 19) + "x...",
	}
	for text, want := range tests {
		if got := Line(text, 40); got != want {
			t.Errorf("Line(%.60q) = %q, want %q", text, got, want)
		}
	}
}

func FuzzLine(f *testing.F) {
	f.Add("a\x1b]0;title\x07 b\u202e", 10)
	f.Fuzz(func(t *testing.T, text string, most int) {
		got := Line(text, most)
		if !utf8.ValidString(got) || strings.ContainsFunc(got, func(r rune) bool { return !unicode.IsPrint(r) }) {
			t.Errorf("Line(%q) = %q", text, got)
		}
		if again := Line(got, len(got)); again != got {
			t.Errorf("Line(%q) = %q, then %q", text, got, again)
		}
	})
}

func TestVisibleKeepsLineBreaks(t *testing.T) {
	if got := Visible("a\x1b[2Jb\nc\u202ed\r"); got != "a[2Jb\ncd" {
		t.Errorf("Visible gave %q", got)
	}
}
