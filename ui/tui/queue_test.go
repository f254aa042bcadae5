package tui

import (
	"context"
	"testing"

	tea "charm.land/bubbletea/v2"

	"suitekey/core/secret"
	"suitekey/steps"
	"suitekey/ui/tui/tasks"
	"suitekey/ui/tui/wizard"
)

// Whoever types while NetSuite is being asked types for the step that comes.
func TestTypingAheadOfWork(t *testing.T) {
	c := newScreen(t, setting{home: tempDir(t) + "/vault"})
	if _, err := c.app.CreateVault(secret.New(goodPassphrase), false); err != nil {
		t.Fatal(err)
	}
	again := newScreen(t, setting{home: c.app.Home()})
	again.until("enter unlock")
	again.press("ctrl+u")
	again.model.open(tasks.Unlock(again.model.env)) // its commands are not run: looking for the passphrase takes as long as this test wants
	run := again.model.top().Run()
	for _, r := range "four?x" {
		again.model.Update(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
	again.press("backspace")
	again.paste(" words")
	again.send(wizard.FinishedMsg{Run: run, Err: wizard.ErrAsk})
	if got := again.model.top().Form().Text(0); got != "four? words" {
		t.Errorf("of what was typed ahead %q arrived", got)
	}
}

func TestTypingAheadOfTheNextStep(t *testing.T) {
	c := begin(t)
	flow := steps.Flow{Name: "two", Title: "two", Steps: []steps.Step{
		{Name: "first", Title: "First", Work: func(_ context.Context, _ steps.Env, s steps.State, _ func(steps.Progress)) (steps.State, error) {
			return s, nil
		}},
		{Name: "second", Title: "Second", Fields: []steps.Field{
			{Key: "choice", Label: "Choice", Kind: steps.Choice, Options: func(steps.State) []steps.Option { return []steps.Option{{Value: "a", Label: "A"}} }},
			{Key: "value", Label: "Value"},
		}},
	}}
	cmd := c.model.open(wizard.Ask(c.model.env, flow, steps.NewState(steps.Facts{Now: fixedNow}))) // the work begins by itself
	c.typed("ab")
	c.paste("cd")
	c.press("enter")
	c.typed("of another field")
	c.run(cmd)
	c.until("Value")
	c.wantStep("second")
	if got := c.model.top().Form().Text(1); got != "abcd" || c.model.top().Form().At() != 0 {
		t.Errorf("%q arrived, and field %d has the focus", got, c.model.top().Form().At())
	}
}

func TestWhatWasTypedAheadOfAFailureIsDropped(t *testing.T) {
	c := begin(t)
	c.typed("7654321")
	c.press("enter", "enter")
	w := c.model.top()
	if w.Run() == 0 {
		t.Fatal("nothing is asked")
	}
	c.typed("xyz")
	for range 100 {
		if c.model.top().Asking() {
			break
		}
		c.pump(20e6)
	}
	c.wantStep("account")
	c.shows("▌ 7654321")
	if w.Form().Text(0) != "7654321" {
		t.Errorf("the account is %q", w.Form().Text(0))
	}
}
