package tui

import (
	"strings"
	"testing"

	"suitekey/steps"
)

// TestAPassphrasePastedOverAKey: what is pasted over a key that was pasted replaces it
// and is not appended to what stands for it on the screen.
func TestAPassphrasePastedOverAKey(t *testing.T) {
	keyPEM, _ := pemPair(t)
	c := atExistingKey(t)
	c.paste(keyPEM)
	c.shows("(pasted)")
	c.paste("other.pem")
	if look := c.look(); strings.Contains(look, "(pasted)") {
		t.Errorf("it was appended:\n%s", look)
	}
	c.shows("other.pem")
}

// TestAKeyThatIsThereIsNamed: back on the step, the cursor is behind the key, which
// cannot be edited, and the form says what it is.
func TestAKeyThatIsThereIsNamed(t *testing.T) {
	keyPEM, _ := pemPair(t)
	c := atExistingKey(t)
	c.wantField(steps.KeyKeyFile)
	c.paste(keyPEM)
	c.press("esc")
	c.to("existing-key")
	c.shows("a private key, EC P-384; it is not shown")
	c.wantField(steps.KeyKeyPassphrase)
}
