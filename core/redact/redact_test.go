package redact

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"suitekey/core/secret"
)

const (
	token   = "0123456789abcdefABCDEF/+=&?x%y"
	pemText = "-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgabcdefghijklmnop\nqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqr\nshort+/=\n-----END PRIVATE KEY-----\n"
)

// masked writes text in pieces of that size.
func masked(m *Masker, text string, size int) string {
	var out bytes.Buffer
	w := m.Writer(&out)
	for len(text) > 0 {
		n := min(size, len(text))
		if _, err := w.Write([]byte(text[:n])); err != nil {
			panic(err)
		}
		text = text[n:]
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return out.String()
}

func TestForms(t *testing.T) {
	m := New(secret.New(token), secret.New(pemText), secret.New("short"))
	inJSON, err := json.Marshal(map[string]string{"a": token, "b": pemText})
	if err != nil {
		t.Fatal(err)
	}
	wrapped := base64.StdEncoding.EncodeToString([]byte(pemText))
	for what, text := range map[string]string{
		"as it is": "a " + token + " b", "twice": token + token, "JSON": string(inJSON),
		"query": "?x=" + url.QueryEscape(token), "path": "/" + url.PathEscape(token) + "/", "lower case": strings.ToLower("%2B") + url.QueryEscape(token),
		"hex": hex.EncodeToString([]byte(token)), "HEX": strings.ToUpper(hex.EncodeToString([]byte(token))),
		"base64": base64.StdEncoding.EncodeToString([]byte(token)), "base64url": base64.URLEncoding.EncodeToString([]byte(token)),
		"basic 1": base64.StdEncoding.EncodeToString([]byte("k:" + token + "x")), "basic 2": base64.StdEncoding.EncodeToString([]byte("ke:" + token + "xy")),
		"basic 3": base64.RawURLEncoding.EncodeToString([]byte("key:" + token)),
		"PEM":     pemText, "PEM on a terminal": strings.ReplaceAll(pemText, "\n", "\r\n"), "PEM indented": strings.ReplaceAll(pemText, "\n", "\n    "),
		"one line of it": "x MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgabcdefghijklmnop y",
		"Kubernetes":     "key: " + wrapped, "base64 of 76 columns": wrapped[:76] + "\n" + wrapped[76:152] + "\n" + wrapped[152:],
		"cut off": token[:20],
	} {
		once := masked(m, text, len(text))
		if !strings.Contains(once, Mark) {
			t.Errorf("%s: nothing is masked in %q", what, once)
		}
		for _, piece := range []string{token[:12], token[10:], "abcdefghijklmnop", "stuvwxyz0123", "short+/", hex.EncodeToString([]byte(token[:6])), wrapped[40:60], wrapped[170:190]} {
			if strings.Contains(once, piece) {
				t.Errorf("%s: %q is left of %q", what, piece, once)
			}
		}
		for size := 1; size < 9; size++ {
			if got := masked(m, text, size); got != once {
				t.Errorf("%s in pieces of %d: %q, not %q", what, size, got, once)
			}
		}
	}
	for _, text := range []string{"", "short", "0123456789abcdefABCDEE", "\x00\xff\r\n0123", token[1:], "-----BEGIN PRIVATE KEY-----\n", "01234567\n\n  later"} {
		if got := masked(m, text, 3); got != text {
			t.Errorf("%q became %q", text, got)
		}
	}
}

// What may begin a secret is held back, and nothing else; a prompt is not kept
// waiting, and its few characters are all that is given away.
func TestHolding(t *testing.T) {
	var out bytes.Buffer
	w := New(secret.New(token)).Writer(&out)
	for _, step := range []struct{ write, seen string }{
		{"name: ", "name: "}, {"0", "name: "}, {"x", "name: 0x"}, {"id 012345", "name: 0xid "},
	} {
		if _, err := w.Write([]byte(step.write)); err != nil || out.String() != step.seen {
			t.Errorf("after %q: %q, %v; want %q", step.write, out.String(), err, step.seen)
		}
	}
	for range 2 {
		if err := w.Idle(); err != nil || out.String() != "name: 0xid 012" || w.Holding() {
			t.Errorf("idle: %q, %v", out.String(), err)
		}
	}
	for _, c := range token[6:] {
		_, _ = w.Write([]byte(string(c)))
		_ = w.Idle()
	}
	if want := "name: 0xid 012" + Mark; out.String() != want {
		t.Errorf("%q, want %q", out.String(), want)
	}
	out.Reset()
	_, _ = w.Write([]byte("01234"))
	_ = w.Idle()
	if _, _ = w.Write([]byte("!")); out.String() != "01234!" {
		t.Errorf("what was shown early is lost or doubled: %q", out.String())
	}
}

func FuzzWriter(f *testing.F) {
	f.Add("0123456789", "a 0123456789 b", uint8(3), uint8(2))
	f.Add("aaaaaaaab", "aaaaaaaaaaaaaab", uint8(1), uint8(0))
	f.Add("line one is long enough\nline two is long enough", "line one is long enough\r\nline", uint8(5), uint8(1))
	f.Fuzz(func(t *testing.T, hidden, text string, size, idle uint8) {
		hidden = strings.TrimSpace(hidden)
		m := New(secret.New(hidden))
		once := masked(m, text, len(text)+1)
		if got := masked(m, text, int(size)+1); got != once {
			t.Errorf("in pieces of %d: %q, not %q", int(size)+1, got, once)
		}
		if len(hidden) >= least && !strings.ContainsAny(hidden, "\r\n") && !strings.HasPrefix(hidden, "-----") &&
			!strings.Contains(once, Mark) && strings.Contains(once, hidden) {
			t.Errorf("%q is in %q", hidden, once)
		}
		// With pauses at any place, no more than a few characters are seen besides.
		var out bytes.Buffer
		w := m.Writer(&out)
		for i := range len(text) {
			_, _ = w.Write([]byte{text[i]})
			if i%(int(idle)+1) == 0 {
				_ = w.Idle()
			}
		}
		if _ = w.Close(); len(strings.ReplaceAll(out.String(), Mark, "")) > len(strings.ReplaceAll(once, Mark, ""))+harmless*(1+strings.Count(once, Mark)) {
			t.Errorf("with pauses %q, without %q", out.String(), once)
		}
		if !strings.Contains(once, Mark) && (once != text || out.String() != text) {
			t.Errorf("%q became %q and %q", text, once, out.String())
		}
	})
}
