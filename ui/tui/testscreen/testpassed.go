package testscreen

import (
	"fmt"
	"slices"
	"strings"

	"suitekey/core/diagnose"
	"suitekey/core/profile"
	"suitekey/steps"
	"suitekey/ui/tui/parts"
	"suitekey/ui/tui/theme"
)

// passedView draws a test that passed.
type passedView struct{ *Test }

// passedBody draws a test that passed: who answered, the stages in their places, and what
// the role may do. If space is short, permissions that are all correct are hidden first,
// because their stage shows their number; beside one that is not, the correct ones become a
// line.
func (t passedView) passedBody(title string) parts.Body {
	tables := [][]diagnose.Right{t.report.Permissions, nil}
	switch {
	case beside(t.Test):
		tables = [][]diagnose.Right{nil}
	case t.missesRight():
		tables = tables[:1]
	}
	var b parts.Body
	for _, folding := range []fold{unfolded, folded, hidden} {
		for n, table := range tables {
			if n > 0 && folding > unfolded {
				continue
			}
			if b = t.passedLines(title, folding, table); len(b.Lines) <= t.frame.BodyHeight() {
				return b
			}
		}
	}
	if wrong := slices.DeleteFunc(slices.Clone(tables[0]), asItShould); len(wrong) > 0 {
		b = t.passedLines(title, hidden, wrong)
		b.Add(t.canvas().Noted(t.canvas().Good.Render(theme.SignDone)+"  ", fmt.Sprintf("%d permissions are as they should be", len(tables[0])-len(wrong)))...)
	}
	return b
}

func (t passedView) passedLines(title string, folding fold, table []diagnose.Right) parts.Body {
	r, c := t.report, t.canvas()
	var b parts.Body
	if folding < hidden {
		b.Add(c.Heading(title)...)
		b.Gap()
	}
	from := len(b.Lines)
	t.worksLines(&b, r)
	b.Focus(from)
	if folding < hidden {
		b.Gap()
	}
	b.Add(t.foldedChecks(untold(t.checks, r, len(table) > 0, !t.roomy()), folding)...)
	t.rightLines(&b, table)
	return b
}

// missesRight reports whether a permission is missing or should be removed.
func (t passedView) missesRight() bool {
	return slices.ContainsFunc(t.report.Permissions, func(r diagnose.Right) bool { return !asItShould(r) })
}

// asItShould reports whether nothing speaks against a permission.
func asItShould(r diagnose.Right) bool {
	return r.Has == diagnose.Unknown || (r.Has == diagnose.Yes) == (r.Need != diagnose.Harmful)
}

// plain are stages whose detail may only say that they passed.
var plain = []string{diagnose.Values, diagnose.Channel, diagnose.Account, string(profile.REST), string(profile.RESTlet), string(profile.SOAP), string(profile.Connect)}

// untold removes from the stages what the screen shows elsewhere. In a narrow window it
// also removes what the sign of a stage already says.
func untold(checks []diagnose.Check, r diagnose.Report, table, narrow bool) []diagnose.Check {
	checks = slices.Clone(checks)
	for i, c := range checks {
		if c.Name == diagnose.Identity && r.Tested.Company != "" || c.Name == diagnose.Permission && len(r.Permissions) > 0 && table {
			checks[i].Detail = ""
		}
		told := slices.Contains(plain, c.Name) || c.Name == diagnose.SignIn && r.Method == string(profile.TBA) // by which interface
		if told && c.State == diagnose.OK && narrow {
			checks[i].Detail = ""
		}
	}
	return checks
}

// worksLines draws the verdict, who answered, limits and warnings.
func (t passedView) worksLines(b *parts.Body, r diagnose.Report) {
	c := t.canvas()
	works := []string{c.Bold.Render("The connection works.")}
	if who := whoAnswered(r.Tested); who != "" {
		works = append(works, who)
	}
	if !t.again.IsZero() {
		works = append(works, "Tested at "+steps.Clock(t.again, t.app.Now())+" with these values.")
	}
	b.Add(c.Card(c.Good, works)...)
	if r.Limits != nil {
		b.Add(c.Noted("   ", fmt.Sprintf("Requests at a time: %d for the account, %d for this integration.", r.Limits.Account, r.Limits.Integration))...)
	}
	for _, text := range r.Corrections {
		b.Add(c.Noted(theme.SignNote+"  ", text)...)
	}
	for _, warning := range r.Warnings {
		b.Add(parts.Hanging(c.Warn.Render(theme.SignWarn)+"  ", c.Warn.Render(warning.Title)+". "+warning.Fix, c.Wide)...)
	}
	t.BudgetLines(b)
}

// whoAnswered returns the company, the role and the entity.
func whoAnswered(who profile.Tested) string {
	var parts []string
	for _, part := range [][2]string{{"", who.Company}, {"role ", who.Role}, {"user ", who.Entity}} {
		if part[1] != "" {
			parts = append(parts, part[0]+part[1])
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return "Answered by " + strings.Join(parts, ", ") + "."
}

// rightLines draws the table of permissions: needed and useful ones, then those that the
// role should not have.
func (t passedView) rightLines(b *parts.Body, rights []diagnose.Right) {
	if len(rights) == 0 {
		return
	}
	c := t.canvas()
	const needs, has, roomy = 15, 9, 70
	wide := c.Size == parts.Normal && c.Wide > roomy
	name := c.Wide - 3 - 1 - has
	if wide {
		name -= needs + 1
	}
	row := func(sign, title, need, says string) {
		switch {
		case c.Size == parts.Small:
			b.Add(sign + "  " + parts.Clamped(title, c.Wide-3))
			return
		case wide:
			says = parts.Padded(need, needs) + " " + parts.Padded(says, has)
		}
		b.Add(sign + "  " + parts.Padded(title, name) + " " + c.Dim.Render(says))
	}
	b.Gap()
	row(" ", c.Dim.Render("Permission"), "need", "role has")
	for _, right := range rights {
		title := right.Name
		if right.Level != "" {
			title += " (" + right.Level + ")"
		}
		row(t.rightSign(right), title, string(right.Need), hasRight(right))
	}
}

// hasRight says whether the role has a permission. The sign of the row says how bad it is.
func hasRight(r diagnose.Right) string {
	switch {
	case asItShould(r):
		return string(r.Has)
	case r.Need == diagnose.Harmful:
		return "unwanted"
	}
	return "missing"
}

// rightSign shows whether a permission is as it should be.
func (t passedView) rightSign(r diagnose.Right) string {
	c := t.canvas()
	switch {
	case r.Has == diagnose.Unknown:
		return c.Dim.Render(theme.SignNote)
	case r.Need == diagnose.Harmful && r.Has == diagnose.Yes, r.Need == diagnose.Useful && r.Has == diagnose.No:
		return c.Warn.Render(theme.SignWarn)
	case r.Need == diagnose.Needed && r.Has == diagnose.No:
		return c.Bad.Render(theme.SignBad)
	}
	return c.Good.Render(theme.SignDone)
}
