package engine

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"suitekey/storage/team/etcdtest"
)

func TestParseAddresses(t *testing.T) {
	for text, want := range map[string][]string{
		"e1:2379,e2:2379,e3:2379":   {"e1:2379", "e2:2379", "e3:2379"},
		" e1:2379 , https://e2/ ,":  {"e1:2379", "e2:2379"},
		"e1":                        {"e1:2379"},
		"[fe80::1]:2379,fe80::2":    {"[fe80::1]:2379", "[fe80::2]:2379"},
		"http://127.0.0.1:1":        {"http://127.0.0.1:1"},
		"http://localhost:2379":     {"http://localhost:2379"},
		"HTTPS://e1.example.com:80": {"e1.example.com:80"},
	} {
		if got, err := ParseAddresses(text); err != nil || !slices.Equal(got, want) {
			t.Errorf("%q is %v, %v", text, got, err)
		}
	}
	for text, want := range map[string]string{
		"":                         "name the addresses",
		"e1:0":                     "is not an address",
		"e1:99999":                 "is not an address",
		":2379":                    "is not an address",
		"e1:2379/path":             "is not an address",
		"e1 e2":                    "is not an address",
		"e1\x1b[2J:2379":           "is not an address",
		"a:b:c":                    "is not an address",
		"http://e1:2379":           "does not use TLS",
		"http://10.0.0.1:2379":     "does not use TLS",
		"ftp://e1":                 "not ftp",
		"e1,e1:2379":               "twice",
		"http://127.0.0.1:1,e1":    "some addresses use TLS",
		"https://root:secret@e1:1": "host and port only",
	} {
		_, err := ParseAddresses(text)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), "\x1b") {
			t.Errorf("%q ends with %v, want %q", text, err, want)
		}
	}
}

// Mistakes in the files are found without asking anybody, and no error repeats a file.
func TestCheckNamesTheFile(t *testing.T) {
	a := authority(t)
	if err := a.Issue(etcdtest.Certificate{Name: "anna"}); err != nil {
		t.Fatal(err)
	}
	if err := a.Issue(etcdtest.Certificate{Name: "ben"}); err != nil {
		t.Fatal(err)
	}
	junk := filepath.Join(t.TempDir(), "junk.pem")
	if err := os.WriteFile(junk, []byte("marked-secret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	right := Engine{Addresses: []string{"e1:2379"}, Vault: "acme", CAFile: a.Path("ca.crt"), CertFile: a.Path("anna.crt"), KeyFile: a.Path("anna.key")}
	if err := right.Check(); err != nil {
		t.Fatal(err)
	}
	for want, change := range map[string]func(*Engine){
		"the vault's name":               func(e *Engine) { e.Vault = "../other" },
		"name the addresses":             func(e *Engine) { e.Addresses = nil },
		"belong together: name both f":   func(e *Engine) { e.KeyFile = "" },
		"choose one way":                 func(e *Engine) { e.User, e.PasswordFile = "anna", junk },
		"the file with its password":     func(e *Engine) { e.User = "anna" },
		"contains no certificate in PEM": func(e *Engine) { e.CAFile = junk },
		"are not a certificate and its":  func(e *Engine) { e.KeyFile = a.Path("ben.key") },
		"no such file":                   func(e *Engine) { e.CAFile = junk + "x" },
		"is not a file of at most":       func(e *Engine) { e.KeyFile = t.TempDir() },
	} {
		e := right
		change(&e)
		if err := e.Check(); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "marked-secret") {
			t.Errorf("ends with %v, want %q", err, want)
		}
	}
}

func authority(t *testing.T) *etcdtest.Authority {
	t.Helper()
	a, err := etcdtest.NewAuthority(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return a
}
