package simulator

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
type pair struct{ name, value string }

// parseOAuth reads the value of an "Authorization: OAuth ..." header.
func parseOAuth(header string) ([]pair, bool) {
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

// oauthBase is the signature base string of RFC 5849 section 3.4.1, over the
// query and every header parameter but realm and oauth_signature. Bodies do
// not count: NetSuite takes none that is form-encoded on a signed request.
func oauthBase(r *http.Request, params []pair) (string, bool) {
	all := slices.DeleteFunc(slices.Clone(params), func(p pair) bool {
		return p.name == "realm" || p.name == "oauth_signature"
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
		encoded[i] = pair{percent(p.name), percent(p.value)}
	}
	slices.SortFunc(encoded, func(a, b pair) int {
		if order := strings.Compare(a.name, b.name); order != 0 {
			return order
		}
		return strings.Compare(a.value, b.value)
	})
	joined := make([]string, len(encoded))
	for i, p := range encoded {
		joined[i] = p.name + "=" + p.value
	}
	address := "https://" + hostName(r.Host) + r.URL.EscapedPath()
	return strings.ToUpper(r.Method) + "&" + percent(address) + "&" + percent(strings.Join(joined, "&")), true
}

// percent encodes as RFC 5849 section 3.6 wants: everything but letters,
// digits and -._~ in upper-case hexadecimal.
func percent(text string) string {
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

// signedBy tells whether signature is the HMAC-SHA256 of base under the two secrets.
func signedBy(base, signature, consumerSecret, tokenSecret string) bool {
	given, err := base64.StdEncoding.DecodeString(signature)
	if err != nil {
		return false
	}
	mac := hmac.New(sha256.New, []byte(percent(consumerSecret)+"&"+percent(tokenSecret)))
	mac.Write([]byte(base))
	return subtle.ConstantTimeCompare(given, mac.Sum(nil)) == 1
}

// hostName drops the port of a Host header and lowers its letters.
func hostName(host string) string {
	if i := strings.LastIndexByte(host, ':'); i >= 0 && !strings.HasSuffix(host, "]") {
		host = host[:i]
	}
	return strings.ToLower(strings.TrimSuffix(host, "."))
}
