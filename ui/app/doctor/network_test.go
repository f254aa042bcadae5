package doctor

import (
	"encoding/pem"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"suitekey/core/diagnose"
	"suitekey/core/netsuite"
)

func TestWithoutCredentials(t *testing.T) {
	const hidden = "set, in a form that suitekey does not show"
	for address, want := range map[string]string{
		"http://proxy.example.com:8080":  "http://proxy.example.com:8080",
		"proxy:3128":                     "proxy:3128",
		"http://[::1]:80/":               "http://[::1]:80/",
		"http://me:hunter2@proxy:8080":   "http://[user and password]@proxy:8080",
		"me:hunter2@proxy:8080":          "[user and password]@proxy:8080",
		"http://me:p@ss/w#rd@proxy:8080": "http://[user and password]@proxy:8080",
		"http://me:hunter2%zz@proxy":     "http://[user and password]@proxy",
		"http://proxy/?key=hunter2":      hidden,
		"http://me@proxy:80/hunter2":     hidden,
		"http://a@hunter2://proxy":       hidden,
		"hunter2 hunter2":                hidden,
		"http://proxy:8080\x1b[31m":      hidden,
	} {
		if got := WithoutCredentials(address); got != want {
			t.Errorf("%q: %q, want %q", address, got, want)
		}
	}
}

func TestClockFact(t *testing.T) {
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	for off, want := range map[time.Duration]diagnose.State{
		time.Second: diagnose.OK, -time.Minute: diagnose.Warn, time.Hour: diagnose.Failed, -time.Hour: diagnose.Failed,
	} {
		if f := clockFact("", netsuite.Exchange{Sent: now.Add(off), Date: now}); f.State != want {
			t.Errorf("%v off: %+v", off, f)
		}
	}
	if f := clockFact("", netsuite.Exchange{}); f.State != diagnose.Warn {
		t.Errorf("without a date: %+v", f)
	}
}

// Authorities that other users could change are a fault, in whichever variable they are.
func TestAuthoritiesOfOthers(t *testing.T) {
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		t.Skip("Go ignores the variables there")
	}
	server := httptest.NewTLSServer(nil)
	defer server.Close()
	path := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"SSL_CERT_FILE", "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS", "--ca-file", "SSL_CERT_DIR"} {
		for mode, want := range map[os.FileMode]diagnose.State{0o644: diagnose.OK, 0o666: diagnose.Failed} {
			where, d := path, &Doctor{}
			if name == "SSL_CERT_DIR" {
				where, mode = filepath.Dir(path), mode|0o111
			}
			if err := os.Chmod(where, mode); err != nil {
				t.Fatal(err)
			}
			d.Getenv = func(variable string) string {
				if variable == name {
					return where
				}
				return ""
			}
			if name == "--ca-file" {
				d.CAFile = where
			}
			facts := d.authorityFacts()
			if len(facts) != 1 || facts[0].State != want || want == diagnose.Failed && !strings.Contains(facts[0].Detail, "read what goes to NetSuite") {
				t.Errorf("%s with %v: %+v", name, mode, facts)
			}
		}
		if err := os.Chmod(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
	}
}
