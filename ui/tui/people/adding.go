package people

import (
	"context"
	"fmt"
	"slices"

	"suitekey/storage/team/people"
	"suitekey/ui/tui/frame"
	"suitekey/ui/tui/parts"
	"suitekey/ui/tui/wish"
)

// adding asks whether a fingerprint is the one that the requester has told.
type adding struct {
	request people.Request
	role    people.Role
}

type offer struct {
	role people.Role
	may  string
}

// offered are the roles that this screen can give to a request, and what each role may do.
// Only the verb adds another admin.
var offered = []offer{
	{people.Member, "changes connections"},
	{people.Renewer, "the same, for a machine that renews"},
	{people.Reader, "uses connections, changes none"},
}

// answerAdding handles a key at the question. Only y adds the requester, so that a key
// pressed by mistake does not.
func (p *People) answerAdding(key string) wish.List {
	r := p.adding.request
	at := slices.IndexFunc(offered, func(o offer) bool { return o.role == p.adding.role })
	switch key {
	case "up":
		p.adding.role = offered[max(at-1, 0)].role
	case "down":
		p.adding.role = offered[min(at+1, len(offered)-1)].role
	case "y":
		added := people.Person{Name: r.Name, Recipient: r.Recipient, Role: p.adding.role, Machine: p.adding.role == people.Renewer}
		return p.change("Adding "+r.Name, func(ctx context.Context, t *people.Team) (done, error) {
			said := fmt.Sprintf("%s is added with the role %s. Tell %s the fingerprint of the vault: %s", r.Name, added.Role, r.Name, t.Fingerprint())
			return done{said: said}, t.Add(ctx, added)
		})
	case "n", "esc":
		p.adding = nil
	}
	return nil
}

func (p *People) viewAdding(page *frame.Page, c parts.Canvas) {
	r := p.adding.request
	page.Body.Add(c.Accent.Bold(true).Render("Add "+r.Name+"?"), "")
	for _, text := range []string{
		r.Name + " asks to be added, with this fingerprint:", "  " + r.Fingerprint(),
		"Ask " + r.Name + " by telephone or face to face which fingerprint team join has shown: whoever runs the engine could have put another key here.",
		"Tell " + r.Name + " the fingerprint of the vault in return:", "  " + p.found.team.Fingerprint(),
	} {
		page.Body.Add(c.Inked(c.Plain, "", text)...)
	}
	page.Body.Add("", c.Accent.Render("Role"))
	for _, o := range offered {
		sign, ink := "  ", c.Plain
		if o.role == p.adding.role {
			sign, ink = "> ", c.Accent
		}
		page.Body.Add(c.Inked(ink, sign, fmt.Sprintf("%-8s %s", o.role, o.may))...)
	}
	page.Keys = []parts.Hint{{Key: "↑↓", Does: "role"}, {Key: "y", Does: "the same: add"}, {Key: "n", Does: "differs: back"}}
}
