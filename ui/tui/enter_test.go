package tui

import (
	"testing"

	"suitekey/core/profile"
	"suitekey/steps"
)

// atKey walks to the choice of the key type.
func atKey(t *testing.T) *screen {
	t.Helper()
	c := beginWith(t, "acme-key", profile.M2M, "rest")
	c.to("method")
	c.field(steps.KeyKeyType)
	return c
}

// atExistingKey walks to the step that asks for a key and certificate of one's own.
func atExistingKey(t *testing.T) *screen {
	t.Helper()
	c := beginWith(t, "acme-own", profile.M2M, "rest")
	c.answer(map[string]string{steps.KeyKeyType: "existing"})
	c.to("existing-key")
	return c
}

func (c *screen) wantField(key string) {
	c.t.Helper()
	if field, _ := c.model.top().Form().Field(); field.Key != key {
		c.t.Errorf("the cursor is on %s, not on %s:\n%s", field.Key, key, c.look())
	}
}

// What is shown as chosen is what is stored, whatever the key that moved there.
func TestEveryWayOfMovingChooses(t *testing.T) {
	c := atKey(t)
	for _, key := range []string{"right", "left", "end", "home", "G", "g", "j", "k", "ctrl+d", "ctrl+u", "left", "right", "end", "left", "/", "x", "G", "right"} {
		c.press(key)
		form := c.model.top().Form()
		if shown, stored := form.Hovered(), form.Text(form.At()); shown != stored {
			t.Errorf("after %s %q is shown and %q stored", key, shown, stored)
		}
	}
	c.press("end")
	c.shows("‹ My own key ›")
	c.to("existing-key")

	c = beginWith(t, "acme-multi", profile.TBA, "rest")
	c.to("method")
	c.field(steps.KeySurfaces)
	for _, key := range []string{"end", "home", "G", "g"} {
		before := c.model.top().Form().Text(1)
		c.press(key)
		if after := c.model.top().Form().Text(1); before != after {
			t.Errorf("%s changed %q to %q", key, before, after)
		}
		c.press("space")
		if hovered := c.model.top().Form().Hovered(); c.model.top().Form().Text(1) == before {
			t.Errorf("after %s space did not tick %s", key, hovered)
		}
	}
}

func TestEnterStaysOnAWrongValue(t *testing.T) {
	c := begin(t)
	c.typed("../evil")
	c.press("enter")
	c.wantField(steps.KeyAccount)
	c.press("ctrl+u", "enter")
	c.wantField(steps.KeyAccount)
	c.shows("is required.")
	c.press("tab")
	c.wantField(steps.KeyProduct) // tab moves on
	c.press("enter")
	c.wantField(steps.KeyAccount) // the first with a problem
}

func TestARefusalPutsTheCursorOnItsField(t *testing.T) {
	c := begin(t)
	c.typed("7654321")
	c.press("enter", "enter")
	c.until("enter try again")
	c.wantField(steps.KeyAccount)
	c.press("enter") // unchanged: once more
	if w := c.model.top(); !w.Working() {
		t.Error("enter did not try again")
	}
	c.until("enter try again")
	c.press("ctrl+u")
	c.typed("9999901")
	c.press("enter", "enter")
	c.until("How does the connection sign in?")
}
