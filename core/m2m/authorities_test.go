package m2m

import (
	"bytes"
	"encoding/base64"
	"encoding/pem"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
)

// utf16Of is text as programs of Windows write it, with its mark.
func utf16Of(text string, bigEndian bool) []byte {
	var data []byte
	for _, unit := range slices.Insert(utf16.Encode([]rune(text)), 0, 0xfeff) {
		pair := []byte{byte(unit), byte(unit >> 8)}
		if bigEndian {
			slices.Reverse(pair)
		}
		data = append(data, pair...)
	}
	return data
}

// Both authorities of a file are found, in each form in which people carry one.
func TestAuthoritiesInEveryForm(t *testing.T) {
	first, second := certificateOf(t, keyOf(t, P256)), certificateOf(t, keyOf(t, P384))
	both := first.PEM() + second.PEM()
	der := func(text string) []byte { block, _ := pem.Decode([]byte(text)); return block.Bytes }
	joined := strings.NewReplacer("\n", "")
	for name, data := range map[string][]byte{
		"as it is":             []byte(both),
		"byte order mark":      []byte("\ufeff" + both),
		"indented":             []byte("    " + strings.ReplaceAll(both, "\n", "\n    ")),
		"line ends of Windows": []byte(strings.ReplaceAll(both, "\n", "\r\n")),
		"line ends of old":     []byte(strings.ReplaceAll(both, "\n", "\r")),
		"one line":             []byte(joined.Replace(both)),
		"one line with blanks": []byte(strings.ReplaceAll(both, "\n", " ")),
		"other dashes":         []byte(strings.ReplaceAll(joined.Replace(both), "-----", "\u2014\u2014")),
		"escaped":              []byte(strings.ReplaceAll(both, "\n", `\n`)),
		"quoted":               []byte(`"` + both + `"`),
		"quoted mail":          []byte("> " + strings.ReplaceAll(both, "\n", "\n> ")),
		"words around":         []byte("# ours\n" + first.PEM() + "# and the old one\n" + second.PEM() + "# end\n"),
		"with a key":           []byte(first.PEM() + keyOf(t, P256).PEM().Reveal() + second.PEM()),
		"UTF-16":               utf16Of(both, false),
		"UTF-16, other order":  utf16Of(both, true),
		"DER":                  slices.Concat(der(first.PEM()), der(second.PEM())),
		"base64 of DER":        []byte(base64.StdEncoding.EncodeToString(slices.Concat(der(first.PEM()), der(second.PEM())))),
	} {
		list, err := Authorities(data)
		if err != nil || len(list) != 2 || !bytes.Equal(list[0].Raw, der(first.PEM())) || !bytes.Equal(list[1].Raw, der(second.PEM())) {
			t.Errorf("%s: %d certificates, %v", name, len(list), err)
		}
	}
}

// None of several is left out without a word.
func TestAuthoritiesRefused(t *testing.T) {
	first, second := certificateOf(t, keyOf(t, P256)).PEM(), certificateOf(t, keyOf(t, P384)).PEM()
	half := func(text string) string { return text[:len(text)/2] }
	for name, c := range map[string]struct{ text, says string }{
		"nothing":           {"", "no certificate in it"},
		"a key":             {keyOf(t, P256).PEM().Reveal(), "no certificate in it"},
		"cut off":           {half(first), "damaged or incomplete"},
		"the last cut off":  {first + half(second), "1 of the 2 certificates"},
		"the first cut off": {half(first) + "\n" + second, "damaged or incomplete"},
		"the last damaged":  {first + strings.Replace(second, "M", "*", 1), "1 of the 2 certificates"},
	} {
		if list, err := Authorities([]byte(c.text)); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %d certificates, %v", name, len(list), err)
		}
	}
}

// A key and its certificate on one line are two parts, and a part that is cut off is
// named.
func TestSeveralPartsOnOneLine(t *testing.T) {
	key := keyOf(t, P256)
	private, certificate := key.PEM().Reveal(), certificateOf(t, key).PEM()
	for _, order := range []string{private + certificate, certificate + private} {
		blocks, err := readBlocks(strings.ReplaceAll(order, "\n", ""))
		if err != nil || len(blocks) != 2 {
			t.Errorf("%d parts, %v", len(blocks), err)
		}
	}
	if _, err := readBlocks(private + certificate[:len(certificate)/2]); err == nil || !strings.Contains(err.Error(), "the end of the last part is missing") {
		t.Errorf("a certificate cut off behind a key: %v", err)
	}
}
