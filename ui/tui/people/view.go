package people

import (
	"fmt"
	"time"

	"suitekey/storage/team/people"
	"suitekey/ui/tui/frame"
	"suitekey/ui/tui/parts"
	"suitekey/ui/tui/theme"
)

// View draws the list with the chosen person beside or below it, or a question.
func (p *People) View() frame.Page {
	page := frame.Page{What: "people", Where: p.app.Team.Vault.Name(), Scroll: -1}
	c := p.frame.Canvas(false)
	switch {
	case p.busy != "":
		page.Body.Add(c.Inked(c.Plain, "", p.busy+" ...")...)
	case p.told != nil:
		p.viewTold(&page, c)
	case p.adding != nil:
		p.viewAdding(&page, c)
	case p.removing != nil:
		p.viewRemoving(&page, c)
	default:
		p.viewList(&page)
	}
	switch {
	case len(page.Keys) == 0:
	case p.Typing():
		page.Keys = append(page.Keys, parts.Hint{Key: parts.KeyExplain, Does: "keys"})
	default:
		page.Keys = append(page.Keys, parts.Hint{Key: "?", Does: "keys"})
	}
	return page
}

func (p *People) viewList(page *frame.Page) {
	columns := p.frame.ListColumns()
	page.Columns = columns
	c := p.frame.CanvasOf(columns)
	admin := p.found.team.Self.Role == people.Admin
	var lead []string
	if p.found.team.Unfinished() {
		lead = append(c.Inked(c.Warn, c.Warn.Render(theme.SignWarn)+" ", "A removal was interrupted: not everything is encrypted to the new key yet."), "")
		if admin {
			page.Keys = append(page.Keys, parts.Hint{Key: "f", Does: "finish the removal"})
		}
	}
	h := p.frame.BodyHeight()
	var below []string
	if columns.Aside > 0 {
		page.Aside = p.chosen(p.frame.AsideCanvas(columns))
	} else {
		const list = 8 // rows that the list keeps
		if below = append([]string{c.Rule()}, p.chosen(c)...); h-len(below) < list {
			below = nil
		}
	}
	page.Body.Add(p.list.Lines(c, "People of the vault", lead, h-len(below))...)
	page.Body.Add(below...)
	if _, ok := p.request(); ok && admin {
		page.Keys = append(page.Keys, parts.Hint{Key: "a", Does: "accept"}, parts.Hint{Key: "x", Does: "remove the request"})
	}
	if m, ok := p.member(); ok && admin && m.Name != p.found.team.Self.Name {
		page.Keys = append(page.Keys, parts.Hint{Key: "x", Does: "remove " + m.Name})
	}
	page.Keys = append(page.Keys, parts.Hint{Key: "/", Does: "search"}, parts.Hint{Key: "esc", Does: "back"})
}

// may is what a role allows.
var may = map[people.Role]string{
	people.Admin: "changes connections and people", people.Member: "changes connections",
	people.Renewer: "a machine that renews connections", people.Reader: "uses connections, changes none",
}

// chosen are the facts about the row under the cursor, and the fingerprint of the vault.
func (p *People) chosen(c parts.Canvas) []string {
	var lines []string
	fact := func(label, value string) {
		const column = 13
		if value != "" {
			lines = append(lines, parts.Hanging(c.Dim.Render(parts.Padded(label, column)), value, c.Wide)...)
		}
	}
	item, _ := p.list.Selected()
	if r, ok := p.request(); ok {
		lines = append(lines, c.Bold.Render(r.Name)+c.Dim.Render(" asks to be added"), "")
		if r.Err == nil {
			fact("Fingerprint", r.Fingerprint())
		}
	} else if m, ok := p.member(); ok {
		lines = append(lines, c.Bold.Render(m.Name), "")
		fact("Role", string(m.Role)+": "+may[m.Role])
		fact("Added", p.day(m.Added)+by(m.By))
		fact("Fingerprint", m.Fingerprint())
	}
	for _, f := range p.found.team.Former() {
		if item.Group == removed && item.Value == f.Name {
			lines = append(lines, c.Bold.Render(f.Name), "")
			fact("Removed", p.day(f.Removed)+by(f.By))
			fact("Has seen", many(f.Seen))
			fact("To renew", fmt.Sprint(p.found.left[f.Name]))
			lines = append(lines, c.Quiet("suitekey renew --seen-by "+f.Name)...)
		}
	}
	lines = append(lines, "")
	fact("This vault", p.found.team.Fingerprint())
	return lines
}

func (p *People) day(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.In(p.app.Now().Location()).Format("2 January 2006")
}

func by(who string) string {
	if who == "" {
		return ""
	}
	return " by " + who
}
