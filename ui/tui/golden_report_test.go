package tui

import (
	"testing"
	"time"

	"suitekey/core/diagnose"
	"suitekey/steps"
	"suitekey/ui/tui/wizard"
)

// The connection test on the screen, in every state that it can be in.
func TestGoldenTest(t *testing.T) {
	c := atTest(t, "acme-sb1")
	c.golden("test")
	c.namesTheStages()
	c.running()
	c.fault("clock-ahead")
	c.press("enter")
	c.ended()
	c.golden("test-failed")
	c.namesTheStages()
	c.press("f")
	c.golden("faults")
	c.press("/")
	c.typed("wrong-token-secret")
	c.golden("faults-found")
	c.press("enter", "r")
	c.ended()
	c.golden("test-ambiguous")
	c.press("p")
	c.golden("test-picker")
	c.press("/")
	c.typed("signature")
	c.golden("test-picker-found")
	c.press("enter")
	c.golden("test-decided")
	c.fault("role-administrator")
	c.press("r")
	c.until("The connection works.")
	c.golden("test-passed-warning")
	c.namesTheStages()
	c.press("f", "enter", "r")
	c.until("The connection works.")
	c.golden("test-passed")
	c.namesTheStages()
}

// running shows a test that has come to the sign-in; its commands are not run.
func (c *screen) running() {
	c.t.Helper()
	c.model.Update(keyOf("enter"))
	w := c.model.top()
	for i, check := range diagnose.Plan(c.state().Profile()) {
		check.State, check.Duration, check.Detail = diagnose.OK, time.Duration(i)*17*time.Millisecond, "as it should be"
		if check.Name == diagnose.SignIn {
			check.State, check.Duration, check.Detail = diagnose.Running, 0, ""
		}
		c.send(wizard.ProgressedMsg{Run: w.Run(), Progress: steps.Progress{Check: &check}})
		if check.State == diagnose.Running {
			break
		}
	}
	c.golden("test-running")
	c.namesTheStages()
	c.press("esc")
}
