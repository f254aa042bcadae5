package tui

import (
	"strings"
	"testing"
	"time"

	"suitekey/core/secret"
)

// atClock is the set-up over a vault whose passphrase was typed; the test sets the clock
// of the lock.
func atClock(t *testing.T, clock *time.Time, env map[string]string) *screen {
	t.Helper()
	home := tempDir(t) + "/vault"
	if _, err := newScreen(t, setting{home: home}).app.CreateVault(secret.New(goodPassphrase), false); err != nil {
		t.Fatal(err)
	}
	c := newScreen(t, setting{home: home, options: Options{Journey: "setup"}, env: env})
	c.until("enter unlock")
	c.typed(goodPassphrase)
	c.press("enter")
	c.until("Which NetSuite account?")
	c.model.lock = newLocking(setting{env: env}.getenv, func() time.Time { return *clock })
	return c
}

// The screen locks itself, keeps the journey as a draft, shows nothing of it, and goes on
// where it was once the passphrase is typed.
func TestLocksWithoutAKey(t *testing.T) {
	clock := fixedNow
	c := atClock(t, &clock, nil)
	c.typed("1234567")
	before := c.model.top()
	clock = clock.Add(usualLockAfter - time.Second)
	c.send(lockLookMsg{})
	if !c.app.Unlocked() {
		t.Fatal("locked too early")
	}
	clock = clock.Add(time.Second)
	c.send(lockLookMsg{})
	c.until("enter unlock")
	if c.app.Unlocked() || strings.Contains(c.look(), "1234567") {
		t.Fatalf("unlocked %v, the frame:\n%s", c.app.Unlocked(), c.look())
	}
	c.typed("not the passphrase")
	c.press("enter")
	c.until("does not open the vault")
	c.typed(goodPassphrase)
	c.press("enter")
	c.until("1234567")
	if !c.app.Unlocked() || c.model.top() != before || before.Form().Text(0) != "1234567" {
		t.Errorf("unlocked %v, and the form has %q", c.app.Unlocked(), before.Form().Text(0))
	}
	drafts, err := c.app.Drafts().List()
	if err != nil || len(drafts) != 1 {
		t.Errorf("%d drafts: %v", len(drafts), err)
	}
}

// A key that comes too late, as after a computer has slept, locks the screen and goes no
// further.
func TestLateKeyLocks(t *testing.T) {
	clock := fixedNow
	c := atClock(t, &clock, map[string]string{lockVariable: "5m"})
	before := c.model.top()
	clock = clock.Add(5 * time.Minute)
	c.press("x")
	c.until("Unlock the vault")
	if text := before.Form().Text(0); text != "" || c.model.top().Form().Text(0) != "" {
		t.Errorf("the key went to %q", text)
	}
}

func TestNeverLocks(t *testing.T) {
	clock := fixedNow
	c := atClock(t, &clock, map[string]string{lockVariable: "0"})
	clock = clock.Add(24 * time.Hour)
	c.send(lockLookMsg{})
	c.press("x")
	if !c.app.Unlocked() {
		t.Error("locked all the same")
	}
}
