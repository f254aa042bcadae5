package tui

import (
	"errors"
	"testing"

	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/steps"
)

// Going back step by step is no decision to throw everything away.
func TestEscOnTheFirstStepAsks(t *testing.T) {
	c := begin(t)
	c.press("esc")
	if c.at() != "home" {
		t.Fatalf("nothing was entered, and %s is open", c.at())
	}
	c.press("enter")
	c.until("Which NetSuite account?")
	c.answer(map[string]string{steps.KeyAccount: "9999901_sb1", steps.KeyName: "acme"})
	c.to("method")
	c.back("account")
	c.press("esc")
	c.shows("Leave the set-up?")
	c.press("esc")
	c.wantStep("account")
	c.shows("▌ 9999901_sb1")
}

// withVault opens the set-up over a vault that is open.
func withVault(t *testing.T) *screen {
	t.Helper()
	c := newScreen(t, setting{demo: true})
	if _, err := c.app.CreateVault(secret.New(goodPassphrase), false); err != nil {
		t.Fatal(err)
	}
	c.press("enter")
	c.until("Which NetSuite account?")
	c.answer(map[string]string{steps.KeyAccount: "9999901_sb1", steps.KeyName: "acme"})
	return c
}

func (c *screen) drafts() []string {
	c.t.Helper()
	drafts, err := c.app.Drafts().List()
	if err != nil {
		c.t.Fatal(err)
	}
	var names []string
	for _, d := range drafts {
		names = append(names, d.Name)
	}
	return names
}

func TestASignalKeepsADraft(t *testing.T) {
	c := withVault(t)
	c.to("role")
	c.send(signalledMsg{})
	c.model.rescue(nil)
	if !c.model.quits || !errors.Is(c.model.err, ErrRescued) {
		t.Errorf("ended by %v", c.model.err)
	}
	if names := c.drafts(); len(names) != 1 || names[0] != "acme" {
		t.Errorf("the drafts are %q", names)
	}
	c = withVault(t) // nothing entered: nothing to keep
	c.send(signalledMsg{})
	c.model.rescue(nil)
	if names := c.drafts(); len(names) != 0 || !errors.Is(c.model.err, ErrTerminated) {
		t.Errorf("the drafts are %q, ended by %v", names, c.model.err)
	}
	c = withVault(t) // the person's own decision is no accident
	c.to("role")
	c.press("ctrl+c", "ctrl+c")
	c.model.rescue(nil)
	if names := c.drafts(); len(names) != 0 {
		t.Errorf("after leaving there are the drafts %q", names)
	}
}

func TestTheUploadKeepsADraftByItself(t *testing.T) {
	c := withVault(t)
	c.answer(map[string]string{steps.KeyMethod: string(profile.M2M), steps.KeySurfaces: "rest"})
	c.to("upload")
	for range 100 {
		if c.model.top().Draft() != "" {
			break
		}
		c.pump(20e6)
	}
	if names := c.drafts(); len(names) != 1 || names[0] != "acme" || c.model.top().Draft() != "acme" {
		t.Fatalf("the drafts are %q", names)
	}
	c.press("ctrl+c", "down", "down", "enter") // discarding takes it along
	c.quits()
	if names := c.drafts(); len(names) != 0 {
		t.Errorf("after discarding there are the drafts %q", names)
	}
}

// Saving cannot be called back: esc does nothing, ctrl+c waits for it.
func TestSavingIsNotCancelled(t *testing.T) {
	for _, leave := range []bool{false, true} {
		c := beginWith(t, "acme", profile.TBA, "rest")
		c.works()
		c.to("passphrase")
		c.fill()
		release := c.hold()
		c.press("enter") // the vault is made, which is not cancelled either
		c.shows("ctrl+c leave when this is done")
		c.press("esc")
		c.shows("cannot be cancelled")
		release()
		for c.at() != "save" { // what the work of the save step sends waits to be taken
			c.send(<-c.msgs)
		}
		c.shows("ctrl+c leave when this is done")
		c.press("esc")
		c.shows("cannot be cancelled")
		if !leave {
			release()
			c.until("acme is ready")
			continue
		}
		c.press("ctrl+c", "ctrl+c")
		if c.model.quits {
			t.Error("ctrl+c did not wait")
		}
		release()
		c.quits()
		if _, err := c.app.Load("acme"); err != nil || c.model.err != nil {
			t.Errorf("%v, ended by %v", err, c.model.err)
		}
	}
}
