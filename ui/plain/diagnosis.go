package plain

import (
	"context"
	"strings"

	"suitekey/core/diagnose"
	"suitekey/steps"
	"suitekey/ui/app"
)

// verdict tells what follows from a test: the causes of a failure and how to be
// certain, or who answered and what the role may do.
func (c *Console) verdict(r diagnose.Report) {
	for _, text := range r.Corrections {
		c.say("For this test alone: %s.", strings.TrimSuffix(text, "."))
	}
	if !r.OK {
		c.causes(r)
	}
	for _, w := range r.Warnings {
		c.say("Warning: %s.", strings.TrimSuffix(w.Title, "."))
		c.cause("  ", w)
	}
	if r.OK {
		c.answered(r)
	}
	c.permissions(r.Permissions)
}

// causes lists what may be wrong, best guess first.
func (c *Console) causes(r diagnose.Report) {
	if len(r.Causes) == 0 {
		return
	}
	c.say("%s", app.CausesHeading(r))
	for n, cause := range r.Causes {
		c.item(numbered(n+1), "%s", cause.Title)
		if n < inFull {
			c.cause("     ", cause)
		}
	}
}

// inFull is how many causes are told with what to do: whoever listens has
// forgotten the first one after more of it.
const inFull = 3

// cause tells why and what to do.
func (c *Console) cause(indent string, cause diagnose.Cause) {
	lines := append([]string{cause.Why}, cause.Do...)
	if cause.Menu != "" {
		lines = append(lines, "In NetSuite: "+cause.Menu)
	}
	if cause.URL != "" {
		lines = append(lines, "Link: "+cause.URL)
	}
	if answer := app.Mending(cause); answer != "" {
		lines = append(lines, "Answer to change: "+answer)
	}
	for _, line := range lines {
		if line != "" {
			c.item(indent, "%s", line)
		}
	}
}

// answered tells which company, role and user answered.
func (c *Console) answered(r diagnose.Report) {
	for _, line := range [][2]string{{"Company", r.Tested.Company}, {"Role", r.Tested.Role}, {"User", r.Tested.Entity}} {
		if line[1] != "" {
			c.item("  ", "%s: %s", line[0], steps.Shorten(line[1], 200))
		}
	}
	if l := r.Limits; l != nil {
		c.item("  ", "Limits: %d requests at a time in this account, %d for this integration", l.Account, l.Integration)
	}
}

// permissions are read out by kind; a table would make no sense to an ear.
func (c *Console) permissions(rights []diagnose.Right) {
	for _, kind := range []struct {
		need diagnose.Need
		has  diagnose.Has
		text string
	}{
		{diagnose.Needed, diagnose.Yes, "The role has what is needed: "},
		{diagnose.Needed, diagnose.No, "The role lacks what is needed: "},
		{diagnose.Useful, diagnose.Yes, "It also has: "},
		{diagnose.Useful, diagnose.No, "It does not have, which some calls need: "},
		{diagnose.Harmful, diagnose.Yes, "It should not have: "},
	} {
		var names []string
		for _, r := range rights {
			if r.Need == kind.need && r.Has == kind.has {
				names = append(names, r.Name)
			}
		}
		if len(names) > 0 {
			c.item("  ", "%s%s", kind.text, strings.Join(names, ", "))
		}
	}
}

// budget tells how near the user is to being locked.
func (c *Console) budget(refusals int) {
	switch {
	case refusals >= diagnose.WarnRefusals:
		c.say("Warning: %d sign-ins were refused within half an hour. At %d NetSuite locks the user for 30 minutes: mend the cause before the next try.", refusals, diagnose.LockRefusals)
	case refusals > 0:
		c.say("Refused sign-ins within half an hour: %d. At %d NetSuite locks the user for 30 minutes.", refusals, diagnose.LockRefusals)
	}
}

// toBeCertain is the choice that decides where the answer is ambiguous.
const toBeCertain = "Say what stands in NetSuite, to be certain"

// decide asks for the one observation that decides. The report is as it was
// where the value does not stand among those that are known.
func (c *Console) decide(ctx context.Context, r diagnose.Report) (diagnose.Report, error) {
	q := r.Ask
	c.say("%s", q.Text)
	for n, line := range q.How {
		c.item(numbered(n+1), "%s", line)
	}
	if q.Menu != "" {
		c.item("     ", "In NetSuite: %s", q.Menu)
	}
	if q.URL != "" {
		c.item("     ", "Link: %s", q.URL)
	}
	c.gap()
	texts := make([]string, 0, len(q.Values)+1)
	for _, v := range q.Values {
		texts = append(texts, v.Code+": "+v.Title)
	}
	texts = append(texts, "Something else, or nothing")
	n, err := c.choose(ctx, "What stands there? Number:", texts)
	if err != nil || n == len(q.Values) {
		return r, err
	}
	r = diagnose.Decide(r, q.Values[n].Code)
	c.causes(r)
	return r, nil
}
