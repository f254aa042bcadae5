package tui

import (
	"strings"
	"testing"
)

// A key that was brought, its passphrase and that of the vault are in no frame.
func TestNoFrameShowsAKeyOrAPassphrase(t *testing.T) {
	keyPEM, certificatePEM := pemPair(t)
	const keyPassphrase = "marked key passphrase"
	c := atExistingKey(t)
	everywhere := func() {
		for _, size := range sizes {
			c.resize(size[0], size[1])
			c.press("ctrl+g", "pgdown", "esc", "ctrl+c", "esc", "shift+tab", "tab")
		}
		c.resize(80, 24)
	}
	c.paste(keyPEM)
	everywhere()
	c.press("shift+tab", "shift+tab", "tab")
	c.typed(keyPassphrase)
	everywhere()
	c.press("tab", "tab")
	c.paste(keyPEM) // into the wrong field
	everywhere()
	c.paste(certificatePEM)
	c.press("enter")
	c.until("certificate for the upload")
	everywhere()
	frames := c.frames.String()
	for _, secret := range append(strings.Split(strings.TrimSpace(keyPEM), "\n"), keyPassphrase) {
		if strings.Contains(frames, secret) {
			t.Errorf("%q was on the screen", secret)
		}
	}
}

// The card is closed by esc, and the footer says how.
func TestEscClosesTheCard(t *testing.T) {
	c := atIntegration(t)
	c.press("ctrl+t")
	c.shows("Practice values")
	c.shows("ctrl+t close card")
	c.press("esc")
	c.wantStep("integration")
	c.hides("Practice values")
}

func TestACutValueIsMarked(t *testing.T) {
	c := begin(t)
	c.shows("▌ e.g. 1234567_SB1")
	c.shows("esc leave")
	c.typed("https://9999901-sb1.app.netsuite.com/app/common/integration/integrapp.nl?id=42&e=T")
	c.shows("▌ " + signCut)
	c.press("home")
	c.shows("▌ https://9999901")
}
