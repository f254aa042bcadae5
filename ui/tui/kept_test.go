package tui

import (
	"testing"

	"suitekey/core/profile"
	"suitekey/steps"
)

// again is the next program on the same vault.
func (c *screen) again() *screen {
	c.t.Helper()
	return openScreen(c.t, c.app, setting{demo: true})
}

// spent counts the refused sign-ins of a saved connection.
func (c *screen) spent(name string) int {
	c.t.Helper()
	n, err := c.app.Access().Refusals(name)
	if err != nil {
		c.t.Fatal(err)
	}
	return n
}

// The diagnosis of a failed test cost a sign-in: it can be seen again, also by the next
// program.
func TestADiagnosisIsKept(t *testing.T) {
	c := atTest(t, "acme")
	c.press("enter")
	c.until("The connection works.")
	c.press("enter")
	c.save("acme")
	c.press("l")
	c.until("No failed test of acme is kept: its last test passed, or its values have changed since.")
	c.press("t")
	c.until("The connection works.")
	c.fault("token-revoked")
	c.press("r")
	c.ended()
	c.shows("To be certain")
	c.hides("Test of")
	before := c.spent("acme")
	c.press("esc")
	c.until("Connections")
	c.press("enter")
	c.until("Consumer secret")
	c.press("l")
	c.until("Test of 14:02, a moment ago. Nothing was sent now.")
	c.shows("To be certain")
	c.press("esc")
	c.until("Consumer secret")
	c.press("esc")
	c.until("Connections")
	c.press("t")
	c.until("The most likely cause is first")
	c.shows("nothing has changed here since")

	next := c.again()
	next.until("acme")
	next.press("enter")
	next.until("l last diagnosis")
	next.press("l")
	next.until("Test of 14:02, a moment ago. Nothing was sent now.")
	next.shows("To be certain")
	next.press("p", "/")
	next.typed("token_rejected")
	next.press("enter")
	next.shows("The audit trail says token_rejected")
	next = c.again()
	next.until("acme")
	next.press("l")
	next.until("Test of 14:02")
	next = c.again()
	next.until("acme")
	next.press("t")
	next.until("nothing has changed here since")
	next.shows("Test of 14:02")
	if now := c.spent("acme"); now != before {
		t.Errorf("%d sign-ins to see it again", now-before)
	}
	next.press("r")
	next.ended()
	next.hides("Test of")
	if now := c.spent("acme"); now != before+1 {
		t.Errorf("the person asked for a test, and %d were made", now-before)
	}
}

// A draft keeps the diagnosis, until one of the tested values changes.
func TestADraftKeepsItsDiagnosis(t *testing.T) {
	for method, fault := range map[profile.Method]string{profile.TBA: "wrong-token-secret", profile.M2M: "certificate-revoked"} {
		t.Run(string(method), func(t *testing.T) {
			c := atTest(t, "first") // for a vault
			c.press("enter")
			c.until("The connection works.")
			c.press("enter")
			c.save("first")
			c.press("n")
			c.until("Which NetSuite account?")
			c.answer(map[string]string{steps.KeyAccount: "9999901_sb1", steps.KeyName: "acme", steps.KeyMethod: string(method), steps.KeySurfaces: "rest"})
			c.to("test")
			c.fault(fault)
			c.press("enter")
			c.ended()
			before := len(c.state().Refusals)
			if err := c.app.Drafts().Keep(c.model.top().Walk()); err != nil {
				t.Fatal(err)
			}

			next := c.again()
			next.until("after a failed test")
			next.press("enter")
			next.until("Test of 14:02, a moment ago. Nothing was sent now.")
			if now := len(next.state().Refusals); now != before {
				t.Errorf("%d refused sign-ins, %d before", now, before)
			}
			if method == profile.TBA {
				next.press("esc")
				next.to("test")
				next.shows("l last diagnosis")
				next.press("l")
				next.until("Test of 14:02")
			}
			for _, f := range setupFields() {
				if f.Key == steps.KeyConsumerKey {
					next.model.top().Walk().Set(f, hexB)
				}
			}
			if report := next.state().Report; report.Kept {
				t.Error("a changed value has the diagnosis of the one before")
			}
		})
	}
}
