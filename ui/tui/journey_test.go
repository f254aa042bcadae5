package tui

import (
	"strings"
	"testing"

	"suitekey/core/profile"
	"suitekey/steps"
)

// begin opens the set-up from the welcome screen of a demo.
func begin(t *testing.T) *screen {
	t.Helper()
	c := newScreen(t, setting{demo: true})
	c.press("enter")
	c.until("Which NetSuite account?")
	return c
}

// account answers the first two steps.
func (c *screen) account(name string) {
	c.t.Helper()
	c.typed("9999901_sb1")
	c.press("enter", "ctrl+u")
	c.typed(name)
	c.press("enter")
	c.until("What will use the connection?")
	c.press("enter")
	c.wantStep("surfaces")
}

// method chooses between the two methods.
func (c *screen) method(m profile.Method) {
	c.t.Helper()
	c.wantStep("method")
	for range 2 {
		if w := c.model.top(); w.form.hovered() != string(m) {
			c.press("down")
		}
	}
	c.press("enter")
}

// pair fills the two fields of a step with the practice values.
func (c *screen) pair() {
	c.press("ctrl+p", "tab", "ctrl+p", "enter")
}

// calls confirms time-out and retry and runs the test.
func (c *screen) calls() {
	c.t.Helper()
	c.wantStep("timeout")
	c.press("enter", "enter", "enter")
	c.wantStep("test")
	c.press("enter")
	c.until("The connection works.")
	c.press("enter")
}

// save gives the passphrase and ends the journey at home.
func (c *screen) save(name string) profile.Profile {
	c.t.Helper()
	if c.at() == "passphrase" {
		c.pair()
	}
	c.until(name + " is ready")
	c.press("enter")
	c.until("Connections")
	c.until(name)
	p, err := c.app.Load(name)
	if err != nil {
		c.t.Fatal(err)
	}
	return p
}

func TestTBAFromFirstScreenToSavedProfile(t *testing.T) {
	c := begin(t)
	c.account("acme-sb1")
	c.press("enter")
	c.method(profile.TBA)
	c.wantStep("role")
	c.press("enter")
	c.pair()
	c.wantStep("token")
	c.pair()
	c.wantStep("algorithm")
	c.press("enter")
	c.calls()
	p := c.save("acme-sb1")
	if p.Method != profile.TBA || p.Account.Realm() != "9999901_SB1" || p.Has(profile.SOAP) || p.Tested.At.IsZero() {
		t.Errorf("saved %+v", p)
	}
	if summary := strings.Join(c.model.summary, "\n"); !strings.Contains(summary, "acme-sb1 is ready") {
		t.Errorf("the scrollback gets %q", summary)
	}
}

func TestTBAWithSOAP(t *testing.T) {
	c := begin(t)
	c.account("acme-soap")
	c.choose("soap")
	c.press("enter")
	c.method(profile.TBA)
	c.wantStep("wsdl")
	c.press("enter")
	c.wantStep("wsdl-url")
	c.shows("netsuite.wsdl")
	c.press("enter", "enter")
	c.pair()
	c.pair()
	c.press("enter")
	c.calls()
	if p := c.save("acme-soap"); !p.Has(profile.SOAP) || p.WSDL == "" {
		t.Errorf("saved %+v", p)
	}
}

// choose makes sure that exactly the options given are ticked.
func (c *screen) choose(values ...string) {
	c.t.Helper()
	w := c.model.top()
	for i, option := range w.form.fields[0].Options(c.state()) {
		if i > 0 {
			c.press("down")
		}
		ticked := strings.Contains(","+w.form.text(0)+",", ","+option.Value+",")
		wanted := strings.Contains(","+strings.Join(values, ",")+",", ","+option.Value+",")
		if ticked != wanted {
			c.press("space")
		}
	}
}

func TestM2MFromFirstScreenToSavedProfile(t *testing.T) {
	for key, algorithm := range map[string]string{"p256": "ES256", "rsa3072": "PS256"} {
		t.Run(key, func(t *testing.T) {
			c := begin(t)
			c.account("acme-m2m")
			c.choose("rest", "restlet")
			c.press("enter")
			c.method(profile.M2M)
			c.pair()
			c.press("enter") // an administrator uploads it
			c.wantStep("integration")
			c.press("ctrl+p", "enter")
			c.wantStep("key")
			c.hover(key)
			c.press("enter", "enter")
			if c.at() == "jwt" {
				c.press("enter")
			}
			c.upload()
			c.press("enter")
			c.calls()
			p := c.save("acme-m2m")
			if p.KeyType != key || p.JWTAlgorithm != algorithm || p.CertificateID == "" || p.PrivateKey.IsEmpty() {
				t.Errorf("saved %s %s %q", p.KeyType, p.JWTAlgorithm, p.CertificateID)
			}
			if strings.Contains(c.frames.String(), "PRIVATE KEY") {
				t.Error("a private key was on the screen")
			}
		})
	}
}

// hover moves the cursor of a choice to value.
func (c *screen) hover(value string) {
	c.t.Helper()
	for range 10 {
		c.press("up")
	}
	for n := 0; c.model.top().form.hovered() != value; n++ {
		if n > 10 {
			c.t.Fatalf("there is no %s to choose", value)
		}
		c.press("down")
	}
}

// upload goes through the key pair and the upload, by the practice administrator.
func (c *screen) upload() {
	c.t.Helper()
	c.until("certificate for the upload")
	c.press("enter")
	c.wantStep("upload")
	c.shows("as predicted")
	c.shows("ctrl+p the practice administrator uploads it")
	c.press("enter") // without it the test would be refused
	c.wantStep("upload")
	c.shows("Nobody has uploaded the certificate yet")
	c.press("ctrl+p")
	c.until("has uploaded the certificate")
	c.press("enter")
	c.wantStep("scopes")
}

func TestM2MWithAKeyOfOnesOwn(t *testing.T) {
	keyPEM, certificatePEM := pemPair(t)
	c := begin(t)
	c.account("acme-own")
	c.choose("rest")
	c.press("enter")
	c.method(profile.M2M)
	c.pair()
	c.press("enter") // an administrator uploads it
	c.press("ctrl+p", "enter")
	c.hover("existing")
	c.press("enter")
	c.wantStep("existing-key")
	c.paste(keyPEM)
	c.shows("a private key, EC P-384; it is not shown")
	c.press("tab", "tab")
	c.paste(keyPEM) // into the wrong field
	c.shows(signBad + " This is a private key: it belongs into the field for the key")
	c.press("enter")
	c.shows("never upload")
	c.wantStep("existing-key")
	c.wantField(steps.KeyCertificateFile)
	c.press("shift+tab", "shift+tab")
	c.paste(certificatePEM) // and the other way round
	c.shows(signBad + " This is a certificate, EC P-384, valid until")
	c.paste(keyPEM)
	c.shows("a private key, EC P-384; it is not shown")
	c.press("tab", "tab")
	c.paste(certificatePEM)
	c.shows("a certificate, EC P-384, valid until")
	c.press("enter")
	c.until("certificate for the upload")
	c.press("enter")
	c.wantStep("upload")
	c.press("ctrl+p")
	c.until("has uploaded the certificate")
	c.press("enter", "enter")
	c.calls()
	if p := c.save("acme-own"); p.Method != profile.M2M {
		t.Errorf("saved %+v", p)
	}
	for _, part := range []string{keyPEM[40:80], "BEGIN PRIVATE"} {
		if at := strings.Index(c.frames.String(), part); at >= 0 {
			t.Errorf("the key was on the screen: %s", c.frames.String()[max(at-300, 0):at+100])
		}
	}
}

func TestBackKeepsWhatWasTyped(t *testing.T) {
	c := begin(t)
	c.account("acme-back")
	c.choose("rest")
	c.press("enter")
	c.method(profile.TBA)
	c.press("enter")
	c.typed("halfkey")
	c.press("esc")
	c.wantStep("role")
	c.press("enter")
	c.shows("> halfkey")
	c.press("ctrl+u", "ctrl+p", "tab")
	c.typed("half of a secret")
	for _, step := range []string{"role", "method", "surfaces", "consumer", "account"} {
		c.press("esc")
		c.wantStep(step)
	}
	c.shows("9999901_sb1")
	c.shows("acme-back")
	c.press("tab", "enter")
	c.until("What will use the connection?")
	c.press("enter", "enter", "enter", "enter")
	c.wantStep("integration")
	if got := c.model.top().form.text(1); got != "half of a secret" {
		t.Errorf("of the secret %q is left", got)
	}
	c.shows("Consumer secret")
}

func TestHoveringDoesNotDropTheKey(t *testing.T) {
	c := begin(t)
	c.account("acme-key")
	c.choose("rest")
	c.press("enter")
	c.method(profile.M2M)
	c.pair()
	c.press("enter") // an administrator uploads it
	c.press("ctrl+p", "enter", "enter", "enter")
	c.until("certificate for the upload")
	before := c.state().Certificate.ID()
	c.press("esc")
	c.wantStep("key")
	c.press("down", "down", "up", "up", "enter", "enter")
	c.until("certificate for the upload")
	if after := c.state().Certificate.ID(); after != before {
		t.Errorf("the certificate %s became %s although nothing was changed", before, after)
	}
}
