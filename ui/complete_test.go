package ui_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// shellHome is a folder with two connections and a draft, as far as their names
// go: more than those, completion does not know.
func shellHome(t *testing.T) string {
	home := t.TempDir()
	for _, name := range []string{"profiles/acme-sb1.age", "profiles/zenith.age", "drafts/laterwards.age", "profiles/ nonsense.age"} {
		path := filepath.Join(home, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return home
}

func TestProposals(t *testing.T) {
	home := shellHome(t)
	for _, test := range []struct{ line, want string }{
		{"show ", "acme-sb1 zenith :4"},
		{"remove ", "acme-sb1 zenith laterwards :4"},
		{"setup ", "acme-sb1 zenith laterwards :4"},
		{"test acme-sb1 ", "zenith :4"},
		{"rename zenith ", ":4"},
		{"exec zenith -- ", ":0"},
		{"exec zenith -- ls ", ":0"},
		{"curl zenith ", ":0"},
		{"header zenith ", "GET POST PUT PATCH DELETE :4"},
		{"inspect ", ":0"},
		{"import dotenv ", ":0"},
		{"import dotenv .env ", ":4"},
		{"default ", "acme-sb1 zenith :4"},
		{"list ", ":4"},
		{"completion ", "bash zsh fish powershell :4"},
		{"show --home ", ":16"},
		{"keygen --type ", "p256 p384 p521 rsa3072 rsa4096 :4"},
		{"keygen --out ", ":0"},
		{"setup --method ", "m2m tba code :4"},
		{"setup --surfaces rest,", "rest,restlet rest,soap rest,connect :6"},
		{"setup --jwt-algorithm ", "ES256 ES384 ES512 PS256 PS384 PS512 :4"},
		{"setup --account ", ":4"},
		{"setup --key-file ", ":0"},
		{"setup --answers ", ":0"},
		{"retoken --happened ", "refresh token reset :4"},
		{"status --rotation ", ":4"},
		{"status --ics ", ":0"},
		{"practice --listen ", ":4"},
		{"renew --handover ", ":4"},
		{"show --passphrase-file ", ":0"},
		{"test --detail ", ":4"},
	} {
		words := append([]string{"__complete"}, strings.Split(test.line, " ")...)
		if got := propose(t, home, words); got != test.want {
			t.Errorf("suitekey %sTAB proposes %s, not %s", test.line, got, test.want)
		}
	}
	for line, some := range map[string]string{
		"export zenith --to ": "jitterbit", "practice --fault ": "token-revoked", "exec zenith --only ": "NETSUITE_TOKEN_ID",
		"import ": "postman", "help ": "exit-codes", "man ": "renew", "": "status",
	} {
		got := propose(t, home, append([]string{"__complete"}, strings.Split(line, " ")...))
		if !slices.Contains(strings.Fields(got), some) {
			t.Errorf("suitekey %sTAB proposes %s, without %s", line, got, some)
		}
	}
}

// propose asks the program as the shells' scripts do, and leaves the descriptions
// out.
func propose(t *testing.T, home string, words []string) string {
	t.Helper()
	cmd := exec.Command("suitekey", words...)
	cmd.Env = append(os.Environ(), "SUITEKEY_HOME="+home)
	out, err := cmd.Output()
	if err != nil {
		t.Errorf("%v: %v", words, err)
	}
	var values []string
	for _, line := range strings.Split(strings.TrimSpace(string(out)), "\n") {
		value, _, _ := strings.Cut(line, "\t")
		values = append(values, value)
	}
	return strings.Join(values, " ")
}
