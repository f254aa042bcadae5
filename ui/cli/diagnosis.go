package cli

import (
	"fmt"
	"slices"
	"strings"

	"suitekey/core/diagnose"
	"suitekey/steps"
	"suitekey/ui/app"
)

// page is where a diagnosis is told: on standard error while a test runs, on
// standard output where it is what was asked for.
type page struct {
	tell func(format string, values ...any)
	// saved: it is about a connection in the vault, which later commands can name.
	saved bool
}

var stateWords = map[diagnose.State]string{
	diagnose.OK: "ok", diagnose.Warn: "warning", diagnose.Failed: "FAILED", diagnose.Skipped: "not reached",
}

// check tells a finished stage of a test.
func (p page) check(c diagnose.Check) {
	word, ok := stateWords[c.State]
	if !ok {
		return
	}
	line := fmt.Sprintf("  %-11s  %-20s", word, c.Title)
	if c.State != diagnose.Skipped {
		line += fmt.Sprintf("  %7s", app.Milliseconds(c.Duration))
	}
	if c.Detail != "" {
		line += "  " + c.Detail
	}
	p.tell("%s", strings.TrimRight(line, " "))
}

// facts tells what this computer is like.
func (p page) facts(facts []app.Fact) {
	p.tell("This computer")
	for _, f := range facts {
		p.tell("  %-11s  %-20s  %s", stateWords[f.State], f.Title, f.Detail)
		if f.Fix != "" {
			p.tell("  %-11s  %-20s  %s", "", "", f.Fix)
		}
	}
}

// verdict tells what follows from a test.
func (p page) verdict(r diagnose.Report) {
	for _, text := range r.Corrections {
		p.tell("  for this test alone: %s", text)
	}
	if !r.OK {
		p.causes(r)
		p.question(r)
		p.change(r)
	}
	for _, w := range r.Warnings {
		p.tell("warning: %s", w.Title)
		p.cause(w)
	}
	if r.OK {
		p.answered(r)
	}
	p.permissions(r.Permissions)
}

// causes tells what may be wrong, best guess first.
func (p page) causes(r diagnose.Report) {
	if len(r.Causes) == 0 {
		return
	}
	p.tell("%s", app.CausesHeading(r))
	for n, cause := range r.Causes {
		p.tell("%3d. %s (%s; %s)", n+1, cause.Title, cause.Likelihood, cause.Code)
		if n < inFull {
			p.cause(cause)
		}
	}
	if len(r.Causes) > inFull && p.saved {
		p.tell("     How to mend the others: suitekey test %s --detail, with the word in brackets", r.Profile)
	}
}

// inFull is how many causes are told with what to do: more of it would push the
// likeliest off the screen.
const inFull = 3

// cause tells why and what to do.
func (p page) cause(c diagnose.Cause) {
	if c.Why != "" {
		p.tell("     %s", c.Why)
	}
	for _, line := range c.Do {
		p.tell("     - %s", line)
	}
	if c.Menu != "" {
		p.tell("     menu    %s", c.Menu)
	}
	if c.URL != "" {
		p.tell("     link    %s", c.URL)
	}
	if answer := app.Mending(c); answer != "" {
		p.tell("     answer  %s", answer)
	}
}

// change names the journeys that mend a saved connection, the likeliest first.
func (p page) change(r diagnose.Report) {
	if !p.saved {
		return
	}
	var told []string
	for _, c := range r.Causes {
		way, ok := app.Cure(r.Profile, c)
		if command := way.Command(r.Profile); ok && !slices.Contains(told, command) {
			told = append(told, command)
			p.tell("To mend it: %s (%s)", command, c.Title)
		}
		if len(told) == inFull {
			return
		}
	}
}

// fitting is how many values of the audit trail are told with what they mean.
const fitting = 6

// question tells the one observation that decides.
func (p page) question(r diagnose.Report) {
	q := r.Ask
	if q == nil {
		return
	}
	p.tell("To be certain: %s", q.Text)
	for n, line := range q.How {
		p.tell("%3d. %s", n+1, line)
	}
	if q.Menu != "" {
		p.tell("     menu    %s", q.Menu)
	}
	if q.URL != "" {
		p.tell("     link    %s", q.URL)
	}
	var rest []string
	for n, value := range q.Values {
		if n < fitting {
			p.tell("     %-22s %s", value.Code, value.Title)
			continue
		}
		rest = append(rest, value.Code)
	}
	if len(rest) > 0 {
		p.tell("     or %s", strings.Join(rest, ", "))
	}
	if p.saved {
		p.tell("     Then, with nothing sent: suitekey test %s --detail VALUE", r.Profile)
	}
}

// answered tells which company, role and user answered.
func (p page) answered(r diagnose.Report) {
	for _, line := range [][2]string{{"company", r.Tested.Company}, {"role", r.Tested.Role}, {"entity", r.Tested.Entity}} {
		if line[1] != "" {
			p.tell("  %-10s %s", line[0], steps.Shorten(line[1], 200))
		}
	}
	if l := r.Limits; l != nil {
		p.tell("  %-10s %d requests at a time in this account, %d for this integration", "limits", l.Account, l.Integration)
	}
}

// permissions tells what the role should have, and has. A table in which
// nothing was tried would say nothing.
func (p page) permissions(rights []diagnose.Right) {
	tried := false
	for _, r := range rights {
		tried = tried || r.Has != diagnose.Unknown
	}
	if !tried {
		return
	}
	p.tell("  The role's permissions")
	p.tell("    %-15s  %-9s  %s", "for this", "has", "permission")
	for _, r := range rights {
		name := r.Name
		if r.Level != "" {
			name += " (" + r.Level + ")"
		}
		p.tell("    %-15s  %-9s  %s: %s", r.Need, r.Has, name, r.Why)
	}
}

// budget tells how near the user is to being locked.
func (p page) budget(name string, refusals int, stopped bool) {
	switch {
	case stopped:
		p.tell("No sign-in was tried: %d were refused within half an hour, and the fifth locks the user for 30 minutes.", refusals)
		p.tell("Wait, or mend the cause first. To sign in all the same: suitekey test %s --force", name)
	case refusals >= app.WarnRefusals:
		p.tell("warning: %d sign-ins were refused within half an hour. At %d NetSuite locks the user for 30 minutes: mend the cause before the next try.", refusals, app.MostRefusals)
	case refusals > 0:
		p.tell("Refused sign-ins within half an hour: %d. At %d NetSuite locks the user for 30 minutes.", refusals, app.MostRefusals)
	}
}
