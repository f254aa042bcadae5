package wire

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// pair is a decoded parameter of a signed request.
type pair struct{ Name, Value string }

// ParseOAuth parses the value of an "Authorization: OAuth ..." header. It returns false if
// the value is malformed.
func ParseOAuth(header string) ([]pair, bool) {
	scheme, rest, found := strings.Cut(strings.TrimSpace(header), " ")
	if !found || !strings.EqualFold(scheme, "OAuth") {
		return nil, false
	}
	var params []pair
	for part := range strings.SplitSeq(rest, ",") {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		name, quoted, found := strings.Cut(part, "=")
		if !found || len(quoted) < 2 || quoted[0] != '"' || quoted[len(quoted)-1] != '"' {
			return nil, false
		}
		value, err := url.PathUnescape(quoted[1 : len(quoted)-1])
		if err != nil {
			return nil, false
		}
		params = append(params, pair{strings.TrimSpace(name), value})
	}
	return params, true
}

// OAuthBase returns the signature base string of RFC 5849 section 3.4.1, over the query and
// every header parameter except realm and oauth_signature. The body is not part of it:
// NetSuite accepts no form-encoded body on a signed request.
func OAuthBase(r *http.Request, params []pair) (string, bool) {
	all := slices.DeleteFunc(slices.Clone(params), func(p pair) bool {
		return p.Name == "realm" || p.Name == "oauth_signature"
	})
	for part := range strings.SplitSeq(r.URL.RawQuery, "&") {
		if part == "" {
			continue
		}
		name, value, _ := strings.Cut(part, "=")
		name, errName := url.QueryUnescape(name)
		value, errValue := url.QueryUnescape(value)
		if errName != nil || errValue != nil {
			return "", false
		}
		all = append(all, pair{name, value})
	}
	encoded := make([]pair, len(all))
	for i, p := range all {
		encoded[i] = pair{Percent(p.Name), Percent(p.Value)}
	}
	slices.SortFunc(encoded, func(a, b pair) int {
		if order := strings.Compare(a.Name, b.Name); order != 0 {
			return order
		}
		return strings.Compare(a.Value, b.Value)
	})
	joined := make([]string, len(encoded))
	for i, p := range encoded {
		joined[i] = p.Name + "=" + p.Value
	}
	address := "https://" + HostName(r.Host) + r.URL.EscapedPath()
	return strings.ToUpper(r.Method) + "&" + Percent(address) + "&" + Percent(strings.Join(joined, "&")), true
}

// Percent encodes as RFC 5849 section 3.6 demands: everything except letters, digits and
// -._~ becomes upper-case hexadecimal.
func Percent(text string) string {
	const digits = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(text) {
		c := text[i]
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', strings.IndexByte("-._~", c) >= 0:
			b.WriteByte(c)
		default:
			b.WriteByte('%')
			b.WriteByte(digits[c>>4])
			b.WriteByte(digits[c&15])
		}
	}
	return b.String()
}

// SignedBy reports whether signature is the HMAC-SHA256 of base under the two secrets.
func SignedBy(base, signature, consumerSecret, tokenSecret string) bool {
	given, err := base64.StdEncoding.DecodeString(signature)
	if err != nil {
		return false
	}
	mac := hmac.New(sha256.New, []byte(Percent(consumerSecret)+"&"+Percent(tokenSecret)))
	mac.Write([]byte(base))
	return subtle.ConstantTimeCompare(given, mac.Sum(nil)) == 1
}
