package testscreen

import (
	"fmt"
	"strings"

	"suitekey/core/diagnose"
	"suitekey/core/profile"
	"suitekey/ui/tui/frame"
	"suitekey/ui/tui/parts"
)

// Columns returns the columns of the test. Causes, and the table of a role that misses a
// permission, need the space of the steps in a narrow window.
func Columns(t *Test) frame.Columns {
	return t.frame.TestColumns(!t.journey.Saved(), t.state == failed)
}

// beside reports whether there is a third column.
func beside(t *Test) bool { return Columns(t).Aside > 0 }

// Aside returns the third column: the permissions after a test that passed, the question that
// decides after a test that failed, and the tested values. notes explain a test that has not
// ended.
func Aside(t *Test, notes []string) []string {
	c := t.frame.AsideCanvas(Columns(t))
	a := aside{t}
	switch {
	case t.picker != nil:
		return a.look(c)
	case t.state == passed && len(t.report.Permissions) > 0:
		return a.rights(c)
	case t.state == failed && t.report.Ask != nil:
		return append(a.certain(c), a.tested(c)...)
	case len(notes) > 0:
		notes = append(notes, "")
	}
	return append(notes, a.tested(c)...)
}

// aside draws the third column.
type aside struct{ *Test }

// look says where to find the answer to the question that decides.
func (t aside) look(c parts.Canvas) []string {
	q := *t.asked.Ask
	lines := append(c.Quiet(q.Text), "")
	for i, how := range q.How {
		lines = append(lines, parts.Hanging(c.Accent.Render(fmt.Sprint(i+1))+"  ", how, c.Wide)...)
		if i == 0 {
			lines = append(lines, c.Noted("   ", q.Menu)...)
		}
	}
	return lines
}

// certain names the question that makes the diagnosis exact, and the keys for it.
func (t aside) certain(c parts.Canvas) []string {
	q := *t.report.Ask
	lines := []string{c.Bold.Render("To be certain"), ""}
	lines = append(lines, c.Quiet(q.Text)...)
	lines = append(lines, "")
	for _, hint := range []parts.Hint{{Key: keyTrail, Does: "open the page: " + q.Menu}, {Key: keyDecide, Does: "pick what it says"}} {
		lines = append(lines, parts.Hanging(c.Accent.Bold(true).Render(hint.Key)+"  ", hint.Does, c.Wide)...)
	}
	return append(lines, "", c.Rule(), "")
}

// rights lists the permissions, in the groups needed, useful and unwanted.
func (t aside) rights(c parts.Canvas) []string {
	lines := []string{c.Bold.Render("Permissions of the role")}
	titles := map[diagnose.Need]string{diagnose.Needed: "Needed", diagnose.Useful: "Useful", diagnose.Harmful: "Better not"}
	var group diagnose.Need
	for _, right := range t.report.Permissions {
		if right.Need != group {
			group = right.Need
			lines = append(lines, "", c.Dim.Render(titles[group]))
		}
		name := right.Name
		if right.Level != "" {
			name += " (" + right.Level + ")"
		}
		switch {
		case right.Has == diagnose.Unknown:
			name += ": " + string(right.Has)
		case right.Need == diagnose.Harmful && right.Has == diagnose.Yes:
			name += ": the role has it"
		case right.Need != diagnose.Harmful && right.Has == diagnose.No:
			name += ": missing"
		case right.Need == diagnose.Harmful:
			name += ": no"
		}
		lines = append(lines, parts.Hanging(passedView(t).rightSign(right)+"  ", name, c.Wide)...)
	}
	return lines
}

// tested lists the tested values that are not secret, so that a person can compare them with
// NetSuite.
func (t aside) tested(c parts.Canvas) []string {
	p := t.journey.Subject()
	var interfaces []string
	for _, s := range p.Surfaces {
		interfaces = append(interfaces, s.Describe().Short)
	}
	lines := []string{c.Bold.Render("What is tested"), ""}
	for _, row := range [][2]string{
		{"Account", p.Account.Realm()}, {"Method", strings.ToUpper(string(p.Method))}, {"Interfaces", strings.Join(interfaces, ", ")}, {"Consumer key", p.ConsumerKey},
		{"Token ID", p.TokenID}, {"Certificate ID", p.CertificateID}, {"Algorithm", p.SignatureAlgorithm + p.JWTAlgorithm},
	} {
		if row[1] == "" || row[0] == "Algorithm" && p.Method == profile.Code {
			continue
		}
		const label = 16
		lines = append(lines, c.Dim.Render(parts.Padded(row[0], label))+parts.Ends(row[1], c.Wide-label))
	}
	return lines
}

// certain reports whether the body has to name the question that decides.
func certain(t *Test) bool { return t.report.Ask != nil && !beside(t) }
