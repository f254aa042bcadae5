package people

import (
	"fmt"
	"strings"
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

// columns leave the list the room for its fingerprints: the facts are beside it only if the
// window has room for both.
func (p *People) columns() frame.Columns {
	const roomy = 75 // a list with names of 14 columns
	if c := p.frame.ListColumns(); c.Aside > 0 && c.Body >= roomy {
		return c
	}
	return p.frame.Columns(false, false)
}

func (p *People) viewList(page *frame.Page) {
	page.Columns = p.columns()
	c := p.frame.CanvasOf(page.Columns)
	p.list.Items = rows(p.found, c.Theme) // the terminal may have told its background since
	admin := p.found.team.Self.Role == people.Admin
	var lead []string
	if p.found.team.Unfinished() {
		lead = append(c.Inked(c.Warn, c.Warn.Render(theme.SignWarn)+" ", "A removal was interrupted: not everything is encrypted to the new key yet."), "")
		if admin {
			page.Keys = append(page.Keys, parts.Hint{Key: "f", Does: "finish the removal"})
		}
	}
	h, said := p.frame.BodyHeight(), len(p.frame.RemarkOf(page.Columns))
	var below []string
	if page.Columns.Aside > 0 {
		page.Aside = p.beside(p.frame.AsideCanvas(page.Columns))
	} else {
		below = p.below(c)
	}
	list := h - max(len(below), said) // a remark covers the facts, and moves nothing
	page.Body.Add(p.list.Lines(c, "People of the vault", lead, list)...)
	page.Body.Add(below[:max(len(below)-said, 0)]...)
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

// about says who is under the cursor, and the facts about that person.
func (p *People) about(c parts.Canvas) (who string, facts []string) {
	item, found := p.list.Selected()
	if !found {
		return "", nil
	}
	who, facts = p.known(item)
	if p.list.Cut(c, item, columnFingerprint) && item.Group != removed {
		facts = append([]string{item.Cells[columnFingerprint].Text}, facts...)
	}
	return who, facts
}

// known says who the person of a row is, and the facts that stand in no column.
func (p *People) known(item parts.Item) (who string, facts []string) {
	if r, ok := p.request(); ok {
		if r.Err != nil {
			return r.Name + ": this request cannot be used", []string{"It can only be removed: " + r.Err.Error() + "."}
		}
		return r.Name + " asks to be added", []string{"Compare the fingerprint with what team join has shown to " + r.Name + ".", "Asked on " + p.day(r.Made) + "."}
	}
	if m, ok := p.member(); ok {
		return m.Name + ", " + string(m.Role) + ": " + may[m.Role], []string{"Added on " + p.day(m.Added) + by(m.By) + "."}
	}
	for _, f := range p.found.team.Former() {
		if item.Value != f.Name {
			continue
		}
		facts = []string{"Has seen " + many(f.Seen) + ", all renewed since."}
		if left := p.found.left[f.Name]; left > 0 {
			facts = []string{fmt.Sprintf("Has seen %s, %d to renew: suitekey renew --seen-by %s", many(f.Seen), left, f.Name)}
		}
		return f.Name + ", removed on " + p.day(f.Removed) + by(f.By), facts
	}
	return "", nil
}

const thisVault = "Fingerprint of this vault"

// below draws the facts below the list, always in the same number of lines; none in a
// window that has no room for them.
func (p *People) below(c parts.Canvas) []string {
	const fewestRows = 7
	room := 4
	if c.Size <= parts.Small {
		room = 3
	}
	lines := []string{c.Rule()}
	who, facts := p.about(c)
	lines = append(lines, c.Bold.Render(parts.Clamped(who, c.Wide)))
	var texts []string
	for _, fact := range facts {
		texts = append(texts, c.Quiet(fact)...)
	}
	for len(texts) < room {
		texts = append(texts, "")
	}
	vault := c.Dim.Render("This vault  ") + p.found.team.Fingerprint()
	if lines = append(append(lines, texts[:room-1]...), vault); p.frame.BodyHeight()-len(lines) < fewestRows {
		return nil
	}
	return lines
}

// beside draws the facts in the third column, what never changes first.
func (p *People) beside(c parts.Canvas) []string {
	lines := []string{c.Dim.Render(thisVault)}
	lines = append(append(lines, halves(p.found.team.Fingerprint(), c.Wide)...), "", c.Rule(), "")
	who, facts := p.about(p.frame.CanvasOf(p.columns()))
	for _, line := range parts.Wrapped(who, c.Wide) {
		lines = append(lines, c.Bold.Render(line))
	}
	for _, fact := range facts {
		lines = append(append(lines, ""), c.Quiet(fact)...)
	}
	return lines
}

// halves breaks a fingerprint in the middle if it does not fit into a line.
func halves(fingerprint string, wide int) []string {
	groups := strings.Fields(fingerprint)
	if parts.Width(fingerprint) <= wide || len(groups) < 2 {
		return parts.Wrapped(fingerprint, wide)
	}
	half := (len(groups) + 1) / 2
	return []string{strings.Join(groups[:half], " "), strings.Join(groups[half:], " ")}
}

func (p *People) day(at time.Time) string {
	if at.IsZero() {
		return "an unknown day"
	}
	return at.In(p.app.Now().Location()).Format("2 January 2006")
}

func by(who string) string {
	if who == "" {
		return ""
	}
	return " by " + who
}
