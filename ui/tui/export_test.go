package tui

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"suitekey/core/account"
	"suitekey/core/export"
	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/steps"
	exports "suitekey/ui/tui/export"
	"suitekey/ui/tui/theme"
)

// withConnection is the home screen with one saved TBA connection.
func withConnection(t *testing.T) (*screen, profile.Profile) {
	t.Helper()
	id, err := account.Parse("1234567_SB1")
	if err != nil {
		t.Fatal(err)
	}
	p := profile.Profile{
		Name: "acme-sb1", Account: id, Product: "jitterbit", Method: profile.TBA, Surfaces: []profile.Surface{profile.SOAP},
		WSDL:        "https://1234567-sb1.suitetalk.api.netsuite.com/wsdl/v2025_2_0/netsuite.wsdl",
		ConsumerKey: strings.Repeat("c0", 32), ConsumerSecret: secret.New(strings.Repeat("5e", 31) + "cafe"),
		TokenID: strings.Repeat("70", 32), TokenSecret: secret.New(strings.Repeat("7e", 31) + "beef"), SignatureAlgorithm: "HMAC-SHA256",
		Timeout: 300 * time.Second, Retries: 5, RetryInterval: 5 * time.Second,
	}
	c := newScreen(t, setting{home: filepath.Join(tempDir(t), "vault")})
	if _, err := c.app.CreateVault(secret.New(goodPassphrase), false); err != nil {
		t.Fatal(err)
	}
	if err := c.app.Env().Vault.Save(p, "setup"); err != nil {
		t.Fatal(err)
	}
	c.run(c.model.home.Load)
	c.until("acme-sb1")
	c.press("enter")
	c.until("Consumer secret")
	return c, p
}

func TestGoldenExport(t *testing.T) {
	c, p := withConnection(t)
	c.press("e")
	c.until("Where to?")
	c.golden("export-formats")
	c.press("enter")
	c.until("Wsdl Download Url")
	c.golden("export-sheet")
	c.press("esc")
	c.press("/")
	c.typed("alumio")
	c.press("enter", "esc")
	if frames := c.frames.String(); strings.Contains(frames, p.ConsumerSecret.Reveal()) || strings.Contains(frames, p.TokenSecret.Reveal()) {
		t.Error("a secret was on the screen without being asked for")
	}
}

func TestExportRefusesWhatCannotBeTaken(t *testing.T) {
	c, _ := withConnection(t)
	c.press("e")
	c.until("Where to?")
	c.press("/")
	c.typed("alumio") // q and e are text here
	c.press("enter")
	c.shows("Alumio takes OAuth 2.0 client credentials (M2M), and acme-sb1 signs in by Token-Based Authentication")
	c.hides("Certificate ID")
	c.press("esc", "esc")
	c.shows("copy value")
}

// Jitterbit calls over SOAP. Without it there is one sentence, and the key that adds it.
func TestExportThatAKeyMends(t *testing.T) {
	c, p := withConnection(t)
	saved, err := c.app.Load(p.Name)
	if err != nil {
		t.Fatal(err)
	}
	saved.Surfaces, saved.WSDL = []profile.Surface{profile.REST}, ""
	if err := c.app.Env().Vault.Replace(saved, "change", []string{"surfaces", "wsdl"}); err != nil {
		t.Fatal(err)
	}
	c.press("e")
	c.until("Where to?")
	c.press("enter")
	c.until("Jitterbit calls NetSuite over SOAP, and this connection is set up for REST.")
	if n := strings.Count(c.look(), theme.SignBad); n != 1 {
		t.Errorf("%d problems are named:\n%s", n, c.look())
	}
	c.shows("f add SOAP")
	c.press("f")
	c.until("What do you want to change?")
	c.to("surfaces")
	if got := c.model.top().Walk().State().Value(steps.KeySurfaces); got != "rest,soap" {
		t.Errorf("the change begins with the interfaces %q", got)
	}
}

func TestExportCopiesAndShows(t *testing.T) {
	c, p := withConnection(t)
	c.press("e")
	c.until("Where to?")
	c.press("enter", "down", "down", "down")
	var held string
	c.model.clip.Through(func() (string, error) { return held, nil }, func(text string) error { held = text; return nil })
	c.press("c")
	c.until("Copied Consumer Secret to the clipboard.")
	c.shows("It is cleared in 45 s.")
	if held != p.ConsumerSecret.Reveal() {
		t.Error("something else was copied")
	}
	c.press("v")
	c.shows(p.ConsumerSecret.Reveal())
	c.press("down")
	c.hides(p.ConsumerSecret.Reveal())
	c.press("up", "v", "esc", "enter", "down", "down", "down")
	c.hides(p.ConsumerSecret.Reveal())
}

// A value of several lines takes one, and the keys stay in the frame; v shows it
// whole, also where it is no secret.
func TestExportKeepsACertificateOnOneLine(t *testing.T) {
	c, _ := withConnection(t)
	c.press("e")
	c.until("Where to?")
	c.press("enter")
	c.until("Wsdl Download Url")
	chosen := c.model.shown().(*exports.Export).Chosen()
	chosen.Fields = []export.Field{{Label: "Certificate", Value: "-----BEGIN CERTIFICATE-----\nMIIBmDCC\n-----END CERTIFICATE-----\n"}, {Label: "Last", Value: "one"}}
	c.shows("BEGIN CERTIFICATE----- " + signCut)
	c.hides("MIIBmDCC")
	c.shows("w write to a file")
	c.press("v")
	c.shows("MIIBmDCC")
	c.shows("END CERTIFICATE")
	c.shows("w write to a file")
}

// enter on the proposed path is enough.
func TestExportWritesWhereItProposes(t *testing.T) {
	c, _ := withConnection(t)
	c.press("e")
	c.until("Where to?")
	c.press("enter", "w")
	c.until("Write Jitterbit to a file")
	path := c.model.top().Form().Text(0)
	c.press("enter")
	c.until("Written to ")
	if _, err := os.Stat(path); err != nil {
		t.Error(err)
	}
}

func TestExportWritesAFile(t *testing.T) {
	c, p := withConnection(t)
	c.press("e")
	c.until("Where to?")
	c.press("enter", "w")
	c.until("Write Jitterbit to a file")
	path := filepath.Join(t.TempDir(), "sheet.txt")
	c.press("ctrl+u")
	c.paste(path)
	c.press("enter")
	c.until("Written to ")
	text, err := os.ReadFile(path)
	if err != nil || !strings.Contains(string(text), "Token Secret: "+p.TokenSecret.Reveal()) {
		t.Fatalf("%v: %d bytes", err, len(text))
	}
	if info, _ := os.Stat(path); info.Mode().Perm()&0o077 != 0 {
		t.Errorf("others may read it: %v", info.Mode())
	}
	c.press("w")
	c.until("Write Jitterbit to a file")
	c.press("ctrl+u")
	c.paste(path)
	c.press("enter")
	c.until("already exists and was not changed")
	c.press("esc")
	c.shows("Wsdl Download Url")
	if strings.Contains(c.frames.String(), p.TokenSecret.Reveal()) {
		t.Error("the token secret was on the screen")
	}
}
