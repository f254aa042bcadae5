package steps

import (
	"strings"
	"testing"
)

func TestCleanLine(t *testing.T) {
	for _, tc := range []struct{ name, in, want, note string }{
		{"plain", "abc", "abc", ""},
		{"spaces", "  abc ", "abc", "3 surrounding spaces were removed"},
		{"no-break space", "\u00a0abc", "abc", "1 surrounding space was removed"},
		{"quotes", `"abc"`, "abc", "the surrounding quotes were removed"},
		{"curly quotes", "“abc”", "abc", "the surrounding quotes were removed"},
		{"one quote stays", `"abc`, `"abc`, ""},
		{"zero width", "a\u200bb\ufeffc", "abc", "2 invisible characters were removed"},
		{"escape sequence", "a\x1b[31mb", "a[31mb", "1 invisible character was removed"},
		{"carriage return", "abc\r\n", "abc", "1 line break was removed"},
		{"line break inside", "ab\ncd", "ab cd", "1 line break was removed"},
		{"bidi override", "ab\u202ecd", "abcd", "1 invisible character was removed"},
		{"empty", "", "", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, notes := CleanLine(tc.in)
			if got != tc.want {
				t.Errorf("CleanLine(%q) = %q, want %q", tc.in, got, tc.want)
			}
			if joined := strings.Join(notes, "; "); joined != tc.note {
				t.Errorf("notes %q, want %q", joined, tc.note)
			}
			if again, more := CleanLine(got); again != got || len(more) > 0 && tc.name != "one quote stays" {
				t.Errorf("cleaning twice changed %q to %q (%v)", got, again, more)
			}
		})
	}
}

func TestCleanTokenJoinsBrokenValues(t *testing.T) {
	got, notes := CleanToken("ef40afdd8abaac11\n  1b13825dd5e5e2dd")
	if got != "ef40afdd8abaac111b13825dd5e5e2dd" {
		t.Errorf("got %q", got)
	}
	if len(notes) == 0 {
		t.Error("a value broken over two lines was joined without a word")
	}
}

func TestSplitPage(t *testing.T) {
	key, keySecret := strings.Repeat("a1", 32), strings.Repeat("b2", 32)
	page := "Client Credentials\nCONSUMER KEY / CLIENT ID\n" + key + "\nCONSUMER SECRET / CLIENT SECRET\n" + keySecret + "\nWarning: For security reasons, this is the only time"
	got := SplitPage(page)
	if got[KeyConsumerKey] != key || got[KeyConsumerSecret] != keySecret || len(got) != 2 {
		t.Errorf("SplitPage = %v", got)
	}
	tokens := SplitPage("Token ID: " + key + "\r\nToken Secret: " + keySecret)
	if tokens[KeyTokenID] != key || tokens[KeyTokenSecret] != keySecret {
		t.Errorf("SplitPage = %v", tokens)
	}
	if plain := SplitPage(key); len(plain) != 0 {
		t.Errorf("a plain value was split: %v", plain)
	}
}

func TestCheckPaste(t *testing.T) {
	if CheckPaste(strings.Repeat("x", MaxPaste)) != "" {
		t.Error("a paste of the limit was refused")
	}
	if got := CheckPaste(strings.Repeat("x", 5<<20)); !strings.Contains(got, "5120 kB") {
		t.Errorf("refusal of 5 MB: %q", got)
	}
}

func FuzzClean(f *testing.F) {
	for _, seed := range []string{"", " a ", `"x"`, "“y”", "a\x00b", "\xff\xfe", "Token ID: " + strings.Repeat("a", 64), "\u202e\u200b"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, clean := range []func(string) (string, []string){CleanLine, CleanToken} {
			got, _ := clean(text)
			if strings.ContainsAny(got, "\x1b\x00\r\n\t\u200b\u202e") {
				t.Errorf("%q left something invisible: %q", text, got)
			}
		}
		SplitPage(text)
		Shorten(text, 20)
	})
}
