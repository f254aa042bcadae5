package secret

import (
	"strings"
	"testing"
)

func TestCheckPassphrase(t *testing.T) {
	for _, tc := range []struct{ passphrase, says string }{
		{"four words and more", ""},
		{"ünïcödé pässphräse", ""},
		{"short", "5 characters"},
		{"", "0 characters"},
		{"aaaaaaaaaaaaaaaa", "repeats"},
		{"four words\tand more", "control character"},
		{"four words \xff\xfe and", "not text"},
	} {
		err := CheckPassphrase(New(tc.passphrase))
		if tc.says == "" && err != nil || tc.says != "" && (err == nil || !strings.Contains(err.Error(), tc.says)) {
			t.Errorf("%q: %v, want something with %q", tc.passphrase, err, tc.says)
		}
		if err != nil && len(tc.passphrase) > 8 && strings.Contains(err.Error(), tc.passphrase) {
			t.Errorf("the message quotes the passphrase: %v", err)
		}
	}
}
