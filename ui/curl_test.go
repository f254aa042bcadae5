//go:build linux

package ui_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Neither a list of processes nor curl's environment shows what signs in: a
// program in curl's place looks at itself.
func TestCurlHasNoSecretInItsArguments(t *testing.T) {
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skip("curl is missing")
	}
	home, env, c := connected(t)
	ordinary, err := exec.LookPath("curl")
	if err != nil {
		t.Fatal(err)
	}
	spy := "#!/bin/sh\nif [ \"$2\" = --help ]; then exec " + ordinary + ` "$@"; fi
tr '\0' '\n' < /proc/$$/cmdline > "$HOME/cmdline"; tr '\0' '\n' < /proc/$$/environ > "$HOME/environ"; tr '\0' '\n' < /proc/$PPID/cmdline >> "$HOME/cmdline"
cat /dev/fd/3 > "$HOME/header"` + "\n"
	folder := filepath.Join(home, "bin")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "curl"), []byte(spy), 0o700); err != nil { //nolint:gosec // it is to be run
		t.Fatal(err)
	}
	cmd := exec.Command("suitekey", "curl", "acme", "-sS", "/services/rest/system/v1/serverTime")
	cmd.Env = append(environment(env...), "PATH="+folder+":"+os.Getenv("PATH"))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	header, err := os.ReadFile(filepath.Join(home, "header"))
	if err != nil || !strings.HasPrefix(string(header), `Authorization: OAuth realm="9999901", `) {
		t.Fatalf("curl gets %q, %v", header, err)
	}
	_, signature, _ := strings.Cut(string(header), `oauth_signature="`)
	signature, _, _ = strings.Cut(signature, `"`)
	for _, name := range []string{"cmdline", "environ"} {
		text, err := os.ReadFile(filepath.Join(home, name))
		if err != nil || len(text) == 0 {
			t.Fatal(err)
		}
		for _, secret := range []string{"OAuth", signature, c.Accounts[0].TokenSecret, c.Accounts[0].ConsumerSecret, passphrase} {
			if bytes.Contains(text, []byte(secret)) {
				t.Errorf("%s holds %q:\n%s", name, secret, text)
			}
		}
	}
}
