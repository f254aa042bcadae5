package people

import (
	"context"
	"fmt"

	"suitekey/storage/team/people"
	"suitekey/ui/app/teams"
	"suitekey/ui/tui/frame"
	"suitekey/ui/tui/parts"
	"suitekey/ui/tui/theme"
	"suitekey/ui/tui/wish"
)

// removing asks whether to remove a member.
type removing struct{ member people.Person }

func (p *People) askRemoving(m people.Person) wish.List {
	if m.Name == p.found.team.Self.Name {
		return wish.List{wish.Warn("Only another admin can remove you.")}
	}
	p.removing = &removing{m}
	return nil
}

// answerRemoving handles a key at the question. Only y removes the member.
func (p *People) answerRemoving(key string) wish.List {
	switch key {
	case "y":
		a, name := p.app, p.removing.member.Name
		return p.change("Removing "+name+", and encrypting everything again", func(ctx context.Context, t *people.Team) (done, error) {
			entries, err := a.Profiles()
			if err != nil {
				return done{}, err
			}
			marks, seen := teams.Marks(entries)
			if err := t.Remove(ctx, name, marks, seen, nil); err != nil {
				return done{}, err
			}
			return done{told: removedText(name, seen, t.Fingerprint())}, nil
		})
	case "n", "esc":
		p.removing = nil
	}
	return nil
}

func removedText(name string, seen int, fingerprint string) []string {
	told := []string{
		name + " is removed, and the vault has a new key.", "Fingerprint of the vault: " + fingerprint, "",
		name + " has seen " + many(seen) + ". Encryption cannot undo that: renew them, and revoke the former credentials.",
		"  suitekey status --seen-by " + name + " lists them",
		"  suitekey renew --seen-by " + name + " renews them", "",
		"The engine still knows the user. Its operator removes the user with:",
	}
	for _, line := range teams.EndCommands(name) {
		told = append(told, "  "+line)
	}
	return told
}

// finish continues a removal that was interrupted.
func (p *People) finish() wish.List {
	if !p.found.team.Unfinished() {
		return nil
	}
	return p.change("Encrypting everything again", func(ctx context.Context, t *people.Team) (done, error) {
		return done{said: "The removal is finished."}, t.FinishRemoval(ctx, nil)
	})
}

func many(n int) string {
	if n == 1 {
		return "1 connection"
	}
	return fmt.Sprintf("%d connections", n)
}

// viewRemoving says what a removal does, and what it cannot do.
func (p *People) viewRemoving(page *frame.Page, c parts.Canvas) {
	r, b := p.removing, &page.Body
	name := r.member.Name
	b.Add(c.Heading("Remove " + name + "?")...)
	b.Gap()
	b.Add(c.Card(c.Warn, []string{c.Bold.Render(name) + ", " + string(r.member.Role), c.Dim.Render(r.member.Fingerprint())})...)
	b.Gap()
	seen := "The vault has no connection that " + name + " could have seen."
	if n := p.found.connections; n > 0 {
		seen = fmt.Sprintf("%s has seen %s. Encryption cannot undo that. Each one stays marked until it has a new credential: renew them.", name, many(n))
	}
	for _, text := range []string{
		"The vault gets a new key, and suitekey encrypts everything current again: " + name + " cannot open anything that is stored from then on.",
		seen,
		"Earlier states of connections stay encrypted with the former key.",
	} {
		b.Add(c.Noted(c.Dim.Render(theme.SignNote)+"  ", text)...)
		b.Gap()
	}
	page.Keys = []parts.Hint{{Key: "n", Does: "back"}, {Key: "y", Does: "remove " + name}}
}

func (p *People) viewTold(page *frame.Page, c parts.Canvas) {
	b := &page.Body
	b.Add(c.Card(c.Good, []string{c.Bold.Render(p.told[0]), p.told[1]})...)
	for _, text := range p.told[2:] {
		b.Add(c.Inked(c.Plain, "", text)...)
	}
	page.Keys = []parts.Hint{{Key: "enter", Does: "back"}}
}
