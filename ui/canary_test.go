package ui_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestNoSecretGetsOut runs every verb and the plain wizard with secrets that
// are known, well and badly, and then searches all that was printed and every
// file for them, also in base64 and in hexadecimal.
func TestNoSecretGetsOut(t *testing.T) {
	c, stop, err := startPractice("suitekey")
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	r := &runner{t: t, home: t.TempDir(), env: environment(
		"SUITEKEY_CONSUMER_SECRET="+c.Accounts[0].ConsumerSecret,
		"SUITEKEY_TOKEN_SECRET="+c.Accounts[0].TokenSecret, "SUITEKEY_PASSPHRASE_FILE="+writePassphrase(t),
	)}
	r.env = append(r.env, "HOME="+r.home, "HTTPS_PROXY="+c.Proxy, "SSL_CERT_FILE="+c.CAFile)
	marks := r.secrets(c)

	tba := r.tba(c)
	r.run(0, "", append([]string{"setup", "tba", "--json", "--surfaces", "rest,restlet,soap"}, tba...)...)
	r.run(2, "", append([]string{"setup", "tba"}, tba...)...) // the name is taken
	r.run(3, "", append(append([]string{"setup", "sandbox", "--json"}, tba...), "--account", "9999901_SB1")...)
	r.env = append(r.env, "HTTPS_PROXY=http://127.0.0.1:9")
	r.run(4, "", append([]string{"setup", "offline", "--ca-file", "other.pem"}, tba...)...)
	r.env = r.env[:len(r.env)-1]

	m2m := []string{"setup", "m2m", "--no-input", "--json", "--account", "9999901", "--method", "m2m", "--surfaces", "rest", "--consumer-key", c.Accounts[0].ConsumerKey,
		"--key-file", "pair-private.pem", "--certificate-file", "pair-certificate.pem"}
	r.run(20, "", m2m...)
	r.run(3, "", m2m...)                                                                                     // nobody has uploaded it
	for _, key := range []string{"method", "account", "surfaces", "key_type", "timeout", "certificate_id"} { // into the draft that waits
		if err := os.WriteFile(filepath.Join(r.home, "misplaced-"+key+".yaml"), []byte(key+": "+marks["token secret"]+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command("suitekey", "setup", "m2m", "--no-input", "--json", "--answers", "misplaced-"+key+".yaml")
		cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = r.home, r.env, &r.said, &r.said
		if cmd.Run() == nil {
			t.Errorf("a token secret is taken for %s", key)
		}
	}
	for _, args := range [][]string{
		{"list"}, {"list", "--json"}, {"show", "tba"}, {"show", "tba", "--json"}, {"test", "tba", "--json", "--log", "calls.log"}, {"test", "tba"},
		{"rename", "tba", "other"}, {"inspect", "pair-private.pem"}, {"inspect", "pair-private.pem", "--json"}, {"inspect", "pair-certificate.pem"},
		{"remove", "other", "--yes", "--account", "9999901"},
	} {
		r.run(0, "", args...)
	}
	r.run(2, "", "show", "tba", "--reveal")
	r.run(2, "", "setup", "x", "--consumer-secret", marks["consumer secret"])
	r.run(2, "", "setup", "x", "--no-input", "--answers", "broken.yaml")
	r.run(2, "", "setup", "x", "--no-input", "--answers", "pair-private.pem")
	r.run(2, "", "setup", "x", "--no-input", "--answers", "misplaced.yaml")
	r.run(2, "", passphrase)
	r.run(2, "", "--"+marks["token secret"])
	r.run(2, "", "list", "--json="+marks["token secret"])
	r.run(0, "", "list", marks["token secret"]) // a text to look for
	r.run(5, "", "list", "--passphrase-file", "pair-private.pem")
	r.run(1, "", "list", "--ca-file", "pair-private.pem")

	// Line by line, with values in the wrong fields on the way.
	one := c.Accounts[0]
	r.talk(0, &talker{toEnd: true, answers: map[string][]string{
		"Account ID": {"9999901"}, "Connection name": {"plain"}, "Consumer key": {one.ConsumerKey}, "Consumer secret": {one.ConsumerKey, one.ConsumerSecret},
		"Token ID": {one.TokenID}, "Token secret": {one.TokenID, one.TokenSecret + " "},
	}}, "setup", "--plain", "--method", "tba", "--surfaces", "rest")
	r.talk(2, &talker{answers: map[string][]string{"Consumer key": {one.ConsumerKey}, "Private key": {marks["key file"]}}},
		"setup", "pasted", "--plain", "--account", "9999901", "--method", "m2m", "--surfaces", "rest", "--key-type", "existing")

	r.examine(c, marks)
	r.journeys(c, marks)
	r.vault(marks)
	r.search(marks)
}

// proxyPassword is somebody's account password, in the address of a proxy.
const proxyPassword = "Proxy-Canary/42#secret"

// examine runs the verbs that look closely: on good connections and on broken
// ones, through a proxy with a password, and with a report to give away.
func (r *runner) examine(c card, marks map[string]string) {
	marks["proxy password"], marks["its beginning"] = proxyPassword, "Proxy-Canary"
	r.run(0, "", append([]string{"setup", "tba"}, r.tba(c)...)...)
	certificate, err := os.ReadFile(filepath.Join(r.home, "pair-certificate.pem"))
	if err == nil {
		err = uploadTo(c.Proxy, c.CAFile, c.Accounts[0].Account, string(certificate))
	}
	if err != nil {
		r.t.Fatal(err)
	}
	r.run(0, "", "setup", "m2m", "--no-input", "--json", "--account", "9999901", "--method", "m2m", "--surfaces", "rest")
	r.use()
	through := func(c card, password string) {
		r.env = append(r.env, "HTTPS_PROXY="+strings.Replace(c.Proxy, "http://", "http://me:"+password+"@", 1), "SSL_CERT_FILE="+c.CAFile)
	}
	through(c, url.PathEscape(proxyPassword))
	r.run(0, "", "doctor", "--report", "good.json", "--log", "calls.log")
	r.run(0, "", "doctor", "--json")
	through(c, proxyPassword) // not escaped: it is read all the same, and no part of it is taken for a host
	r.run(0, "", "doctor", "--report", "unescaped.json")
	for _, fault := range []string{"token-revoked", "certificate-unknown", "intercepted"} {
		broken, stop, err := startPractice("suitekey", "--fault", fault)
		if err != nil {
			r.t.Fatal(err)
		}
		through(broken, url.PathEscape(proxyPassword))
		code := 3
		if fault == "intercepted" {
			code = 4
		}
		r.run(code, "", "doctor", "--report", fault+".json", "--force")
		r.run(code, "", "test", "--all", "--json", "--force")
		stop()
	}
	for name, words := range map[string][]string{
		"good.json":                {`"tls_chain"`, `"base_string"`, `"claims"`, `[user and password]@127.0.0.1`, `"ok": true`},
		"certificate-unknown.json": {`"causes"`, `"kid": "CERTIFICATE-ID"`},
	} {
		for _, word := range words {
			if text, err := os.ReadFile(filepath.Join(r.home, name)); err != nil || !strings.Contains(string(text), word) {
				r.t.Errorf("%s lacks %s (%v)", name, word, err)
			}
		}
	}
	r.run(2, "", "test", "tba", "--detail", marks["token secret"])
	r.run(3, "", "test", "tba", "--detail", "InvalidSignature", "--json")
	r.env = append(r.env, "PANIC="+marks["token secret"])
	r.run(1, "", "doctor", "--log", "calls.log", "--json")
	r.run(1, "", "test", "tba")
}

// use runs the verbs that give credentials to programs. What they are asked for
// goes where nobody looks; nothing else may have it.
func (r *runner) use() {
	for _, args := range [][]string{
		{"token", "m2m", "--log", "calls.log"}, {"token", "m2m", "--json"}, {"header", "tba", "GET", "/rest/tokeninfo"}, {"header", "m2m", "GET", "/rest/tokeninfo", "--json"},
	} {
		cmd := exec.Command("suitekey", args...)
		cmd.Dir, cmd.Env, cmd.Stderr = r.home, r.env, &r.said
		if err := cmd.Run(); err != nil {
			r.t.Errorf("%v: %v", args, err)
		}
	}
	const all = "env; env | base64; env | od -An -tx1 | tr -d ' \\n'; env >&2"
	r.run(0, "", "exec", "tba", "--log", "calls.log", "--", "sh", "-c", all)
	r.run(0, "", "exec", "m2m", "--only", "access_token", "--", "sh", "-c", all)
	r.run(127, "", "exec", "m2m", "--", "no-such-program")
	if _, err := exec.LookPath("curl"); err == nil {
		r.run(0, "", "curl", "m2m", "-sSfv", "--trace-time", "/services/rest/system/v1/serverTime")
		r.run(2, "", "curl", "m2m", "-sSf", "--trace", "-", "/services/rest/system/v1/serverTime")
		r.run(0, "", "curl", "tba", "-sSfv", "/services/rest/system/v1/serverTime", "--dump-header", "answer.txt")
	}
}

// tba are the flags of a token-based set-up.
func (r *runner) tba(c card) []string {
	return []string{"--no-input", "--log", "calls.log", "--account", "9999901", "--method", "tba",
		"--consumer-key", c.Accounts[0].ConsumerKey, "--token-id", c.Accounts[0].TokenID}
}

type runner struct {
	t    *testing.T
	home string
	env  []string
	said bytes.Buffer
}

// secrets makes what is not there yet, and gives all secrets by name.
func (r *runner) secrets(c card) map[string]string {
	r.run(0, "", "keygen", "--out", "pair", "--json")
	r.run(0, "", "keygen", "--out", "other", "--json")
	read := func(name string) string {
		data, err := os.ReadFile(filepath.Join(r.home, name))
		if err != nil {
			r.t.Fatal(err)
		}
		return string(data)
	}
	if err := os.WriteFile(filepath.Join(r.home, "other.pem"), []byte(read("other-certificate.pem")), 0o600); err != nil {
		r.t.Fatal(err)
	}
	broken := "token_secret: {" + c.Accounts[0].TokenSecret + "\nconsumer_secret: *" + c.Accounts[0].ConsumerSecret + "\n"
	if err := os.WriteFile(filepath.Join(r.home, "broken.yaml"), []byte(broken), 0o600); err != nil {
		r.t.Fatal(err)
	}
	misplaced := passphrase + ": yes\n" + c.Accounts[0].TokenSecret + ": yes\n"
	if err := os.WriteFile(filepath.Join(r.home, "misplaced.yaml"), []byte(misplaced), 0o600); err != nil {
		r.t.Fatal(err)
	}
	key := read("pair-private.pem")
	return map[string]string{
		"consumer secret": c.Accounts[0].ConsumerSecret, "token secret": c.Accounts[0].TokenSecret, "sandbox token secret": c.Accounts[1].TokenSecret,
		"passphrase": passphrase, "key file": strings.TrimSpace(key), "private key": strings.Split(key, "\n")[1],
	}
}

func (r *runner) run(code int, input string, args ...string) {
	r.t.Helper()
	cmd := exec.Command("suitekey", args...)
	cmd.Dir, cmd.Env, cmd.Stdin = r.home, r.env, strings.NewReader(input)
	out, _ := cmd.CombinedOutput()
	r.said.Write(out)
	if got := cmd.ProcessState.ExitCode(); got != code {
		r.t.Errorf("suitekey %.60q: exit code %d, want %d:\n%s", args, got, code, out)
	}
}

// search looks through what was said and through all files but those that the
// test itself made.
func (r *runner) search(marks map[string]string) {
	own := map[string]bool{"pair-private.pem": true, "other-private.pem": true, "broken.yaml": true, "misplaced.yaml": true}
	places := map[string][]byte{"the output": r.said.Bytes()}
	err := filepath.WalkDir(r.home, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || own[entry.Name()] || strings.HasPrefix(entry.Name(), "misplaced-") {
			return err
		}
		places[path], err = os.ReadFile(path)
		return err
	})
	if err != nil {
		r.t.Fatal(err)
	}
	if len(places) < 8 || r.said.Len() < 10_000 {
		r.t.Errorf("only %d places and %d bytes of output were searched", len(places), r.said.Len())
	}
	for what, mark := range marks {
		for form, text := range forms(mark) {
			for place, data := range places {
				if bytes.Contains(data, []byte(text)) {
					r.t.Errorf("%s holds the %s (%s)", place, what, form)
				}
			}
		}
	}
	for what, mark := range marks {
		for _, piece := range pieces(what, mark) {
			for place, data := range places {
				if bytes.Contains(data, []byte(piece)) {
					r.t.Errorf("%s holds %d characters of the %s", place, len(piece), what)
				}
			}
		}
	}
	// What a command prints of a key has its frame, the key itself being masked.
	frame := regexp.MustCompile(`-----BEGIN PRIVATE KEY-----\s+<hidden by suitekey>\s+-----END PRIVATE KEY-----`)
	for place, data := range places {
		data = frame.ReplaceAll(data, nil)
		data = bytes.ReplaceAll(data, []byte("a recovery key begins with AGE-SECRET-KEY-1 and"), nil) // what a recovery key looks like
		if at := keyOrToken.FindIndex(data); at != nil {
			r.t.Errorf("%s holds a key or an access token: %q", place, data[max(0, at[0]-100):at[0]])
		}
	}
}

// keyOrToken is the begin of a key, or of an access token with the point behind its
// first part: three letters alone come up in encrypted files by chance.
var keyOrToken = regexp.MustCompile(`PRIVATE KEY-----|AGE-SECRET-KEY|eyJ[\w-]{8,}\.`)

// pieces are all runs of twelve characters of a secret. Of a key in PEM the
// first 48 are the same for all of its kind, and after 91 its public half
// begins, which the certificate shows too.
func pieces(what, secret string) []string {
	if what == "key file" {
		return nil // searched as the private key
	}
	if strings.HasPrefix(what, "private key") {
		secret = secret[48:]
	}
	var all []string
	for at := 0; at+12 <= len(secret); at++ {
		all = append(all, secret[at:at+12])
	}
	return all
}

// forms are the ways in which a secret could stand somewhere. base64 depends on
// where the text begins, so all three alignments are looked for.
func forms(secret string) map[string]string {
	all := map[string]string{
		"as it is": secret, "hex": hex.EncodeToString([]byte(secret)), "HEX": strings.ToUpper(hex.EncodeToString([]byte(secret))),
	}
	for shift := range 3 {
		for name, encoding := range map[string]*base64.Encoding{"base64": base64.RawStdEncoding, "base64url": base64.RawURLEncoding} {
			text := encoding.EncodeToString([]byte(strings.Repeat("-", shift) + secret))
			all[name+" "+string(rune('0'+shift))] = text[4 : len(text)-3]
		}
	}
	return all
}

// The search itself must find what it looks for.
func TestSearchFinds(t *testing.T) {
	for _, shift := range []string{"", "a", "ab", "abc"} {
		encoded := base64.StdEncoding.EncodeToString([]byte(shift + passphrase + "the end"))
		found := false
		for _, text := range forms(passphrase) {
			found = found || strings.Contains(encoded, text)
		}
		if !found {
			t.Errorf("base64 after %q is not found", shift)
		}
	}
}

func writePassphrase(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "pass")
	if err := os.WriteFile(path, []byte(passphrase+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
