package tba

import (
	"errors"
	"net/url"
	"slices"
	"strings"
)

// unreserved are the characters that RFC 5849, 3.6 leaves alone. A table,
// because every signature looks at some hundred characters.
var unreserved = [256]bool{
	'-': true, '.': true, '_': true, '~': true,
	'0': true, '1': true, '2': true, '3': true, '4': true, '5': true, '6': true, '7': true, '8': true, '9': true,
	'A': true, 'B': true, 'C': true, 'D': true, 'E': true, 'F': true, 'G': true, 'H': true, 'I': true, 'J': true, 'K': true, 'L': true, 'M': true,
	'N': true, 'O': true, 'P': true, 'Q': true, 'R': true, 'S': true, 'T': true, 'U': true, 'V': true, 'W': true, 'X': true, 'Y': true, 'Z': true,
	'a': true, 'b': true, 'c': true, 'd': true, 'e': true, 'f': true, 'g': true, 'h': true, 'i': true, 'j': true, 'k': true, 'l': true, 'm': true,
	'n': true, 'o': true, 'p': true, 'q': true, 'r': true, 's': true, 't': true, 'u': true, 'v': true, 'w': true, 'x': true, 'y': true, 'z': true,
}

// encode is the percent-encoding of RFC 5849, 3.6, which differs from that of
// net/url in the space: it becomes %20.
func encode(text string) string {
	if plainPrefix(text) == len(text) {
		return text
	}
	return string(appendEncoded(make([]byte, 0, 3*len(text)), text))
}

// appendEncoded appends encode(text) to out.
func appendEncoded(out []byte, text string) []byte {
	plain := plainPrefix(text)
	out = append(out, text[:plain]...)
	const digits = "0123456789ABCDEF"
	for _, c := range []byte(text[plain:]) {
		if unreserved[c] {
			out = append(out, c)
		} else {
			out = append(out, '%', digits[c>>4], digits[c&15])
		}
	}
	return out
}

// plainPrefix returns the length of the prefix that needs no encoding.
func plainPrefix(text string) int {
	for i := range len(text) {
		if !unreserved[text[i]] {
			return i
		}
	}
	return len(text)
}

// parseQuery splits a query by the rules of forms (RFC 5849, 3.4.1.3.1): + is a space, a
// missing value is empty, and repeated names are all kept.
func parseQuery(raw string) ([]Param, error) {
	var params []Param
	for part := range strings.SplitSeq(raw, "&") {
		if part == "" {
			continue
		}
		name, value, _ := strings.Cut(part, "=")
		name, nameErr := url.QueryUnescape(name)
		value, valueErr := url.QueryUnescape(value)
		if nameErr != nil || valueErr != nil {
			return nil, errors.New("the address has a % sign in its query that is not followed by two hexadecimal digits: write it as %25")
		}
		params = append(params, Param{name, value})
	}
	return params, nil
}

// normalise is RFC 5849, 3.4.1.3.2: encode, sort by name, then by value, join.
// It overwrites params.
func normalise(params []Param) string {
	for i, p := range params {
		params[i] = Param{encode(p.Name), encode(p.Value)}
	}
	slices.SortFunc(params, func(a, b Param) int {
		if order := strings.Compare(a.Name, b.Name); order != 0 {
			return order
		}
		return strings.Compare(a.Value, b.Value)
	})
	var text strings.Builder
	for i, p := range params {
		if i > 0 {
			text.WriteByte('&')
		}
		text.WriteString(p.Name)
		text.WriteByte('=')
		text.WriteString(p.Value)
	}
	return text.String()
}
