package cli

import "testing"

func TestSetting(t *testing.T) {
	for _, test := range []struct{ system, shell, want string }{
		{"linux", "/bin/sh", `export SSL_CERT_FILE='it'\''s'`},
		{"windows", "", "$env:SSL_CERT_FILE = 'it''s'"},
		{"windows", "/usr/bin/bash", `export SSL_CERT_FILE='it'\''s'`},
	} {
		got := setting(test.system, func(string) string { return test.shell }, "SSL_CERT_FILE", "it's")
		if got != test.want {
			t.Errorf("%s, %q: %s", test.system, test.shell, got)
		}
	}
}

func TestCheckLoopback(t *testing.T) {
	for _, good := range []string{"127.0.0.1:0", "localhost:8080", "[::1]:0", "127.1.2.3:9"} {
		if err := checkLoopback(good); err != nil {
			t.Errorf("%s: %v", good, err)
		}
	}
	for _, bad := range []string{"", ":0", "0.0.0.0:0", "192.0.2.1:80", "[::]:0", "example.com:80", "127.0.0.1", "localhost.evil.com:1"} {
		if checkLoopback(bad) == nil {
			t.Errorf("%s was taken", bad)
		}
	}
}
