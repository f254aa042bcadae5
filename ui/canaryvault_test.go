package ui_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"filippo.io/age"
)

// vault runs the verbs about the vault itself: the log, the agent, recovery, another
// passphrase and key, every export format. The recovery key goes where nobody looks.
func (r *runner) vault(marks map[string]string) {
	away := r.t.TempDir()
	cmd := exec.Command("suitekey", "passphrase", "sheet", "--json")
	cmd.Dir, cmd.Env, cmd.Stderr = r.home, r.env, &r.said
	out, err := cmd.Output()
	var sheet struct {
		Key string `json:"recovery_key"`
	}
	if err != nil || json.Unmarshal(out, &sheet) != nil || len(sheet.Key) != 74 {
		r.t.Fatalf("no recovery sheet: %v", err)
	}
	marks["recovery key"] = strings.TrimPrefix(sheet.Key, "AGE-SECRET-KEY-1")
	const next = "umbrella quartz northern teaspoon"
	marks["next passphrase"] = next
	file := func(name, text string) string {
		path := filepath.Join(away, name)
		if err := os.WriteFile(path, []byte(text+"\n"), 0o600); err != nil {
			r.t.Fatal(err)
		}
		return path
	}
	good, wrong, nextFile := file("key", sheet.Key), file("wrong", strings.Replace(sheet.Key, "1", "1Q", 1)), file("next", next)

	r.run(5, "", "recover", "--recovery-file", wrong, "--new-passphrase-file", nextFile)
	r.run(0, "", "recover", "--recovery-file", good, "--new-passphrase-file", nextFile, "--json")
	r.env = append(r.env, "SUITEKEY_PASSPHRASE_FILE="+nextFile)
	r.run(5, "", "list", "--passphrase-file", good)
	r.run(2, "", "passphrase", "change", "--new-passphrase-file", file("short", "tiny"))
	r.run(0, "", "passphrase", "change", "--new-key", "--new-passphrase-file", nextFile, "--json")
	r.run(2, "", "log", marks["token secret"]+"/")
	if runtime.GOOS != "windows" {
		r.run(0, "", "unlock", "--json")
		r.run(0, "", "list", "--no-input")
		r.run(0, "", "lock", "--json")
	}
	var formats struct {
		Formats []struct {
			Key     string   `json:"format"`
			Methods []string `json:"methods"`
		} `json:"formats"`
	}
	listed := exec.Command("suitekey", "export", "--formats", "--json")
	listed.Dir, listed.Env = r.home, r.env
	if out, err = listed.Output(); err != nil || json.Unmarshal(out, &formats) != nil || len(formats.Formats) < 10 {
		r.t.Fatalf("no formats: %v", err)
	}
	for _, f := range formats.Formats {
		for _, name := range []string{"tba", "m2m"} { // the file has the secrets; what is said of it has none
			cmd := exec.Command("suitekey", "export", name, "--to", f.Key, "--force", "--out", filepath.Join(away, name+"."+f.Key))
			cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = r.home, r.env, &r.said, &r.said
			_ = cmd.Run() // some formats cannot take the connection, and say so
		}
	}
	r.keys(marks, away)
	r.run(0, "", "audit", "9999901")
	r.run(0, "", "audit", "9999901", "--json", "--log", "calls.log")
	r.run(2, "", "audit", marks["token secret"])
	for _, args := range [][]string{ // with values in the wrong places, and an engine that is not there
		{"connect-password", "tba"}, {"connect-password", "tba", "--json"}, {"connect-password", marks["token secret"]},
		{"team", "list"}, {"team", "list", "--json"}, {"team", "people"}, {"team", "roles", "acme"}, {"team", "roles", marks["passphrase"]},
		{"team", "add", "ben", marks["identity"]}, {"team", "add", marks["token secret"]}, {"team", "refuse", marks["token secret"]},
		{"team", "join", "acme", "--at", "127.0.0.1:9", "--engine-user", "anna", "--engine-password-file", filepath.Join(away, "next"), "--json"},
		{"team", "check", "--at", "127.0.0.1:9", "--cert", filepath.Join(away, "key"), "--key", "pair-private.pem"},
		{"team", "init", "acme", "--at", "https://anna:" + marks["token secret"] + "@127.0.0.1:9"},
	} {
		cmd := exec.Command("suitekey", args...)
		cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = r.home, r.env, &r.said, &r.said
		_ = cmd.Run() // most of it fails, each with another code
	}
	r.run(0, "", "log")
	r.run(0, "", "log", "--json")
}

// keys adds a key beside the passphrase and opens the vault with it.
func (r *runner) keys(marks map[string]string, away string) {
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		r.t.Fatal(err)
	}
	marks["identity"] = strings.TrimPrefix(identity.String(), "AGE-SECRET-KEY-1")
	file := filepath.Join(away, "identity")
	if err := os.WriteFile(file, []byte(identity.String()+"\n"), 0o600); err != nil {
		r.t.Fatal(err)
	}
	r.run(2, "", "passphrase", "add-key", "one", identity.String())
	r.run(0, "", "passphrase", "add-key", "one", identity.Recipient().String(), "--json")
	r.run(0, "", "passphrase", "keys", "--json")
	before := r.env
	r.env = append(r.env[:len(r.env):len(r.env)], "SUITEKEY_PASSPHRASE_FILE=", "SUITEKEY_IDENTITY_FILE="+file)
	r.run(0, "", "list")
	r.run(0, "", "passphrase", "change", "--new-key", "--new-passphrase-file", filepath.Join(away, "next"))
	r.env = append(r.env, "SUITEKEY_IDENTITY_FILE="+filepath.Join(away, "key"))
	r.run(5, "", "list")
	r.env = before
	r.run(0, "", "passphrase", "remove-key", "one")
}
