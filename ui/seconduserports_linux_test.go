package ui_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestPortsOfASecondUser lets another user try every port that suitekey opens: that of
// practice, and that of a sign-in by browser. The other user knows all that a list of
// processes shows, and at last even the address that NetSuite sent the browser to.
func TestPortsOfASecondUser(t *testing.T) {
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skip(err)
	}
	owner, other := twoUsers(t)
	c := owner.practises()
	a := c.Accounts[0]
	proxy := strings.TrimPrefix(c.Proxy, "http://")

	for _, try := range []string{
		"cat " + c.CAFile, "cat " + c.EnvFile, "ls " + filepath.Dir(c.CAFile), // the authority is not for others to change, its values not to read
		"curl -sf http://" + proxy + "/", "curl -sf -x " + c.Proxy + " http://example.com/", // it is a proxy to nowhere
		"curl -sk -x " + c.Proxy + " https://127.0.0.1:22/", "curl -sk -x " + c.Proxy + " https://example.com/",
	} {
		if code, said := other.run("sh", "-c", try); code == 0 {
			t.Errorf("the other user may %q:\n%.200s", try, said)
		}
	}
	if _, said := other.run("curl", "-s", "http://"+proxy+"/"); strings.Contains(said, a.ConsumerSecret) || strings.Contains(said, a.TokenSecret) {
		t.Errorf("the port of practice tells a secret: %s", said)
	}

	// Both see the link: the browser gets it as an argument.
	bin := filepath.Join(owner.home, "bin")
	if err := os.Mkdir(bin, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(bin, "xdg-open"), []byte("#!/bin/sh\nwhile [ -d \"$HOME\" ]; do sleep 0.1; done\n"), 0o755); err != nil { // #nosec G306 -- the owner runs it
		t.Fatal(err)
	}
	owner.env = append(owner.env, "PATH="+bin+":/usr/bin:/bin", "DISPLAY=:0", "HTTPS_PROXY="+c.Proxy, "SSL_CERT_FILE="+c.CAFile,
		"SUITEKEY_PASSPHRASE_FILE="+owner.file("pass", passphrase+"\n"), "SUITEKEY_CONSUMER_SECRET="+a.ConsumerSecret)
	signIn := owner.command(owner.program, "setup", "acme", "--no-input", "--account", a.Account, "--method", "tba", "--surfaces", "rest",
		"--token-by", "browser", "--consumer-key", a.ConsumerKey)
	told := &lockedBuffer{}
	signIn.Stdout, signIn.Stderr = told, told
	if err := signIn.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- signIn.Wait() }()
	t.Cleanup(func() { _ = signIn.Process.Kill() })
	link, callback := other.seesSignIn(told)
	demandPorts(t, owner.id, proxy, callback.Host)

	code, landed := owner.run("curl", "-s", "-o", "/dev/null", "-w", "%{redirect_url}", "--cacert", c.CAFile, "-x", c.Proxy,
		"-d", url.Values{"oauth_token": {link.Query().Get("oauth_token")}, "state": {link.Query().Get("state")}, "who": {a.Entity + ";" + a.Role}, "decision": {"allow"}}.Encode(),
		"https://"+link.Host+link.Path)
	back, err := url.Parse(landed)
	if code != 0 || err != nil || back.Host != callback.Host {
		t.Fatalf("the person's browser is sent to %q: exit code %d", landed, code)
	}
	own := *callback
	own.RawQuery = url.Values{"oauth_token": {link.Query().Get("oauth_token")}, "oauth_verifier": {"made-up"}, "state": {link.Query().Get("state")}}.Encode()
	denied := *callback
	denied.RawQuery = url.Values{"oauth_token": {link.Query().Get("oauth_token")}, "oauth_verifier": {""}, "state": {link.Query().Get("state")}}.Encode()
	for name, address := range map[string]string{"a verifier of their own": own.String(), "a denial": denied.String(), "the very address": landed, "no state": callback.String()} {
		_, page := other.run("curl", "-s", "-w", "%{http_code}", address)
		if !strings.HasSuffix(page, "403") && !strings.HasSuffix(page, "400") || name != "no state" && !strings.Contains(page, "another user of this computer") {
			t.Errorf("the other user answers with %s: %s", name, page)
		}
	}
	// A verifier without the secrets of the record and of the request gets no token.
	header := fmt.Sprintf(`Authorization: OAuth realm=%q, oauth_token=%q, oauth_verifier=%q, oauth_consumer_key=%q, oauth_signature_method="HMAC-SHA256", oauth_signature="AA%%3D%%3D"`,
		a.Account, back.Query().Get("oauth_token"), back.Query().Get("oauth_verifier"), a.ConsumerKey)
	if _, answer := other.run("curl", "-sk", "-w", "%{http_code}", "-x", c.Proxy, "-X", "POST", "-H", header, "https://"+a.Account+".restlets.api.netsuite.com/rest/accesstoken"); !strings.Contains(answer, "error") || strings.Contains(answer, "oauth_token") {
		t.Errorf("the other user asks for the token: %s", answer)
	}
	select {
	case err := <-ended:
		t.Fatalf("the other user has ended the sign-in: %v\n%s", err, told)
	default:
	}

	if _, page := owner.run("curl", "-s", landed); !strings.Contains(page, "You can close this page") {
		t.Errorf("the person's own browser: %s", page)
	}
	select {
	case err = <-ended:
	case <-time.After(patience):
		t.Fatalf("it does not end:\n%s", told)
	}
	if err != nil || !strings.Contains(told.String(), "acme is saved") {
		t.Errorf("%v\n%s", err, told)
	}
}

// practises starts practice as this user.
func (u *otherAccount) practises() (c card) {
	u.t.Helper()
	cmd := u.command(u.program, "practice", "--json")
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		u.t.Fatal(err)
	}
	u.t.Cleanup(func() { _ = cmd.Process.Signal(os.Interrupt); _ = cmd.Wait() })
	if err := json.NewDecoder(out).Decode(&c); err != nil {
		u.t.Fatal(err)
	}
	return c
}

// seesSignIn is what another user sees of a sign-in that waits for the browser: the link,
// in the list of processes, and the address that is listened on.
func (u *otherAccount) seesSignIn(told *lockedBuffer) (link, callback *url.URL) {
	u.t.Helper()
	waits := regexp.MustCompile(`Sign in and click Allow: (https://\S+)\n.*Waiting for the browser at (http://\S+)`)
	eventually(u.t, func() bool { return waits.MatchString(told.String()) }, func() string { return told.String() })
	found := waits.FindStringSubmatch(told.String())
	eventually(u.t, func() bool {
		_, said := u.run("sh", "-c", `cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\0' '\n'`)
		return strings.Contains(said, "\n"+found[1]+"\n")
	}, func() string { return "the link is not in the list of processes" })
	link, err := url.Parse(found[1])
	if err == nil {
		callback, err = url.Parse(found[2])
	}
	if err != nil || link.Query().Get("state") == "" {
		u.t.Fatal(found, err)
	}
	return link, callback
}

// eventually waits until something is so.
func eventually(t *testing.T, so func() bool, why func() string) {
	t.Helper()
	for limit := time.After(patience); !so(); runtime.Gosched() {
		select {
		case <-limit:
			t.Fatal(why())
		default:
		}
	}
}

// demandPorts demands that a user listens on these addresses of this computer and on no
// other one: 127.0.0.1 and ::1 of each port.
func demandPorts(t *testing.T, id uint32, addresses ...string) {
	t.Helper()
	for _, table := range []string{"tcp", "tcp6", "udp", "udp6"} {
		text, err := os.ReadFile("/proc/net/" + table)
		if err != nil {
			continue // no IPv6
		}
		for line := range strings.Lines(string(text)) {
			columns := strings.Fields(line)
			const own, state, user, listens, unconnected = 1, 3, 7, "0A", "07"
			if len(columns) <= user || columns[user] != fmt.Sprint(id) || columns[state] != listens && columns[state] != unconnected {
				continue
			}
			at, digits, _ := strings.Cut(columns[own], ":")
			port, err := strconv.ParseUint(digits, 16, 16)
			if err != nil || !slices.Contains([]string{"0100007F", "7F000001", "00000000000000000000000001000000", "00000000000000000000000000000001"}, at) ||
				!slices.ContainsFunc(addresses, func(a string) bool { return strings.HasSuffix(a, ":"+strconv.FormatUint(port, 10)) }) {
				t.Errorf("something else is listened on (%s): %s", table, columns[own])
			}
		}
	}
}
