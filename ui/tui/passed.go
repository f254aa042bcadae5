package tui

import (
	"fmt"
	"slices"
	"strings"

	"suitekey/core/diagnose"
	"suitekey/core/profile"
)

// passedBody shows a test that passed: who answered, what should be mended all
// the same, and what the role may do.
func (m *model) passedBody(w *wizard, title string, wide int) body {
	r := w.walk.State().Report
	var b body
	for _, folding := range []fold{unfolded, folded, hidden} {
		b = body{}
		if folding < hidden {
			b.add(m.heading(title, wide)...)
			b.gap()
		}
		b.add(m.foldedChecks(untold(w.checks, r), wide, folding)...)
		if folding < hidden {
			b.gap()
		}
		from := len(b.lines)
		m.worksLines(&b, w, r, wide)
		b.look(from)
		m.rightLines(&b, r.Permissions, wide)
		if len(b.lines) <= m.bodyHeight() {
			break
		}
	}
	return b
}

// untold takes out of the stages what the screen says below them.
func untold(checks []diagnose.Check, r diagnose.Report) []diagnose.Check {
	checks = slices.Clone(checks)
	for i, c := range checks {
		if c.Name == diagnose.Identity && r.Tested.Company != "" || c.Name == diagnose.Permission && len(r.Permissions) > 0 {
			checks[i].Detail = ""
		}
	}
	return checks
}

// worksLines are the verdict, who answered, limits and warnings.
func (m *model) worksLines(b *body, w *wizard, r diagnose.Report, wide int) {
	t := m.theme
	b.add(hanging(t.good.Bold(true).Render(signDone)+"  ", t.bold.Render("The connection works."), wide)...)
	if who := whoAnswered(r.Tested); who != "" {
		b.add(indented(wrapped(who, wide-3), "   ")...)
	}
	if r.Limits != nil {
		b.add(m.dimmed("   ", fmt.Sprintf("Requests at a time: %d for the account, %d for this integration.", r.Limits.Account, r.Limits.Integration), wide)...)
	}
	for _, text := range r.Corrections {
		b.add(m.dimmed(signNote+"  ", text, wide)...)
	}
	for _, warning := range r.Warnings {
		b.add(hanging(t.warn.Render(signWarn)+"  ", t.warn.Render(warning.Title)+". "+warning.Fix, wide)...)
	}
	m.budgetLines(b, w, wide)
}

// whoAnswered names company, role and entity.
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

// rightLines are the table of permissions: needed and useful, then what the
// role had better not have.
func (m *model) rightLines(b *body, rights []diagnose.Right, wide int) {
	if len(rights) == 0 {
		return
	}
	t := m.theme
	const needs, has = 15, 9
	column := wide - 3 - needs - has - 2
	b.gap()
	if m.size() > small {
		b.add(t.dim.Render(padded("   Permission of the role", column+3) + " " + padded("need", needs) + " " + padded("has", has)))
	} else {
		b.add(t.dim.Render(clamped("   Permissions of the role", wide)))
	}
	for _, right := range rights {
		name := right.Name
		if right.Level != "" {
			name += " (" + right.Level + ")"
		}
		sign := m.rightSign(right)
		if m.size() == small {
			b.add(sign + "  " + clamped(name, wide-3))
			continue
		}
		b.add(sign + "  " + padded(name, column) + " " + t.dim.Render(padded(string(right.Need), needs)+" "+padded(string(right.Has), has)))
	}
}

// rightSign says whether a permission is as it should be.
func (m *model) rightSign(r diagnose.Right) string {
	t := m.theme
	switch {
	case r.Has == diagnose.Unknown:
		return t.dim.Render(signNote)
	case r.Need == diagnose.Harmful && r.Has == diagnose.Yes, r.Need == diagnose.Useful && r.Has == diagnose.No:
		return t.warn.Render(signWarn)
	case r.Need == diagnose.Needed && r.Has == diagnose.No:
		return t.bad.Render(signBad)
	}
	return t.good.Render(signDone)
}
