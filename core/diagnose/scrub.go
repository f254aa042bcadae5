package diagnose

import (
	"encoding/base64"
	"encoding/hex"
	"net/url"
	"strings"

	"suitekey/core/profile"
)

// scrub removes each value of the connection from an external text, because an answer
// can repeat sent values.
func (r *run) scrub(text string) string {
	if text == "" {
		return ""
	}
	text = r.secrets.Replace(text)
	if !r.token.IsEmpty() {
		text = strings.ReplaceAll(text, r.token.Reveal(), "[access token]")
	}
	if !r.report.Refresh.IsEmpty() {
		text = strings.ReplaceAll(text, r.report.Refresh.Reveal(), "[refresh token]")
	}
	return text
}

// scrubber replaces the values of p in all spellings in which an answer may repeat them.
func scrubber(p profile.Profile) *strings.Replacer {
	var pairs []string
	for _, value := range []struct{ name, text string }{
		{"[consumer secret]", p.ConsumerSecret.Reveal()}, {"[token secret]", p.TokenSecret.Reveal()},
		{"[refresh token]", p.RefreshToken.Reveal()},
		{"[consumer key]", p.ConsumerKey}, {"[token ID]", p.TokenID}, {"[certificate ID]", p.CertificateID},
	} {
		for _, text := range []string{value.text, strip(value.text)} {
			pairs = append(pairs, spellings(value.name, text)...)
		}
	}
	for line := range strings.Lines(p.PrivateKey.Reveal()) {
		if line = strings.TrimSpace(line); !strings.HasPrefix(line, "-----") {
			pairs = append(pairs, spellings("[private key]", line)...)
		}
	}
	return strings.NewReplacer(pairs...)
}

// spellings returns the spellings of a value with their replacement. It leaves out short
// values: they are not secret, and would occur in ordinary sentences.
func spellings(name, text string) []string {
	if len(text) < 8 {
		return nil
	}
	var pairs []string
	for _, spelled := range []string{
		text, strings.ToUpper(text), url.QueryEscape(text), url.PathEscape(text),
		hex.EncodeToString([]byte(text)), strings.ToUpper(hex.EncodeToString([]byte(text))),
		base64.StdEncoding.EncodeToString([]byte(text)), base64.RawStdEncoding.EncodeToString([]byte(text)),
		base64.URLEncoding.EncodeToString([]byte(text)), base64.RawURLEncoding.EncodeToString([]byte(text)),
	} {
		pairs = append(pairs, spelled, name)
	}
	return pairs
}
