package tui

import (
	"os"
	"strings"
	"testing"

	"slices"
	"suitekey/core/profile"
	"suitekey/steps"
	"suitekey/steps/setup"
	"suitekey/ui/tui/testscreen"
)

// atTest walks a set-up for REST by TBA to its connection test.
func atTest(t *testing.T, name string) *screen {
	t.Helper()
	c := beginWith(t, name, profile.TBA, "rest")
	c.to("test")
	return c
}

// fault meets one by the list, as a person does.
func (c *screen) fault(name string) {
	c.t.Helper()
	c.press("f", "/")
	c.typed(name)
	c.press("enter")
	c.shows("now simulates " + name)
}

// ended waits for the end of a test.
func (c *screen) ended() {
	c.t.Helper()
	c.until("run again")
}

// wrongSecret goes back for the token secret of another token, and tests.
func (c *screen) wrongSecret() {
	c.t.Helper()
	c.back("token")
	c.press("tab", "ctrl+u")
	c.typed(hexB)
	c.to("test")
	c.press("enter")
	c.ended()
}

// A person who is told what is wrong gets to the field that mends it, and from
// there back to the test.
func TestGoAndMend(t *testing.T) {
	c := atTest(t, "acme")
	c.wrongSecret()
	c.shows("NetSuite refused the sign-in and does not name the reason.")
	c.shows("1 refused sign-in in half an hour; 5 lock the user for 30 minutes.")
	c.shows("To be certain: o opens the")

	c.press("p")
	c.shows("What does the column Detail say?")
	c.shows("add Detail, Token-based Access Token Name")
	c.press("/")
	c.typed("invalidsig")
	c.shows("1 of 1")
	c.press("enter")
	c.shows("The audit trail says InvalidSignature, which has this cause:")
	c.hides("To be certain")
	if n := len(c.state().Refusals); n != 1 {
		t.Errorf("%d sign-ins were refused after the answer was picked, want 1 as before", n)
	}
	causes := c.model.top().Test().Report().Causes
	last := -1
	for i, cause := range causes {
		if cause.Step == "token" {
			last = i
		}
	}
	for range last {
		c.press("down")
	}
	if cause := causes[c.model.top().Test().Picked()]; cause.Step == "" {
		t.Fatalf("no step fixes %+v", cause)
	}
	c.shows("enter fix")
	c.press("enter")
	c.shows("Change the answer here. enter leads back to the test.")
	if c.at() != "token" { // the secret of the record was right: back to the test, and to the token's
		c.to("test")
		c.back("token")
	}
	if c.model.top().Form().At() == 0 {
		c.press("tab")
	}
	c.press("ctrl+u", "ctrl+p")
	c.to("test")
	c.press("enter")
	c.until("The connection works.")
	if len(c.state().Refusals) != 0 {
		t.Error("a test that passed leaves refusals behind")
	}
}

func TestPickingNothingKnown(t *testing.T) {
	c := atTest(t, "acme")
	c.fault("token-revoked")
	c.press("enter")
	c.ended()
	before := len(c.model.top().Test().Report().Causes)
	c.press("p", "end", "enter")
	c.shows("w writes a report with all the evidence")
	if w := c.model.top(); len(w.Test().Report().Causes) != before || !w.Test().Report().Ambiguous {
		t.Error("the causes are not what they were")
	}
	c.press("p", "esc")
	c.shows("To be certain")
	c.press("p", "enter")
	c.shows("The audit trail says")
	c.press("p")
	c.shows("What does the column Detail say?") // picked wrongly: another one
}

// Four refusals are the last ones that happen by themselves.
func TestTheFifthRefusalIsExplicit(t *testing.T) {
	c := atTest(t, "acme")
	c.fault("token-revoked")
	c.press("enter")
	c.ended()
	c.shows("To be certain")
	for range 3 {
		before := len(c.state().Refusals)
		c.press("r")
		c.ended()
		c.shows("NetSuite refused these values at 14:02, and nothing has changed here since.")
		if n := len(c.state().Refusals); n != before {
			t.Fatal("the same values were sent again without a question")
		}
		c.press("r")
		c.ended()
	}
	c.shows("4 of 5 refused sign-ins are spent, until 14:32.")
	if lines := strings.Split(strings.TrimSpace(c.look()), "\n"); strings.HasPrefix(strings.TrimSpace(lines[len(lines)-1]), "s sign in") {
		t.Errorf("the main action is the sign-in that locks the user:\n%s", c.look())
	}
	c.press("r", "r")
	c.ended()
	if n := len(c.state().Refusals); n != 4 {
		t.Fatalf("a fifth sign-in was spent without a word: %d", n)
	}
	c.shows("These values were refused: change them, or wait.")
	c.shows("The most likely cause is first") // the diagnosis stays
	c.shows("signs in anyway.")               // the key is told, and stands in no footer that is full
	// Other values are not known to be wrong.
	c.press("esc")
	c.to("test")
	c.shows("l last diagnosis")
	for _, f := range setupFields() {
		if f.Key == steps.KeyTokenID {
			c.model.top().Walk().Set(f, strings.Repeat("ab", 32))
		}
	}
	c.press("enter")
	c.shows("If you are sure of the values, s tests them.")
	c.press("s")
	c.ended()
	if n := len(c.state().Refusals); n != 5 {
		t.Errorf("%d refusals after insisting", n)
	}
	c.shows("NetSuite has locked the user")
}

func setupFields() []steps.Field { return setup.Setup().Fields() }

// swapped is a test that failed because consumer secret and token secret stand in
// each other's field, with the cursor on that cause.
func swapped(t *testing.T) (c *screen, consumer, token string) {
	t.Helper()
	c = atTest(t, "acme")
	state := c.state()
	consumer, token = state.Secret(steps.KeyConsumerSecret).Reveal(), state.Secret(steps.KeyTokenSecret).Reveal()
	for _, f := range setupFields() {
		switch f.Key {
		case steps.KeyConsumerSecret:
			c.model.top().Walk().Set(f, token)
		case steps.KeyTokenSecret:
			c.model.top().Walk().Set(f, consumer)
		}
	}
	c.press("enter")
	c.ended()
	for n := 0; !strings.Contains(flat(c.look()), "swap the secrets"); n++ {
		if n > 20 {
			t.Fatalf("no cause offers to swap the secrets:\n%s", c.look())
		}
		c.press("down")
	}
	return c, consumer, token
}

func TestSwappedSecretsAreSwappedBack(t *testing.T) {
	c, _, _ := swapped(t)
	c.press("x", "r")
	c.until("The connection works.")
}

// The right value is not refused because the other field still has it, and the way
// back to the test leads over both fields.
func TestSwappedSecretsAreTypedAnew(t *testing.T) {
	c, consumer, token := swapped(t)
	c.press("enter")
	c.wantStep("integration")
	c.press("ctrl+u")
	c.paste(consumer)
	c.shows("If this one is right, correct the token secret.")
	c.press("enter")
	c.wantStep("token")
	c.press("tab", "ctrl+u")
	c.paste(token)
	c.press("enter")
	c.wantStep("test")
	c.press("enter")
	c.until("The connection works.")
}

func TestASavedConnectionThatFails(t *testing.T) {
	c := atTest(t, "acme")
	c.press("enter")
	c.until("The connection works.")
	c.press("enter")
	p := c.save("acme")
	c.press("t")
	c.until("The connection works.")
	c.fault("token-revoked")
	c.shows("PRACTICE ✗ token-revoked")
	c.press("r")
	c.ended()
	c.shows("To be certain")
	before, err := c.app.Access().Refusals("acme")
	if err != nil || before == 0 {
		t.Fatalf("%d refusals (%v)", before, err)
	}
	c.press("p", "/")
	c.typed("token_rejected")
	c.press("enter")
	c.shows("The audit trail says token_rejected")
	c.shows("enter get new ones")
	c.press("w")
	c.until("The report is in")
	report, err := os.ReadFile(c.app.Home() + "/reports/acme-report.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, value := range []string{p.ConsumerSecret.Reveal(), p.TokenSecret.Reveal(), p.TokenID, p.ConsumerKey} {
		if strings.Contains(string(report), value) {
			t.Error("the report gives a value away")
		}
	}
	if !strings.Contains(string(report), `"decided": "token_rejected"`) {
		t.Errorf("the report does not say what was picked:\n%s", report)
	}
	if n, _ := c.app.Access().Refusals("acme"); n != before {
		t.Errorf("%d refusals are remembered, want %d as before the pick", n, before)
	}
	c.press("f", "enter")
	c.shows("No fault is simulated: everything works again.")
	c.press("r")
	c.until("The connection works.")
	c.hides("token-revoked")
	c.press("enter")
	c.until("Connections")
}

func TestFaultsAreThoseOfTheConnection(t *testing.T) {
	c := atTest(t, "acme")
	c.press("f")
	c.shows("Which fault should be simulated?")
	names := c.model.shown().(*testscreen.Faults).Names()
	for _, not := range []string{"mapped-role-inactive", "soap-feature-off", "wrong-domain"} {
		if slices.Contains(names, not) {
			t.Errorf("%s is offered, which REST by TBA cannot meet", not)
		}
	}
	c.press("/")
	c.typed("?clock") // text, not the explanation
	c.shows("No match.")
	c.press("esc")
	c.typed("x")
	c.press("esc")
	c.shows("Connection test")
	c.press("ctrl+c", "esc", "ctrl+g")
	c.shows("f fault")
}

func TestNoFaultsOutsidePractice(t *testing.T) {
	c := newScreen(t, setting{options: Options{Journey: "setup"}})
	c.until("Which NetSuite account?")
	w := c.model.top()
	for w.Walk().Step().Name != "test" && w.Walk().Next() == nil {
		w.Walk().Set(steps.Field{Key: steps.KeyAccount}, "1234567")
	}
	c.press("f")
	if _, ok := c.model.shown().(*testscreen.Faults); ok {
		t.Error("faults are offered with a real account")
	}
}

// Every cause can be opened, however little room there is.
func TestEveryCauseComesIntoSight(t *testing.T) {
	c := atTest(t, "acme")
	c.fault("token-revoked")
	c.press("enter")
	c.ended()
	for _, size := range append(sizes, [2]int{120, 40}, [2]int{80, 20}) {
		c.resize(size[0], size[1])
		for range c.model.top().Test().Report().Causes {
			c.press("up")
		}
		for _, cause := range c.model.top().Test().Report().Causes {
			c.shows(strings.Join(strings.Fields(cause.Title)[:2], " "))
			c.shows(pointer)
			c.press("down")
		}
	}
}
