package checks

import (
	"fmt"
	"slices"
	"strings"

	"suitekey/core/diagnose"
	"suitekey/steps"
	"suitekey/ui/app"
	"suitekey/ui/app/doctor"
)

// page is where a diagnosis is told: on standard error while a test runs, on
// standard output where it is what was asked for.
type Page struct {
	Tell func(format string, values ...any)
	// saved: it is about a connection in the vault, which later commands can name.
	saved bool
}

var stateWords = map[diagnose.State]string{
	diagnose.OK: "ok", diagnose.Warn: "warning", diagnose.Failed: "FAILED", diagnose.Skipped: "not reached",
}

// check tells a finished stage of a test.
func (p Page) Check(c diagnose.Check) {
	word, ok := stateWords[c.State]
	if !ok {
		return
	}
	line := fmt.Sprintf("  %-11s  %-20s", word, c.Title)
	if c.State != diagnose.Skipped {
		line += fmt.Sprintf("  %7s", doctor.Milliseconds(c.Duration))
	}
	if c.Detail != "" {
		line += "  " + c.Detail
	}
	p.Tell("%s", strings.TrimRight(line, " "))
}

// facts tells what this computer is like.
func (p Page) facts(facts []doctor.Fact) {
	p.Tell("This computer")
	for _, f := range facts {
		p.Tell("  %-11s  %-20s  %s", stateWords[f.State], f.Title, f.Detail)
		if f.Fix != "" {
			p.Tell("  %-11s  %-20s  %s", "", "", f.Fix)
		}
	}
}

// verdict tells what follows from a test.
func (p Page) Verdict(r diagnose.Report) {
	for _, text := range r.Corrections {
		p.Tell("  for this test alone: %s", text)
	}
	if !r.OK {
		p.causes(r)
		p.question(r)
		p.change(r)
	}
	for _, w := range r.Warnings {
		p.Tell("warning: %s", w.Title)
		p.cause(w)
	}
	if r.OK {
		p.answered(r)
	}
	p.permissions(r.Permissions)
}

// causes tells what may be wrong, best guess first.
func (p Page) causes(r diagnose.Report) {
	if len(r.Causes) == 0 {
		return
	}
	p.Tell("%s", app.CausesHeading(r))
	for n, cause := range r.Causes {
		p.Tell("%3d. %s (%s; %s)", n+1, cause.Title, cause.Likelihood, cause.Code)
		if n < inFull {
			p.cause(cause)
		}
	}
	if len(r.Causes) > inFull && p.saved {
		p.Tell("     How to mend the others: suitekey test %s --detail, with the word in brackets", r.Profile)
	}
}

// inFull is how many causes are told with what to do: more of it would push the
// likeliest off the screen.
const inFull = 3

// cause tells why and what to do.
func (p Page) cause(c diagnose.Cause) {
	if c.Why != "" {
		p.Tell("     %s", c.Why)
	}
	for _, line := range c.Do {
		p.Tell("     - %s", line)
	}
	if c.Menu != "" {
		p.Tell("     menu    %s", c.Menu)
	}
	if c.URL != "" {
		p.Tell("     link    %s", c.URL)
	}
	if answer := app.Mending(c); answer != "" {
		p.Tell("     answer  %s", answer)
	}
}

// change names the journeys that mend a saved connection, the likeliest first.
func (p Page) change(r diagnose.Report) {
	if !p.saved {
		return
	}
	var told []string
	for _, c := range r.Causes {
		way, ok := app.FixFor(r.Profile, c)
		if command := way.Command(r.Profile); ok && !slices.Contains(told, command) {
			told = append(told, command)
			p.Tell("To mend it: %s (%s)", command, c.Title)
		}
		if len(told) == inFull {
			return
		}
	}
}

// fitting is how many values of the audit trail are told with what they mean.
const fitting = 6

// question tells the one observation that decides.
func (p Page) question(r diagnose.Report) {
	q := r.Ask
	if q == nil {
		return
	}
	p.Tell("To be certain: %s", q.Text)
	for n, line := range q.How {
		p.Tell("%3d. %s", n+1, line)
	}
	if q.Menu != "" {
		p.Tell("     menu    %s", q.Menu)
	}
	if q.URL != "" {
		p.Tell("     link    %s", q.URL)
	}
	var rest []string
	for n, value := range q.Values {
		if n < fitting {
			p.Tell("     %-22s %s", value.Code, value.Title)
			continue
		}
		rest = append(rest, value.Code)
	}
	if len(rest) > 0 {
		p.Tell("     or %s", strings.Join(rest, ", "))
	}
	if p.saved {
		p.Tell("     Then, with nothing sent: suitekey test %s --detail VALUE", r.Profile)
	}
}

// answered tells which company, role and user answered.
func (p Page) answered(r diagnose.Report) {
	for _, line := range [][2]string{{"company", r.Tested.Company}, {"role", r.Tested.Role}, {"entity", r.Tested.Entity}} {
		if line[1] != "" {
			p.Tell("  %-10s %s", line[0], steps.Shorten(line[1], 200))
		}
	}
	if l := r.Limits; l != nil {
		p.Tell("  %-10s %d requests at a time in this account, %d for this integration", "limits", l.Account, l.Integration)
	}
}

// permissions tells what the role should have, and has. A table in which
// nothing was tried would say nothing.
func (p Page) permissions(rights []diagnose.Right) {
	tried := false
	for _, r := range rights {
		tried = tried || r.Has != diagnose.Unknown
	}
	if !tried {
		return
	}
	p.Tell("  The role's permissions")
	p.Tell("    %-15s  %-9s  %s", "for this", "has", "permission")
	for _, r := range rights {
		name := r.Name
		if r.Level != "" {
			name += " (" + r.Level + ")"
		}
		p.Tell("    %-15s  %-9s  %s: %s", r.Need, r.Has, name, r.Why)
	}
}

// budget tells how near the user is to being locked.
func (p Page) budget(name string, refusals int, stopped bool) {
	switch {
	case stopped:
		p.Tell("No sign-in was tried: %d were refused within half an hour, and the fifth locks the user for 30 minutes.", refusals)
		p.Tell("Wait, or mend the cause first. To sign in all the same: suitekey test %s --force", name)
	case refusals >= diagnose.WarnRefusals:
		p.Tell("warning: %d sign-ins were refused within half an hour. At %d NetSuite locks the user for 30 minutes: mend the cause before the next try.", refusals, diagnose.LockRefusals)
	case refusals > 0:
		p.Tell("Refused sign-ins within half an hour: %d. At %d NetSuite locks the user for 30 minutes.", refusals, diagnose.LockRefusals)
	}
}
