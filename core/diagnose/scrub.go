package diagnose

import (
	"encoding/base64"
	"encoding/hex"
	"net/url"
	"strings"

	"suitekey/core/profile"
)

// scrub removes each value of the connection from a text from outside: an answer can repeat
// what was sent.
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

// scrubber replaces the values of p in the spellings in which they may come
// back.
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

// spellings of a value with what to put in its place. A short one is no secret,
// and would tear holes into every sentence.
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
