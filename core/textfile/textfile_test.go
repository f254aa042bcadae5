package textfile

import "testing"

func TestDecode(t *testing.T) {
	wide := func(text string, at int) string {
		data := make([]byte, 2*len(text))
		for i := range len(text) {
			data[2*i+at] = text[i]
		}
		return string(data)
	}
	for name, tc := range map[string]struct {
		data, want string
		ok         bool
	}{
		"plain":                       {"a=b\n", "a=b\n", true},
		"byte order mark":             {"\ufeffa=b", "a=b", true},
		"Windows":                     {"a\r\nb\r\n", "a\nb\n", true},
		"old Mac":                     {"a\rb", "a\nb", true},
		"UTF-16LE, marked":            {"\xff\xfe" + wide("a=b\r\n", 0), "a=b\n", true},
		"UTF-16BE, marked":            {"\xfe\xff" + wide("a=b\r\n", 1), "a=b\n", true},
		"UTF-16LE without a mark":     {wide("NS_A=b\r\n", 0), "NS_A=b\n", true},
		"UTF-16BE without a mark":     {wide("NS_A=b\r\n", 1), "NS_A=b\n", true},
		"binary":                      {"\x30\x82\x00\x01", "", false},
		"a NUL":                       {"a\x00b", "", false},
		"empty":                       {"", "", true},
		"half a character at the end": {"\xff\xfea\x00b", "a", true},
	} {
		if got, ok := Decode([]byte(tc.data)); got != tc.want || ok != tc.ok {
			t.Errorf("%s: %q, %v", name, got, ok)
		}
	}
}
