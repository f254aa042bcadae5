package tui

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"suitekey/core/profile"
	"suitekey/steps"
)

const (
	hexA = "1ac0ffee1ac0ffee1ac0ffee1ac0ffee1ac0ffee1ac0ffee1ac0ffee1ac0ffee"
	hexB = "2badcafe2badcafe2badcafe2badcafe2badcafe2badcafe2badcafe2badcafe"
	hexC = "3deadbee3deadbee3deadbee3deadbee3deadbee3deadbee3deadbee3deadbee"
	hexD = "4facade54facade54facade54facade54facade54facade54facade54facade5"
)

// atIntegration walks to the step that asks for the consumer pair.
func atIntegration(t *testing.T) *screen {
	t.Helper()
	c := beginWith(t, "acme", profile.TBA, "rest")
	c.to("integration")
	return c
}

// A paste without brackets, tmux send-keys and expect send everything in one
// burst: all four values, each ended by a line break. Commands are not run in
// between, as they are not when the keys are faster than they.
func TestNoTypeAheadIsLost(t *testing.T) {
	typesTheFourValues(t, hexA, hexB, hexC, hexD)
}

// typesTheFourValues types lines, each with Enter, and demands that all four values are
// in their fields then.
func typesTheFourValues(t *testing.T, lines ...string) {
	t.Helper()
	c := atIntegration(t)
	for _, line := range lines {
		for _, r := range line {
			c.model.Update(tea.KeyPressMsg{Code: r, Text: string(r)})
		}
		c.model.Update(tea.KeyPressMsg{Code: tea.KeyEnter})
	}
	c.wantStep("test")
	p := c.state().Profile()
	if p.ConsumerKey != hexA || p.ConsumerSecret.Reveal() != hexB || p.TokenID != hexC || p.TokenSecret.Reveal() != hexD {
		t.Errorf("arrived: %s, %d, %s, %d", p.ConsumerKey, p.ConsumerSecret.Len(), p.TokenID, p.TokenSecret.Len())
	}
}

// Terminals without paste marks send a whole page line by line. Its labels are no values.
func TestAPageWithoutPasteMarks(t *testing.T) {
	typesTheFourValues(t, "Consumer Key / Client ID", hexA, "CONSUMER SECRET / CLIENT SECRET", hexB, "Token ID", hexC, "Token Secret:", hexD)
}

// Key and secret in one paste, without labels, go into their own fields: the secret is
// never shown behind the key.
func TestAPastedPair(t *testing.T) {
	c := atIntegration(t)
	c.paste(hexA + "\n" + hexB + "\n")
	p := c.model.top().Form().State().Profile()
	if p.ConsumerKey != hexA || p.ConsumerSecret.Reveal() != hexB {
		t.Errorf("arrived: %q, %d", p.ConsumerKey, p.ConsumerSecret.Len())
	}
	c.hides(hexB[:16])
}

// What openssl writes before a key is no path, and the key stays out of sight.
func TestAKeyWithoutPasteMarks(t *testing.T) {
	c := atExistingKey(t)
	for _, line := range []string{"Bag Attributes", "    friendlyName: acme", "    localKeyID: 54 69 6D 65", "Key Attributes: <No Attributes>"} {
		c.typed(line)
		c.press("enter")
		c.wantStep("existing-key")
		if text := c.model.top().Form().Text(0); text != "" || c.model.top().Form().At() != 0 {
			t.Fatalf("%q stands in field %d after %q", text, c.model.top().Form().At(), line)
		}
	}
}

func TestPastesAreRepaired(t *testing.T) {
	c := atIntegration(t)
	c.paste("\u200b \"" + hexA + "\"\r\n")
	c.shows("64 of 64")
	c.shows("repaired: 1 invisible character was removed")
	c.shows("quotes")
	if got := c.model.top().Form().Text(0); got != hexA {
		t.Errorf("pasted %q", got)
	}
	c.paste(hexB) // a whole value over a whole value
	c.shows("it replaced what was in the field")
	c.press("tab")
	c.paste(hexB)
	c.shows("This value is the same as the consumer key")
	c.press("enter")
	c.wantStep("integration")
	c.press("ctrl+u", "enter")
	c.shows("Consumer secret (client secret) is required.")
}

func TestTypedTextIsRepairedWhenLeft(t *testing.T) {
	c := atIntegration(t)
	c.typed("  " + hexA + " ")
	c.press("tab")
	if got := c.model.top().Form().Text(0); got != hexA {
		t.Errorf("left %q", got)
	}
}

func TestAWholePageIsSpread(t *testing.T) {
	c := atIntegration(t)
	c.paste("Confirmation\nConsumer Key / Client ID\t" + hexA + "\nConsumer Secret / Client Secret\t" + hexB +
		"\nToken ID: " + hexC + "\nToken Secret: " + hexD + "\n")
	c.shows("Found in the pasted text: Consumer key (client ID), Consumer secret (client secret).")
	c.shows("Filled in for a later step: Token ID, Token secret.")
	c.press("enter") // all values are there
	c.wantStep("token")
	c.press("enter")
	c.wantStep("test")
	p := c.state().Profile()
	if p.ConsumerKey != hexA || p.ConsumerSecret.Reveal() != hexB || p.TokenID != hexC || p.TokenSecret.Reveal() != hexD {
		t.Errorf("spread: %s, %d, %s, %d", p.ConsumerKey, p.ConsumerSecret.Len(), p.TokenID, p.TokenSecret.Len())
	}
}

// A page that is pasted again on the step after it changes nothing that was
// confirmed, and says so.
func TestAPastedPageFillsNoEarlierStep(t *testing.T) {
	c := atIntegration(t)
	c.to("token")
	before := c.state().Profile().ConsumerKey
	c.paste("Consumer Key / Client ID\n" + hexA + "\nToken ID\n" + hexC + "\n")
	c.shows("Found in the pasted text: Token ID. Not used")
	c.shows("Consumer key (client ID).")
	c.paste("Consumer Key / Client ID\n" + hexA + "\nClient Secret\n" + hexB + "\n")
	c.shows(signWarn + " Not used")
	if got := c.model.top().Form().Text(0); got != hexC {
		t.Errorf("the token ID became %q", got)
	}
	c.press("esc")
	c.wantStep("integration")
	if got := c.model.top().Form().Text(0); got != before {
		t.Errorf("the consumer key became %q", got)
	}
}

func TestPastesThatAreRefused(t *testing.T) {
	keyPEM, _ := pemPair(t)
	c := atIntegration(t)
	c.typed("kept")
	c.paste(strings.Repeat("x", 5<<20))
	c.shows("nothing was changed")
	c.paste(keyPEM)
	c.shows("This is a private key, not the consumer key.")
	c.shows("▌ kept")
	if strings.Contains(c.frames.String(), "BEGIN") {
		t.Error("the key was on the screen")
	}
}

// A terminal without bracketed paste sends a PEM line by line.
func TestAPEMThatArrivesAsKeys(t *testing.T) {
	keyPEM, _ := pemPair(t)
	c := atExistingKey(t)
	for _, r := range strings.TrimSpace(keyPEM) {
		if r == '\n' {
			c.press("enter")
			continue
		}
		c.send(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
	c.shows("(a PEM is being pasted)")
	c.press("enter")
	c.shows("(pasted)")
	if w := c.model.top(); w.Form().At() != 1 {
		t.Errorf("field %d has the focus", w.Form().At())
	}
	if got := c.state().Secret(steps.KeyKeyFile); got.IsEmpty() {
		t.Error("the key was not kept")
	}
	if strings.Contains(c.frames.String(), keyPEM[60:90]) {
		t.Error("the key was on the screen")
	}
	c.press("shift+tab")
	c.typed("~/key.pem") // typing replaces what was pasted
	c.shows("▌ ~/key.pem")
}

func TestLettersAreNoShortcutsWhileTyping(t *testing.T) {
	c := begin(t)
	c.typed("?qnrdt/")
	c.wantStep("account")
	c.shows("▌ ?qnrdt/")
	c.press("ctrl+g")
	c.shows("Production is a number such as 1234567.")
	c.press("esc")
	c.shows("▌ ?qnrdt/")
	c.press("f1")
	c.shows("Production is a number such as 1234567.")
}

func TestQuestionMarkExplainsChoices(t *testing.T) {
	c := beginWith(t, "acme", profile.TBA, "rest")
	c.to("method")
	c.field(steps.KeySurfaces)
	c.press("?")
	c.shows("are scripts deployed in the account.")
	c.press("?")
	c.shows("‹ [x] REST web services ›")
}

// Problems are quiet while somebody types and loud once the field was left.
func TestProblemsBecomeLoudWhenTheFieldIsLeft(t *testing.T) {
	c := begin(t)
	c.typed("../evil")
	if frame := c.look(); strings.Contains(frame, signBad) {
		t.Errorf("an alarm before the field was left:\n%s", frame)
	}
	c.press("enter")
	if frame := c.look(); !strings.Contains(frame, signBad) {
		t.Errorf("no alarm:\n%s", frame)
	}
	c.press("enter")
	c.wantStep("account")
	c.shows("▌ ../evil")
}

func TestAFieldOfHuhNeverSeesTheWindowSize(t *testing.T) {
	c := atIntegration(t)
	c.typed(hexA)
	c.resize(60, 18)
	c.resize(100, 40)
	c.resize(0, 0) // no terminal at the other end
	if c.model.frame.Width != 80 || c.model.frame.Height != 24 {
		t.Errorf("an unknown size is drawn at %dx%d", c.model.frame.Width, c.model.frame.Height)
	}
	if got := c.model.top().Form().Text(0); got != hexA {
		t.Errorf("after resizing %q is left", got)
	}
}
