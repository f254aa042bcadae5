package tui

import (
	"path/filepath"
	"strings"
	"testing"

	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/steps"
	"suitekey/storage"
	"suitekey/storage/recipients"
)

// A passphrase is made on demand, and shown while the cursor is on it. The recovery sheet
// is shown once, opens the vault, and is in no scrollback.
func TestPassphraseMadeAndRecoverySheet(t *testing.T) {
	c := beginWith(t, "acme", profile.TBA, "rest")
	c.works()
	c.to("passphrase")
	c.typed("summer2026 summer2026x")
	c.shows("weak: a thousand cores find it in about")
	c.press("ctrl+u")
	c.press("ctrl+n")
	made := c.model.top().Form().Text(0)
	for _, size := range sizes {
		c.resize(size[0], size[1])
		if shown := strings.ReplaceAll(flat(c.look()), " ", ""); !strings.Contains(shown, made) {
			t.Errorf("the passphrase is not on a screen of %d columns:\n%s", size[0], c.look())
		}
	}
	c.resize(80, 24)
	c.shows("Write it down")
	c.press("tab")
	c.hides(made)
	c.hides(made[:20])
	c.typed(made)
	c.answer(map[string]string{steps.KeyRecoverySheet: "yes"})
	c.fill()
	c.press("enter")
	c.until("Copy this recovery sheet to paper now")
	c.shows("AGE-SECRET-KEY-1")
	sheet := c.model.top().Walk().State().Sheet
	for _, size := range sizes {
		c.resize(size[0], size[1])
		seen := c.look()
		for range 8 {
			c.press("pgdown")
			seen += c.look()
		}
		for _, group := range strings.Fields(strings.Join(sheet.Lines()[6:9], " ")) {
			if !strings.Contains(seen, group) {
				t.Errorf("the group %s of the key is not on a screen of %d lines", group, size[1])
			}
		}
	}
	c.resize(80, 24)
	c.press("enter")
	c.save("acme")
	if strings.Contains(strings.Join(c.model.summary, "\n"), "AGE-SECRET") {
		t.Error("the key is in the scrollback")
	}
	if _, err := c.app.Vault.Recover(sheet.Key, secret.New("four words and more")); err != nil {
		t.Error(err)
	}
}

// Going back after the vault was made asks for no other passphrase.
func TestBackBehindTheNewVault(t *testing.T) {
	c := beginWith(t, "acme", profile.TBA, "rest")
	c.works()
	c.to("passphrase")
	c.answer(map[string]string{steps.KeyRecoverySheet: "yes"})
	c.fill()
	c.press("enter")
	c.until("Copy this recovery sheet")
	c.press("esc")
	c.wantStep("test")
	c.to("passphrase")
	c.hides("Once more")
	c.hides("AGE-SECRET")
	c.press("enter")
	c.save("acme")
}

// The passphrase is changed by another suitekey while somebody types: what was typed is
// kept, once the present passphrase is given.
func TestDraftAfterTheKeyWasReplaced(t *testing.T) {
	home := filepath.Join(tempDir(t), "vault")
	session, err := storage.Open(home, storage.Options{WorkFactor: 1}).Create(secret.New(goodPassphrase))
	if err != nil {
		t.Fatal(err)
	}
	c := newScreen(t, setting{home: home, options: Options{Journey: "setup"}})
	c.until("enter unlock")
	c.typed(goodPassphrase)
	c.press("enter")
	c.until("Which NetSuite account?")
	c.typed("1234567")
	const next = "entirely different glass mountain"
	if _, err := session.NewKey(secret.New(next), recipients.Person{}, nil); err != nil {
		t.Fatal(err)
	}
	c.press("ctrl+c")
	c.shows("Keep it as a draft and leave")
	c.press("enter")
	c.until("has changed meanwhile")
	c.typed(goodPassphrase)
	c.press("enter")
	c.until("does not open the vault")
	c.typed(next)
	c.press("enter")
	c.quits()
	again, err := storage.Open(home, storage.Options{WorkFactor: 1}).Unlock(secret.New(next))
	if err != nil {
		t.Fatal(err)
	}
	if drafts, err := again.Drafts(); err != nil || len(drafts) != 1 || drafts[0].Name != "1234567" {
		t.Errorf("the drafts are %v (%v)", drafts, err)
	}
}
