package tui

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/steps"
	"suitekey/ui/app"
	"suitekey/ui/tui/wizard"
)

const goodPassphrase = "four words and a comma"

func TestCtrlCAsksAtEveryStep(t *testing.T) {
	c := beginWith(t, "acme", profile.TBA, "rest")
	walkOver := func() {
		t.Helper()
		before := c.at()
		c.press("ctrl+c")
		c.shows("Leave the set-up?")
		c.press("esc")
		c.wantStep(before)
		c.hides("Leave the set-up?")
	}
	for c.at() != "test" {
		walkOver()
		c.through()
	}
	walkOver()
	c.press("enter")
	c.until("The connection works.")
	walkOver()
	c.press("ctrl+c", "ctrl+c")
	if !c.model.quits || !errors.Is(c.model.err, app.ErrCancelled) {
		t.Errorf("the second ctrl+c left it running: %v", c.model.err)
	}
}

func TestKeepingADraft(t *testing.T) {
	home := filepath.Join(tempDir(t), "vault")
	c := newScreen(t, setting{home: home, options: Options{Journey: "setup"}})
	c.until("Which NetSuite account?")
	c.typed("1234567")
	c.press("ctrl+c")
	c.shows("Keep it as a draft and leave")
	c.press("enter")
	c.until("A passphrase for the vault")
	c.typed("short")
	c.press("enter")
	c.typed("short")
	c.press("enter")
	c.shows("use at least 12")
	c.press("ctrl+u")
	c.typed(goodPassphrase)
	c.press("tab", "ctrl+u")
	c.typed(goodPassphrase)
	c.press("enter")
	c.quits()
	if !errors.Is(c.model.err, app.ErrWaiting) {
		t.Fatalf("ended by %v", c.model.err)
	}

	again := takeUp(t, home)
	again.press("ctrl+c", "down", "down", "enter")
	again.quits()
	drafts, err := again.app.Drafts().List()
	if err != nil || len(drafts) != 0 {
		t.Errorf("after discarding there are %d drafts (%v)", len(drafts), err)
	}
	if strings.Contains(c.frames.String()+again.frames.String(), goodPassphrase) {
		t.Error("the passphrase was on the screen")
	}
}

// takeUp unlocks the vault, at the second try, and goes on with the draft.
func takeUp(t *testing.T, home string) *screen {
	t.Helper()
	again := newScreen(t, setting{home: home})
	again.until("enter unlock")
	again.typed("not the passphrase")
	again.press("enter")
	again.until("does not open the vault")
	again.shows("The passphrase that you typed")
	if got := again.model.top().Form().Text(0); got != "" {
		t.Errorf("of the wrong passphrase %q is left", got)
	}
	again.typed(goodPassphrase)
	again.press("enter")
	again.until("1234567")
	again.shows("unfinished, kept")
	again.shows("Unfinished: set-up for 1234567, kept a moment ago.")
	again.press("enter")
	again.until("Resumed at the same step.")
	again.shows("▌ 1234567")
	return again
}

// quits waits for the end of the program.
func (c *screen) quits() {
	c.t.Helper()
	for range 200 {
		if c.model.quits {
			return
		}
		c.pump(50e6)
	}
	c.t.Fatalf("it did not end:\n%s", c.look())
}

// ctrl+c twice keeps the journey: NetSuite shows some of its values only once. Where
// there is no vault yet that is said first.
func TestCtrlCTwiceKeeps(t *testing.T) {
	home := filepath.Join(tempDir(t), "vault")
	c := newScreen(t, setting{home: home, options: Options{Journey: "setup"}})
	c.until("Which NetSuite account?")
	c.typed("1234567")
	c.press("ctrl+c", "ctrl+c")
	c.shows("there is no vault")
	if c.model.quits {
		t.Fatal("it left without a word")
	}
	c.press("ctrl+c")
	if !c.model.quits || !errors.Is(c.model.err, app.ErrCancelled) {
		t.Fatalf("the third ctrl+c ended it by %v", c.model.err)
	}

	if _, err := c.app.CreateVault(secret.New(goodPassphrase), false); err != nil {
		t.Fatal(err)
	}
	again := openScreen(t, c.app, setting{options: Options{Journey: "setup"}})
	again.until("Which NetSuite account?")
	again.typed("1234567")
	again.press("ctrl+c", "ctrl+c")
	again.quits()
	if !errors.Is(again.model.err, app.ErrKept) {
		t.Errorf("ended by %v", again.model.err)
	}
	if drafts, err := again.app.Drafts().List(); err != nil || len(drafts) != 1 || drafts[0].Account != "1234567" {
		t.Errorf("kept %+v, %v", drafts, err)
	}
}

// A set-up that waits is offered before another one begins.
func TestAWaitingSetupIsOffered(t *testing.T) {
	home := filepath.Join(tempDir(t), "vault")
	c := newScreen(t, setting{home: home})
	if _, err := c.app.CreateVault(secret.New(goodPassphrase), false); err != nil {
		t.Fatal(err)
	}
	first := openScreen(t, c.app, setting{options: Options{Journey: "setup"}})
	first.until("Which NetSuite account?")
	first.typed("1234567")
	first.press("ctrl+c", "ctrl+c")
	first.quits()
	for _, choice := range []struct {
		keys  []string
		shows string
	}{{[]string{"enter"}, "▌ 1234567"}, {[]string{"down", "enter"}, "e.g. 1234567_SB1"}} {
		again := openScreen(t, c.app, setting{options: Options{Journey: "setup"}})
		again.until("Continue with 1234567")
		again.press(choice.keys...)
		again.until("Which NetSuite account?")
		again.shows(choice.shows)
	}
}

// What was typed into a secret field can be looked at, until the cursor leaves it.
func TestRevealingASecret(t *testing.T) {
	c := atIntegration(t)
	c.press("tab")
	c.typed("canary")
	c.hides("canary")
	c.shows("ctrl+r show")
	c.press("ctrl+r")
	c.shows("canary")
	c.press("ctrl+r")
	c.hides("canary")
	c.press("ctrl+r", "shift+tab")
	c.hides("canary")
	c.press("tab")
	c.hides("canary")
}

func TestThePassphraseIsTakenWhereItCanBeHad(t *testing.T) {
	home := filepath.Join(tempDir(t), "vault")
	c := newScreen(t, setting{home: home})
	c.shows("Practise without NetSuite")
	if _, err := c.app.CreateVault(secret.New(goodPassphrase), false); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "passphrase")
	write(t, file, goodPassphrase+"\n")
	again := newScreen(t, setting{home: home, env: map[string]string{"SUITEKEY_PASSPHRASE_FILE": file}})
	again.until("Set up a connection") // a vault without a connection: the welcome

	write(t, file, "something else\n")
	wrong := newScreen(t, setting{home: home, env: map[string]string{"SUITEKEY_PASSPHRASE_FILE": file}})
	wrong.until("does not open the vault")
	wrong.shows("The passphrase in ")
	wrong.wantStep("unlock")
}

func TestWorkCanBeCancelled(t *testing.T) {
	c := begin(t)
	c.typed("9999901")
	c.press("enter")
	w := c.model.top()
	c.model.Update(keyOf("enter")) // the command is not run: NetSuite does not answer
	run := w.Run()
	c.shows("esc cancel")
	c.press("esc")
	c.shows("Cancelled. Nothing was lost.")
	c.shows("▌ 9999901")
	c.send(wizard.FinishedMsg{Run: run, State: w.Walk().State()})
	c.wantStep("account")
	c.send(wizard.ProgressedMsg{Run: run, Progress: steps.Progress{Text: "stale"}})
	c.hides("stale")
	c.press("enter")
	c.until("How does the connection sign in?")
}

func TestATinyWindowLosesNothing(t *testing.T) {
	c := atIntegration(t)
	c.typed("half")
	c.resize(20, 5)
	c.shows("Too small: 20x5.")
	c.typed("x") // nobody sees it: it is not taken
	c.press("enter", "esc")
	c.resize(80, 24)
	c.wantStep("integration")
	c.shows("▌ half")
	c.hides("▌ halfx")
	c.resize(20, 5)
	c.press("ctrl+c", "ctrl+c")
	if !c.model.quits {
		t.Error("ctrl+c does not leave a window of 20x5")
	}
}

func TestAUnknownAccountStaysOnItsStep(t *testing.T) {
	c := begin(t)
	c.typed("7654321")
	c.press("enter", "enter")
	c.until("NetSuite")
	for range 100 {
		if c.model.top().Asking() {
			break
		}
		c.pump(20e6)
	}
	c.wantStep("account")
	c.shows(signBad)
	c.shows("▌ 7654321")
	c.shows("enter try again")
}

func TestASignalEndsIt(t *testing.T) {
	c := atIntegration(t)
	c.send(signalledMsg{})
	if !c.model.quits || !errors.Is(c.model.err, ErrTerminated) {
		t.Errorf("ended by %v", c.model.err)
	}
}
