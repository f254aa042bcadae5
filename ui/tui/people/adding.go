package people

import (
	"context"
	"fmt"
	"slices"

	"suitekey/storage/team/people"
	"suitekey/ui/tui/frame"
	"suitekey/ui/tui/parts"
	"suitekey/ui/tui/theme"
	"suitekey/ui/tui/wish"
)

// adding asks whether a fingerprint is the one that the requester has told.
type adding struct {
	request people.Request
	role    people.Role
}

// offered are the roles that a request can get here. Another admin is made by the verb, on
// purpose.
var offered = []people.Role{people.Member, people.Renewer, people.Reader}

// answerAdding handles a key at the question. Only y adds the requester, so that a key
// pressed by mistake does not.
func (p *People) answerAdding(key string) wish.List {
	r := p.adding.request
	at := slices.Index(offered, p.adding.role)
	switch key {
	case "up":
		p.adding.role = offered[max(at-1, 0)]
	case "down":
		p.adding.role = offered[min(at+1, len(offered)-1)]
	case "y":
		added := people.Person{Name: r.Name, Recipient: r.Recipient, Role: p.adding.role, Machine: p.adding.role == people.Renewer}
		return p.change("Adding "+r.Name, func(ctx context.Context, t *people.Team) (done, error) {
			said := fmt.Sprintf("%s is added with the role %s. Tell %s the fingerprint of the vault: %s", r.Name, added.Role, r.Name, t.Fingerprint())
			return done{said: said}, t.Accept(ctx, added)
		})
	case "n", "esc":
		p.adding = nil
	}
	return nil
}

// viewAdding asks whether the fingerprints are the same, and for the role.
func (p *People) viewAdding(page *frame.Page, c parts.Canvas) {
	r, b := p.adding.request, &page.Body
	b.Add(c.Heading("Add " + r.Name + "?")...)
	b.Add(c.Quiet("Ask " + r.Name + " by telephone or face to face which fingerprint team join has shown: the operator of the engine could have replaced the key.")...)
	b.Gap()
	for _, m := range p.found.team.People() {
		if m.Name == r.Name && m.Recipient != r.Recipient {
			b.Add(c.Noted(c.Warn.Render(theme.SignWarn+" "), r.Name+" is a member already, with the role "+string(m.Role)+". This key takes the place of the present one.")...)
			b.Gap()
		}
	}
	b.Add(r.Name + " has this fingerprint:")
	b.Add(c.Card(c.Accent, []string{c.Bold.Render(r.Fingerprint())})...)
	b.Gap()
	b.Add(parts.Wrapped("Tell "+r.Name+" the fingerprint of the vault in return:", c.Wide)...)
	b.Add(c.Card(c.Accent, []string{c.Bold.Render(p.found.team.Fingerprint())})...)
	b.Gap()
	b.Add(c.Bold.Render("Role"))
	from := len(b.Lines)
	for _, role := range offered {
		row := parts.Padded(string(role), 10) + c.Dim.Render(may[role])
		b.Add(c.Bar(row, parts.Chosen(role == p.adding.role, true)))
	}
	b.Focus(from)
	page.Keys = []parts.Hint{{Key: "y", Does: "the same: add"}, {Key: "↑↓", Does: "role"}, {Key: "n", Does: "differs: back"}}
}
