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

// beginWith opens it with answers that are given on the way.
func beginWith(t *testing.T, name string, method profile.Method, interfaces string) *screen {
	t.Helper()
	c := begin(t)
	c.answer(map[string]string{steps.KeyAccount: "9999901_sb1", steps.KeyName: name, steps.KeyMethod: string(method), steps.KeySurfaces: interfaces})
	return c
}

// works runs the connection test, which passes.
func (c *screen) works() {
	c.t.Helper()
	c.to("test")
	c.press("enter")
	c.until("The connection works.")
	c.press("enter")
}

// save gives the passphrase and ends the journey at home.
func (c *screen) save(name string) profile.Profile {
	c.t.Helper()
	if c.at() == "passphrase" {
		c.through()
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
	c := beginWith(t, "acme-sb1", profile.TBA, "rest,restlet")
	c.works()
	p := c.save("acme-sb1")
	if p.Method != profile.TBA || p.Account.Realm() != "9999901_SB1" || p.Has(profile.SOAP) || p.Tested.At.IsZero() {
		t.Errorf("saved %+v", p)
	}
	if summary := strings.Join(c.model.summary, "\n"); !strings.Contains(summary, "acme-sb1 is ready") {
		t.Errorf("the scrollback gets %q", summary)
	}
}

func TestTBAWithSOAP(t *testing.T) {
	c := beginWith(t, "acme-soap", profile.TBA, "soap")
	c.to("wsdl-url")
	c.shows("netsuite.wsdl")
	c.works()
	if p := c.save("acme-soap"); !p.Has(profile.SOAP) || p.WSDL == "" {
		t.Errorf("saved %+v", p)
	}
}

// choose makes sure that exactly the options given are ticked.
func (c *screen) choose(values ...string) {
	c.t.Helper()
	w := c.model.top()
	c.press("home")
	for i, option := range w.Form().Fields()[w.Form().At()].Options(c.state()) {
		if i > 0 && w.Form().OnSetting() {
			c.press("right")
		} else if i > 0 {
			c.press("down")
		}
		ticked := strings.Contains(","+w.Form().Text(w.Form().At())+",", ","+option.Value+",")
		wanted := strings.Contains(","+strings.Join(values, ",")+",", ","+option.Value+",")
		if ticked != wanted {
			c.press("space")
		}
	}
}

func TestM2MFromFirstScreenToSavedProfile(t *testing.T) {
	for key, algorithm := range map[string]string{"p256": "ES256", "rsa3072": "PS256"} {
		t.Run(key, func(t *testing.T) {
			c := beginWith(t, "acme-m2m", profile.M2M, "rest,restlet")
			c.answer(map[string]string{steps.KeyKeyType: key})
			c.upload()
			c.works()
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
	next, back := "down", "up"
	if c.model.top().Form().OnSetting() {
		next, back = "right", "left"
	}
	for range 14 {
		c.press(back)
	}
	for n := 0; c.model.top().Form().Hovered() != value; n++ {
		if n > 14 {
			c.t.Fatalf("there is no %s to choose", value)
		}
		c.press(next)
	}
}

// upload goes to the upload and through it, by the practice administrator.
func (c *screen) upload() {
	c.t.Helper()
	c.to("upload")
	c.shows("predicted: compare it with the list")
	c.shows("ctrl+p uploads it in practice")
	c.press("enter") // without it the test would be refused
	c.wantStep("upload")
	c.shows("Nobody has uploaded the certificate yet")
	c.through()
}

func TestM2MWithAKeyOfOnesOwn(t *testing.T) {
	keyPEM, certificatePEM := pemPair(t)
	c := atExistingKey(t)
	c.paste(keyPEM)
	c.shows("a private key, EC P-384; it is not shown")
	c.press("tab", "tab")
	c.paste(keyPEM) // into the wrong field
	c.shows(signBad + " This is a private key: paste it into the field for the key")
	c.press("enter") // a certificate may be left out, and what was pasted may not be lost
	c.shows("Press enter again to leave this field empty")
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
	c.works()
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
	c := beginWith(t, "acme-back", profile.TBA, "rest")
	c.to("integration")
	c.typed("halfkey")
	c.press("esc")
	if c.at() == "integration" {
		t.Fatal("esc does not go back")
	}
	c.to("integration")
	c.shows("▌ halfkey")
	c.press("ctrl+u", "ctrl+p", "tab", "ctrl+u")
	c.typed("half of a secret")
	c.back("account")
	c.shows("9999901_sb1")
	c.shows("acme-back")
	c.to("integration")
	if got := c.model.top().Form().Text(1); got != "half of a secret" {
		t.Errorf("of the secret %q is left", got)
	}
	c.shows("Consumer secret")
}

func TestHoveringDoesNotDropTheKey(t *testing.T) {
	c := atKey(t)
	c.to("upload")
	before := c.state().Certificate.ID()
	c.back("method")
	c.field(steps.KeyKeyType)
	c.press("right", "right", "left", "left")
	c.to("upload")
	if after := c.state().Certificate.ID(); after != before {
		t.Errorf("the certificate %s became %s although nothing was changed", before, after)
	}
}
