package ui_test

import (
	"os"
	"path/filepath"
	"strings"
)

// journeys runs those about saved connections, with hand-over commands and hooks
// that print whatever they get. Keys go to a folder that is not searched; all else
// that is printed or written is.
func (r *runner) journeys(c card, marks map[string]string) {
	away := r.t.TempDir()
	r.env = append(r.env, "PANIC=", "HTTPS_PROXY="+c.Proxy, "SSL_CERT_FILE="+c.CAFile)
	handOver := func(name string) string {
		return strings.ReplaceAll(`tee KEY; base64 KEY; od -An -tx1 KEY | tr -d ' \n'; env; env >&2`, "KEY", filepath.Join(away, name))
	}
	mark := func(name string) {
		text, err := os.ReadFile(filepath.Join(away, name))
		if err != nil || strings.Count(string(text), "\n") < 3 {
			r.t.Fatalf("the command was not given the key: %v", err)
		}
		marks["private key "+name] = strings.Split(string(text), "\n")[1]
	}
	r.run(0, "", "renew", "m2m", "--dry-run", "--no-input", "--json", "--force", "--log", "calls.log")
	r.run(1, "", "renew", "m2m", "--no-input", "--json", "--force", "--log", "calls.log", "--handover", handOver("renewed")+"; exit 7", "--on-failure", "env; cat")
	mark("renewed")
	r.run(0, "", "renew", "--all", "--json", "--log", "calls.log", "--handover", handOver("renewed"), "--retire", "keep", "--on-success", "env; cat", "--force")
	mark("renewed")
	r.run(0, "", "renew", "m2m", "--no-input", "--json", "--consumer-has-it", "yes")
	r.run(3, "", "undo", "m2m", "--yes", "--account", "9999901", "--json", "--to", "1") // to a certificate that is revoked
	r.run(20, "", "renew", "m2m", "--no-input", "--json", "--rotate-by", "hand")
	r.run(0, "", "list")
	r.run(0, "", "history", "m2m", "--json")

	r.run(20, "", "migrate", "tba", "--no-input", "--json", "--force", "--log", "calls.log")
	r.uploadAll(c, "tba-certificate*.pem")
	r.run(0, "", "migrate", "tba", "--no-input", "--json", "--force", "--log", "calls.log", "--handover-by", "command", "--handover-command", handOver("migrated"), "--retire", "keep")
	mark("migrated")
	r.run(0, "", "migrate", "tba", "--no-input", "--json", "--consumer-has-it", "yes", "--retire", "keep")

	r.run(0, "", "undo", "tba", "--yes", "--account", "9999901", "--json", "--to", "1")
	r.run(0, "", "retoken", "9999901", "--checklist")
	r.run(0, "", "retoken", "plain", "--no-input", "--json", "--force", "--happened", "token", "--mend", "plain", "--token-id", c.Accounts[0].TokenID, "--log", "calls.log")
	r.run(0, "", "status", "--offline", "--json", "--ics", "radar.ics")
	r.run(0, "", "export", "m2m", "--to", "json", "--out", filepath.Join(away, "export"))
}

// uploadAll gives the practice account the certificates that lie in the vault.
func (r *runner) uploadAll(c card, pattern string) {
	r.t.Helper()
	found := 0
	err := filepath.WalkDir(r.home, func(path string, entry os.DirEntry, err error) error {
		if matches, _ := filepath.Match(pattern, filepath.Base(path)); err != nil || !matches {
			return err
		}
		found++
		text, err := os.ReadFile(path)
		if err == nil {
			err = uploadTo(c.Proxy, c.CAFile, c.Accounts[0].Account, string(text))
		}
		return err
	})
	if err != nil || found == 0 {
		r.t.Fatalf("%d certificates to upload: %v", found, err)
	}
}
