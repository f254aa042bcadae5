package testscreen

import (
	"fmt"

	"suitekey/core/diagnose"
	"suitekey/core/lockout"
	"suitekey/core/profile"
	"suitekey/ui/tui/parts"
)

// looksAt describes what each stage checks, until its result replaces the text. inFull is
// the longer text for a larger window.
var looksAt = map[string]string{
	diagnose.Values: "shapes, pairs, spelling", diagnose.Resolution: "DNS",
	diagnose.Connection: "TCP", diagnose.Channel: "TLS",
	diagnose.Account: "exists", diagnose.Clock: "within 5 minutes",
	diagnose.WSDL: "the product's file", diagnose.SignIn: "only one",
	diagnose.Permission: "the role's", diagnose.Identity: "company, user",
	string(profile.REST): "one read", string(profile.RESTlet): "one call",
	string(profile.SOAP): "one read", string(profile.Connect): "one query",
}

var inFull = map[string]string{
	diagnose.Resolution: "NetSuite's name has an address", diagnose.Connection: "NetSuite answers, or your proxy",
	diagnose.Channel: "TLS and the certificate behind it", diagnose.Account: "NetSuite knows the account",
	diagnose.WSDL: "the file that the product reads", diagnose.SignIn: "the one sign-in of this test",
	diagnose.Permission: "what the role may and may not do", diagnose.Identity: "company, role and user",
	string(profile.REST): "a read of REST web services", string(profile.RESTlet): "RESTlets answer this sign-in",
	string(profile.SOAP): "a read of SOAP web services", string(profile.Connect): "a query in SuiteAnalytics Connect",
}

// plan returns the stages before they run.
func (t *Test) plan() []diagnose.Check {
	checks := diagnose.Plan(t.journey.Subject())
	for i := range checks {
		checks[i].Detail = looksAt[checks[i].Name]
		if full := inFull[checks[i].Name]; full != "" && t.roomy() {
			checks[i].Detail = full
		}
	}
	return checks
}

// planBody shows what the test will do, in the places of the later results.
func (t *Test) planBody(title string) parts.Body {
	b := t.planLines(title, true)
	if len(b.Lines) > t.frame.BodyHeight() {
		return t.planLines(title, false)
	}
	return b
}

func (t *Test) planLines(title string, roomy bool) parts.Body {
	c := t.canvas()
	var b parts.Body
	gap := func() {
		if roomy {
			b.Gap()
		}
	}
	b.Add(c.Heading(title)...)
	b.Pin()
	gap()
	b.Add(t.checkLines(t.plan(), true)...)
	gap()
	from := len(b.Lines)
	switch {
	case t.Refusals() > 0:
		t.BudgetLines(&b)
	case roomy:
		b.Add(c.Quiet(fmt.Sprintf("0 of %d refused sign-ins used.", lockout.Lock))...)
	default:
		b.Add(c.Quiet("The test signs in once.")...)
	}
	b.Focus(from)
	return b
}
