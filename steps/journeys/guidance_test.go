package journeys

import (
	"strings"
	"testing"
	"time"

	"suitekey/steps"
	"suitekey/steps/setup"
)

// TestGuidance: what public guides tell an administrator stands in the step that it
// belongs to.
func TestGuidance(t *testing.T) {
	answers := func(method, surfaces string) steps.State {
		return steps.NewState(steps.Facts{}).With(steps.KeyName, "acme").With(steps.KeyAccount, "1234567_SB1").
			With(steps.KeyMethod, method).With(steps.KeySurfaces, surfaces)
	}
	find := func(name string) steps.Step {
		for _, step := range setup.Setup().Steps {
			if step.Name == name {
				return step
			}
		}
		t.Fatalf("no step %s", name)
		return steps.Step{}
	}
	for _, c := range []struct {
		step  string
		state steps.State
		says  []string
	}{
		{"role", answers("tba", "rest,restlet"), []string{
			"Client SuiteScript, Server SuiteScript", "Name: Integration: acme", "User: Integration: acme", "a user of its own, not a person's", "The Administrator role works, but",
			"Setup (Full): Log in using Access Tokens, REST Web Services", "Reports (Edit): SuiteAnalytics Workbook", "Login Audit Trail",
			"Show Internal IDs under Home > Set Preferences", "IP address rule", "two-factor", "Web Services Only Role", "standard role",
			"Marketing, Sales, Support and System Administrator",
		}},
		{"role", answers("m2m", "rest").With(steps.KeyRecords, "customer, salesorder inventoryItem,kitItem,customrecord_x"), []string{
			"Lists (View): Customers, Items\n", "Transactions (View): Sales Order\n", "Custom Record (View): customrecord_x\n", "Create or Edit for what the product writes",
		}},
		{"integration", answers("m2m", "rest"), []string{
			"Name: Integration: acme", "State: Enabled", "Tick: Client Credentials (Machine to Machine) Grant, REST Web Services", "Clear: the three TBA boxes, Authorization Code Grant",
			"Integration Governance",
		}},
		{"integration", answers("tba", "rest"), []string{"Name: Integration: acme", "State: Enabled", "Clear: all other boxes", "never sent", "Integration Governance"}},
		{"token", answers("tba", "rest"), []string{"Name: Integration: acme", "Inactive"}},
		{"wsdl", answers("tba", "soap"), []string{"keep its version now and upgrade it alone afterwards"}},
		{"wsdl", answers("tba", "soap").WithGiven(steps.Given{Answers: map[string]string{steps.KeyWSDL: "2022.1"}}), []string{"keep the version now, and upgrade it alone afterwards"}},
		{"method", answers("tba", "rest"), []string{"Setup > Integration > Integration Management > Integration Governance"}},
		{"method", answers("m2m", "rest").With(steps.KeyKeyType, "p256").With(steps.KeyCertificateDays, "30"), []string{"openssl req -new -x509 -newkey ec", "-days 30"}},
	} {
		step := find(c.step)
		page := step.Doc(c.state)
		text := page.Why
		for _, explained := range page.Explain {
			text += "\n" + explained
		}
		if step.Do != nil {
			for _, do := range step.Do(c.state) {
				text += "\n" + strings.Join(do.Lines(), "\n")
			}
		}
		for _, want := range c.says {
			if !strings.Contains(text, want) {
				t.Errorf("the step %s by %s does not say %q:\n%s", c.step, c.state.Value(steps.KeyMethod), want, text)
			}
		}
	}
	for _, role := range []string{"3", "administrator", "Sales Administrator", "Support Administrator", "Marketing Administrator", "System Administrator"} {
		for _, field := range find("role").Fields {
			if field.Key == steps.KeyRole && field.Check(answers("m2m", "rest"), role).Warning == "" {
				t.Errorf("the role %s gets no warning", role)
			}
		}
	}
}

// TestStepsNameOldFacts: a step that uses a table of facts says when the table has grown
// old, and no other step does.
func TestStepsNameOldFacts(t *testing.T) {
	uses := map[string][]string{
		"account": {"list of products"}, "method": {"release calendar", "list of SOAP endpoints"}, "wsdl": {"list of SOAP endpoints"},
		"role": {"list of record types"}, "records": {"list of record types"}, "leaving": {"release calendar"},
		"surfaces": {"list of SOAP endpoints"}, "consumer": {"list of products"}, "algorithm": {"release calendar"}, "sha1": {"release calendar"},
	}
	for day, old := range map[string]bool{"2026-11-28": false, "2028-01-28": true} {
		now, err := time.Parse(time.DateOnly, day)
		if err != nil {
			t.Fatal(err)
		}
		for _, flow := range steps.Flows() {
			for _, step := range flow.AllSteps() {
				if step.Doc == nil {
					continue
				}
				page := step.Doc(steps.NewState(steps.Facts{Now: now}).With(steps.KeyMethod, "tba").With(steps.KeyRecords, "customer"))
				if page.Old != "" && (!old || uses[step.Name] == nil) {
					t.Errorf("on %s the step %s of %s says %q", day, step.Name, flow.Name, page.Old)
				}
				for _, table := range uses[step.Name] {
					if old && !(step.Name == "role" && flow.Name != "setup") && !strings.Contains(page.Old, "The "+table+" of this suitekey is 14 months old") {
						t.Errorf("the step %s of %s uses the %s and says %q", step.Name, flow.Name, table, page.Old)
					}
				}
			}
		}
	}
}
