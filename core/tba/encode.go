package tba

import (
	"errors"
	"net/url"
	"slices"
	"strings"
)

// unreserved is 1 for the characters that RFC 5849, 3.6 leaves alone. A table,
// because every signature looks at some hundred characters.
var unreserved = [256]uint8{
	'-': 1, '.': 1, '_': 1, '~': 1,
	'0': 1, '1': 1, '2': 1, '3': 1, '4': 1, '5': 1, '6': 1, '7': 1, '8': 1, '9': 1,
	'A': 1, 'B': 1, 'C': 1, 'D': 1, 'E': 1, 'F': 1, 'G': 1, 'H': 1, 'I': 1, 'J': 1, 'K': 1, 'L': 1, 'M': 1,
	'N': 1, 'O': 1, 'P': 1, 'Q': 1, 'R': 1, 'S': 1, 'T': 1, 'U': 1, 'V': 1, 'W': 1, 'X': 1, 'Y': 1, 'Z': 1,
	'a': 1, 'b': 1, 'c': 1, 'd': 1, 'e': 1, 'f': 1, 'g': 1, 'h': 1, 'i': 1, 'j': 1, 'k': 1, 'l': 1, 'm': 1,
	'n': 1, 'o': 1, 'p': 1, 'q': 1, 'r': 1, 's': 1, 't': 1, 'u': 1, 'v': 1, 'w': 1, 'x': 1, 'y': 1, 'z': 1,
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
		if unreserved[c] == 1 {
			out = append(out, c)
		} else {
			out = append(out, '%', digits[c>>4], digits[c&15])
		}
	}
	return out
}

// plainPrefix returns the length of the prefix that needs no encoding.
func plainPrefix(text string) int {
	i := 0
	for ; i+4 <= len(text); i += 4 { // four at once take half the time
		if t := text[i : i+4]; unreserved[t[0]]&unreserved[t[1]]&unreserved[t[2]]&unreserved[t[3]] == 0 {
			break
		}
	}
	for ; i < len(text); i++ {
		if unreserved[text[i]] == 0 {
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
