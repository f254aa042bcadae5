package tui

import (
	"strings"
	"testing"

	"suitekey/core/profile"
	"suitekey/steps"
	"suitekey/storage"
)

// savedTBA is a screen with a saved connection to a practice account.
func savedTBA(t *testing.T, id, name string) (*screen, profile.Profile) {
	t.Helper()
	c := beginWith(t, name, profile.TBA, "rest")
	c.answer(map[string]string{steps.KeyAccount: id})
	c.works()
	return c, c.save(name)
}

// change saves another state of a connection.
func (c *screen) change(name, journey string, fields []string, change func(*profile.Profile)) {
	c.t.Helper()
	p, err := c.app.Load(name)
	if err != nil {
		c.t.Fatal(err)
	}
	change(&p)
	if err := c.app.Session().Save(p, storage.Change{Journey: journey, Fields: fields}); err != nil {
		c.t.Fatal(err)
	}
}

func TestHistoryBringsBack(t *testing.T) {
	c, good := savedTBA(t, "9999901", "prod")
	c.press("enter")
	c.until("Consumer secret")
	c.press("h")
	c.until("prod has no earlier state: it has not changed since it was saved.")

	c.change("prod", "retoken", []string{"token_id"}, func(p *profile.Profile) { p.TokenID = strings.Repeat("0", 64) })
	c.press("h")
	c.until("What prod was before")
	c.golden("history")
	c.press("enter")
	c.until("It changes: token ID.")
	c.typed("1234567")
	c.press("enter")
	c.shows("Type 9999901, or press esc")
	c.press("ctrl+u")
	c.typed("9999901")
	c.golden("undo")
	c.press("enter")
	c.until("prod now has state 1 again.")
	if p, err := c.app.Load("prod"); err != nil || p.TokenID != good.TokenID {
		t.Errorf("token %q, %v", p.TokenID, err)
	}

	// The other state does not pass the test, and stays away.
	c.press("enter")
	c.until("Consumer secret")
	c.press("h")
	c.until("What prod was before")
	c.press("enter")
	c.until("Type the account ID to restore that state")
	c.typed("9999901")
	c.press("enter")
	c.until("That state does not pass the test, and nothing was changed")
	if p, err := c.app.Load("prod"); err != nil || p.TokenID != good.TokenID || len(p.Refusals) != 1 {
		t.Errorf("token %q, %d refusals, %v", p.TokenID, len(p.Refusals), err)
	}
}

// What was removed can be brought back from the list, and from the welcome.
func TestARemovedConnectionComesBack(t *testing.T) {
	c, p := savedTBA(t, "9999901_SB1", "sandbox")
	c.press("d")
	c.until("Remove sandbox?")
	c.press("down", "enter")
	c.until("u restores it.")
	c.press("u")
	c.until("What sandbox was before")
	c.press("enter")
	c.until("Restore state")
	c.press("down", "enter")
	c.until("sandbox now has state")
	if now, err := c.app.Load("sandbox"); err != nil || now.TokenID != p.TokenID {
		t.Errorf("token %q, %v", now.TokenID, err)
	}
	c.press("u")
	c.until("No connection was removed.")
}

func TestRemovalRevokesInNetSuite(t *testing.T) {
	c, p := savedTBA(t, "9999901_SB1", "sandbox")
	// What cannot be revoked stays.
	c.change("sandbox", "retoken", nil, func(p *profile.Profile) { p.TokenID = strings.Repeat("0", 64) })
	c.press("d")
	c.until("Yes, and revoke its token permanently")
	c.press("down", "down", "enter")
	c.until("nothing was removed")
	if _, err := c.app.Load("sandbox"); err != nil {
		t.Fatal(err)
	}
	c.press("esc")
	c.until("Connections")
	c.change("sandbox", "retoken", nil, func(now *profile.Profile) { now.TokenID = p.TokenID })
	c.press("d")
	c.until("Remove sandbox?")
	c.press("down", "down", "enter")
	c.until("sandbox is removed. The token is revoked in NetSuite.")
	c.shows("u restores it.")
}
