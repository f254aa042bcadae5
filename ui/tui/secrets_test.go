package tui

import (
	"encoding/base64"
	"encoding/hex"
	"strings"
	"testing"

	"suitekey/core/profile"
)

// No secret is ever in a frame, in no encoding: everything that a person can
// open is opened, at every size, with marked values in the secret fields.
func TestNoFrameShowsASecret(t *testing.T) {
	marked := map[string]string{
		"consumer secret": "c0115ec7c0115ec7c0115ec7c0115ec7c0115ec7c0115ec7c0115ec7c0115ec7",
		"token secret":    "70ce115e70ce115e70ce115e70ce115e70ce115e70ce115e70ce115e70ce115e",
	}
	c := beginWith(t, "acme", profile.TBA, "rest")
	c.to("integration")
	everywhere := func() {
		for _, size := range sizes {
			c.resize(size[0], size[1])
			c.press("ctrl+g", "pgdown", "esc", "left", "ctrl+c", "esc", "shift+tab", "tab")
		}
		c.resize(130, 40)
		c.resize(80, 24)
	}
	c.press("ctrl+p", "tab")
	c.paste(" '" + marked["consumer secret"] + "' ")
	everywhere()
	c.press("enter")
	c.wantStep("token")
	c.press("ctrl+p", "tab", "ctrl+u")
	c.typed(marked["token secret"])
	everywhere()
	c.to("test")
	c.press("enter")
	c.ended() // they are the wrong ones
	c.press("p")
	everywhere()
	c.press("esc")
	everywhere()
	for _, step := range []string{"token", "integration"} {
		c.back(step)
		everywhere()
	}
	frames := strings.Split(c.frames.String(), "\n")
	for name, value := range marked {
		for _, form := range []string{value, value[8 : 40%len(value)], hex.EncodeToString([]byte(value)), base64.StdEncoding.EncodeToString([]byte(value))} {
			for _, line := range frames {
				if strings.Contains(line, form) {
					t.Fatalf("the %s was on the screen: %q", name, line)
				}
			}
		}
	}
}
