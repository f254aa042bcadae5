package tba

import (
	"net/url"
	"strings"
	"testing"
)

func TestEncode(t *testing.T) {
	cases := map[string]string{
		"":                "",
		"aZ09-._~":        "aZ09-._~",
		"a b":             "a%20b",
		"a+b=c&d":         "a%2Bb%3Dc%26d",
		"100%":            "100%25",
		"ä€😀":             "%C3%A4%E2%82%AC%F0%9F%98%80",
		"!*'()":           "%21%2A%27%28%29",
		"/:?#[]@$,;\"\\^": "%2F%3A%3F%23%5B%5D%40%24%2C%3B%22%5C%5E",
		"\x00\xff":        "%00%FF",
	}
	for text, want := range cases {
		if got := encode(text); got != want {
			t.Errorf("encode(%q) = %s, want %s", text, got, want)
		}
		// net/url differs in the space alone.
		if other := strings.ReplaceAll(url.QueryEscape(text), "+", "%20"); encode(text) != other {
			t.Errorf("encode(%q) = %s, net/url says %s", text, encode(text), other)
		}
	}
}

func TestEncodeEveryByte(t *testing.T) {
	for b := range 256 * 9 {
		text := "abcdefghi"[:b/256] + string([]byte{byte(b)}) + "z"
		if got, want := encode(text), strings.ReplaceAll(url.QueryEscape(text), "+", "%20"); got != want {
			t.Errorf("encode(%q) = %s, want %s", text, got, want)
		}
	}
}

// TestNormaliseRFC5849 is the example of RFC 5849, 3.4.1.3.1 and 3.4.1.3.2,
// query and form body together.
func TestNormaliseRFC5849(t *testing.T) {
	params, err := parseQuery("b5=%3D%253D&a3=a&c%40=&a2=r%20b&c2&a3=2+q")
	if err != nil {
		t.Fatal(err)
	}
	params = append(params, Param{"oauth_consumer_key", "9djdj82h48djs9d2"}, Param{"oauth_token", "kkk9d7dh3k39sjv7"},
		Param{"oauth_signature_method", "HMAC-SHA1"}, Param{"oauth_timestamp", "137131201"}, Param{"oauth_nonce", "7d8f3e4a"})
	const want = "a2=r%20b&a3=2%20q&a3=a&b5=%3D%253D&c%40=&c2=&oauth_consumer_key=9djdj82h48djs9d2&oauth_nonce=7d8f3e4a" +
		"&oauth_signature_method=HMAC-SHA1&oauth_timestamp=137131201&oauth_token=kkk9d7dh3k39sjv7"
	if got := normalise(params); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestNormalise(t *testing.T) {
	cases := []struct{ name, query, want string }{
		{"none", "", ""},
		{"repeated keys", "a=2&a=10&a=1&a=", "a=&a=1&a=10&a=2"},
		{"the same twice", "a=1&a=1", "a=1&a=1"},
		{"empty values", "b=&a&c=", "a=&b=&c="},
		{"empty parts", "&&a=1&&", "a=1"},
		{"no name", "=x", "=x"},
		{"equals in the value", "q=a=b", "q=a%3Db"},
		{"plus and %20", "a=x+y&b=x%20y", "a=x%20y&b=x%20y"},
		{"encoded plus", "a=x%2By", "a=x%2By"},
		{"encoded twice", "a=%2520", "a=%2520"},
		{"lower-case hex", "a=%c3%a4", "a=%C3%A4"},
		{"needlessly encoded", "%61=%7E%41", "a=~A"},
		{"not encoded", "a=ä&b=x/y:z", "a=%C3%A4&b=x%2Fy%3Az"},
		{"semicolon", "a=1;b=2", "a=1%3Bb%3D2"},
		{"sorted after encoding", "a%7C=1&a~=2&aa=3", "a%7C=1&aa=3&a~=2"},
		{"upper before lower", "b=1&B=2&a=3", "B=2&a=3&b=1"},
		{"name before longer name", "ab=1&a=2&a-=3", "a=2&a-=3&ab=1"},
	}
	for _, c := range cases {
		params, err := parseQuery(c.query)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
		} else if got := normalise(params); got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
	}
	for _, bad := range []string{"a=%", "a=%zz", "%2=1", "a=1&b=50%"} {
		if _, err := parseQuery(bad); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
}
