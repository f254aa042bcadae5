package tui

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"suitekey/core/diagnose"
	"suitekey/core/profile"
)

var update = flag.Bool("update", false, "write the golden frames anew")

var sizes = [][2]int{{80, 24}, {60, 18}, {40, 12}}

// golden compares the screen, at every size, with the frames in testdata.
func (c *screen) golden(name string) {
	c.t.Helper()
	for _, size := range sizes {
		c.resize(size[0], size[1])
		lines := strings.Split(c.stable(c.look()), "\n")
		for i := range lines {
			lines[i] = strings.TrimRight(lines[i], " ")
		}
		frame := strings.Join(lines, "\n") + "\n"
		path := filepath.Join("testdata", fmt.Sprintf("%s-%dx%d.golden", name, size[0], size[1]))
		if *update {
			if err := os.MkdirAll("testdata", 0o755); err != nil {
				c.t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(frame), 0o644); err != nil {
				c.t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(path)
		if err != nil {
			c.t.Fatalf("%v; go test -update writes it", err)
		}
		if frame != string(want) {
			c.t.Errorf("%s differs; go test -update writes it anew\ngot:\n%swant:\n%s", path, frame, want)
		}
	}
	c.resize(80, 24)
}

// goldenScreen opens the set-up of a demo by way of its welcome.
func goldenScreen(t *testing.T) *screen {
	t.Helper()
	c := newScreen(t, setting{demo: true})
	c.golden("welcome")
	c.press("enter")
	c.until("Which NetSuite account?")
	return c
}

func TestGoldenTBA(t *testing.T) {
	c := goldenScreen(t)
	c.golden("account-empty")
	c.typed("9999901_sb1")
	c.press("tab", "ctrl+u")
	c.typed("acme-sb1")
	c.golden("account")
	c.press("enter")
	c.until("What will use the connection?")
	c.golden("consumer")
	c.press("enter")
	c.golden("surfaces")
	c.choose("rest", "restlet", "soap")
	c.press("enter")
	c.golden("method")
	c.method(profile.TBA)
	c.golden("wsdl")
	c.press("enter")
	c.golden("wsdl-url")
	c.press("enter")
	c.golden("role-tba")
	c.press("enter")
	c.golden("integration-tba")
	c.press("ctrl+p", "tab", "ctrl+p")
	c.golden("integration-tba-filled")
	c.press("enter")
	goldenEnd(c)
}

// goldenEnd goes from the token to the saved connection and its removal.
func goldenEnd(c *screen) {
	c.pair()
	c.wantStep("algorithm")
	c.golden("signature")
	c.press("down", "enter")
	c.golden("sha1")
	c.press("esc", "up", "enter")
	c.golden("timeout")
	c.press("enter")
	c.golden("retry")
	c.press("enter", "enter")
	c.golden("test")
	c.press("enter")
	c.until("The connection works.")
	c.model.top().checks = passed
	c.golden("test-passed")
	c.press("enter")
	c.golden("passphrase")
	c.typed("short")
	c.press("tab", "shift+tab")
	c.golden("passphrase-short")
	c.press("ctrl+u")
	c.pair()
	c.until("is ready")
	c.golden("save")
	c.press("enter")
	c.until("Connections")
	c.until("acme-sb1")
	c.golden("home")
	c.press("enter")
	c.until("Consumer secret")
	c.golden("details")
	c.press("esc", "d")
	c.golden("remove")
}

func TestGoldenM2M(t *testing.T) {
	c := goldenScreen(t)
	c.typed("9999901")
	c.press("tab", "ctrl+u")
	c.typed("acme")
	c.golden("account-production")
	c.press("enter")
	c.until("What will use the connection?")
	c.press("enter")
	c.choose("rest", "restlet")
	c.press("enter")
	c.method(profile.M2M)
	c.golden("role-m2m")
	c.pair()
	c.golden("integration-m2m")
	c.press("ctrl+p", "enter")
	c.golden("key")
	for c.model.top().form.hovered() != "existing" {
		c.press("down")
	}
	c.press("enter")
	c.golden("existing-key")
	c.press("esc")
	c.wantStep("key")
	for range 5 {
		c.press("up")
	}
	c.press("enter", "enter")
	c.golden("jwt")
	c.press("enter")
	c.until("certificate for the upload")
	state := c.state()
	state.CertificateFile = "/home/ada/suitekey/acme-certificate.pem" // the practice folder has another name each time
	c.model.top().walk.Finish(state)
	c.golden("key-pair")
	c.press("enter")
	c.golden("upload")
	c.press("ctrl+g")
	c.golden("explain")
	c.press("esc", "enter")
	c.golden("scopes")
	c.press("enter", "enter", "enter", "enter", "enter")
	c.until("What it can be")
	c.model.top().checks, c.model.top().report = lost.Checks, lost
	c.golden("test-failed")
	c.press("ctrl+c")
	c.golden("leave")
}

// What a test finds is another package's business: these stand for it.
var passed = []diagnose.Check{
	{Name: "values", Title: "Values", State: diagnose.OK, Detail: "shapes, pairs and spelling"},
	{Name: "account", Title: "Account", State: diagnose.OK, Duration: 41e6, Detail: "NetSuite knows 9999901_SB1; TLS 1.3, issuer suitekey practice"},
	{Name: "clock", Title: "Clock", State: diagnose.Warn, Duration: 3e6, Detail: "this computer is 190 s ahead, and NetSuite allows 300 s: set it right"},
	{Name: "sign-in", Title: "Sign-in", State: diagnose.OK, Duration: 120e6, Detail: "by REST web services"},
}

var lost = diagnose.Report{
	Refused: true,
	Checks: []diagnose.Check{
		{Name: "values", Title: "Values", State: diagnose.OK, Detail: "shapes, pairs and spelling"},
		{Name: "account", Title: "Account", State: diagnose.OK, Duration: 41e6, Detail: "NetSuite knows 9999901; TLS 1.3, issuer suitekey practice"},
		{Name: "sign-in", Title: "Sign-in", State: diagnose.Failed, Duration: 1120e6, Detail: "HTTP 401 invalid_client"},
		{Name: "rest", Title: "REST web services", State: diagnose.Skipped},
		{Name: "identity", Title: "Who answered", State: diagnose.Skipped},
	},
	Causes: []diagnose.Cause{
		{Title: "The certificate ID matches no valid certificate of this integration record in this account",
			Fix:  "Copy the ID from the list, or upload the certificate again.",
			Menu: "Setup > Integration > Manage Authentication > OAuth 2.0 Client Credentials (M2M) Setup", Step: "upload"},
		{Title: "The mapped role may not sign in with OAuth 2.0", Fix: "Give it the permission.", URL: "https://9999901.app.netsuite.com/app/setup/rolelist.nl", Step: "role"},
	},
}
