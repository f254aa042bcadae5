package tui

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"suitekey/core/profile"
	"suitekey/core/secret"
)

// Until a screen is open, no key reaches the one below: a second enter does not open a
// second journey, a letter is no shortcut, and the text waits for its field.
func TestKeysWaitForTheirScreen(t *testing.T) {
	c := newScreen(t, setting{home: tempDir(t) + "/vault"})
	if _, err := c.app.CreateVault(secret.New(goodPassphrase), false); err != nil {
		t.Fatal(err)
	}
	c = openScreen(t, c.app, setting{})
	c.until("Set up a connection")
	_, opens := c.model.Update(keyOf("enter")) // not run: the vault is slow
	for _, r := range "q1234" {
		c.model.Update(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
	c.model.Update(keyOf("backspace"))
	c.model.Update(tea.PasteMsg{Content: "567"})
	c.model.Update(keyOf("enter"))
	c.model.Update(tea.KeyPressMsg{Code: '9', Text: "9"}) // for a screen after that
	c.shows("One moment. esc cancels.")
	if len(c.model.stack) > 0 || c.model.quits {
		t.Fatalf("a key reached the list below:\n%s", c.look())
	}
	c.run(opens)
	c.until("Which NetSuite account?")
	if got := c.model.top().Form().Text(0); got != "q123567" || len(c.model.stack) != 1 {
		t.Errorf("of what was typed ahead %q arrived, in %d screens", got, len(c.model.stack))
	}

	c = openScreen(t, c.app, setting{})
	c.until("Set up a connection")
	_, opens = c.model.Update(keyOf("enter"))
	c.model.Update(keyOf("esc"))
	c.shows("Cancelled.")
	c.run(opens)
	c.press("down") // the screen that was cancelled does not come
	if len(c.model.stack) > 0 {
		t.Errorf("a cancelled screen opened:\n%s", c.look())
	}
}

// While practice connections are made, enter begins no set-up on the welcome that is about
// to go.
func TestThePracticeListIsWaitedFor(t *testing.T) {
	c := newScreen(t, setting{demo: true})
	_, makes := c.model.Update(keyOf("p"))
	c.model.Update(keyOf("enter"))
	c.shows("One moment. ctrl+c leaves.")
	c.model.Update(keyOf("esc"))
	c.shows("This cannot be cancelled")
	c.run(makes)
	c.until("The certificate of shop is due")
	c.shows("robot-sb1")
	if len(c.model.stack) > 0 {
		t.Errorf("a journey began:\n%s", c.look())
	}
}

// A test that has passed is shown again after esc, and costs a second sign-in only if a
// value has changed or the person wants one.
func TestAPassedTestIsShownAgain(t *testing.T) {
	c := beginWith(t, "acme", profile.TBA, "rest")
	c.to("test")
	c.press("enter")
	c.until("The connection works.")
	c.press("enter")
	for c.at() == "test" {
		c.pump(20e6)
	}
	c.press("esc")
	c.wantStep("test")
	c.shows("The connection works.")
	c.shows("Tested at 14:02 with these values.")
	c.shows("enter go on r run again")
	c.press("esc")
	before := c.at()
	if before == "test" {
		t.Fatalf("esc does not go back:\n%s", c.look())
	}
	c.to("test")
	c.shows("Tested at 14:02 with these values.")
	c.press("r")
	c.until("run again")
	c.hides("Tested at 14:02")

	c.back("token")
	c.press("tab", "ctrl+u")
	c.typed(strings.Repeat("a", 64))
	c.to("test")
	c.hides("The connection works.")
	c.shows("enter run the test")
	c.press("esc")
	c.back("token")
	if c.state().Report.OK {
		t.Error("the result outlives the secret that it tested")
	}
	c.press("tab", "ctrl+u", "ctrl+p") // the values of the passed test again
	c.to("test")
	c.shows("enter run the test")
}
