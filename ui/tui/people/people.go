// Package people shows who may open a team's vault, with fingerprints, and who asks to
// be added: one key accepts a request, after its fingerprint was compared.
package people

import (
	"context"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"suitekey/steps"
	"suitekey/storage/team/people"
	"suitekey/ui/app"
	"suitekey/ui/app/connections"
	"suitekey/ui/tui/frame"
	"suitekey/ui/tui/parts"
	"suitekey/ui/tui/wish"
)

// LoadedMsg is what was read of a team's people.
type LoadedMsg struct {
	team     *people.Team
	requests []people.Request
	left     map[string]int // connections that a removed person has seen, not renewed yet
	err      error
}

// ChangedMsg says that a request was accepted or refused, or why not.
type ChangedMsg struct {
	said string
	err  error
	LoadedMsg
}

// LoadCmd reads the people of the vault of this run.
func LoadCmd(a *app.App) tea.Cmd { return func() tea.Msg { return load(a) } }

func load(a *app.App) LoadedMsg {
	var msg LoadedMsg
	if msg.team, msg.err = a.Team.People(); msg.err != nil {
		return msg
	}
	if msg.requests, msg.err = msg.team.Requests(context.Background()); msg.err != nil {
		return msg
	}
	msg.left, msg.err = connections.SeenLeft(context.Background(), a.Connections)
	return msg
}

// People is the screen.
type People struct {
	app   *app.App
	frame *frame.Frame
	found LoadedMsg
	list  *parts.List
	asked *people.Request // whose fingerprint is being compared
	busy  bool
}

// Show opens what was read, or says why there is nothing.
func Show(a *app.App, f *frame.Frame, msg LoadedMsg) wish.List {
	if msg.err != nil {
		return wish.List{wish.Warn(steps.Sentence(msg.err))}
	}
	p := &People{app: a, frame: f}
	p.take(msg)
	return wish.List{wish.Open{Screen: p}}
}

const (
	asking  = "Asks to be added"
	members = "May open the vault"
	removed = "Removed"
)

func (p *People) take(msg LoadedMsg) {
	p.found = msg
	var items []parts.Item
	for _, r := range msg.requests {
		note := r.Fingerprint()
		if r.Err != nil {
			note = "cannot be used: " + r.Err.Error()
		}
		items = append(items, parts.Item{Value: r.Name, Label: r.Name, Note: note, Group: asking})
	}
	for _, m := range msg.team.People() {
		note := fmt.Sprintf("%-8s %s", m.Role, m.Fingerprint())
		if m.Name == msg.team.Self.Name {
			note += "  you"
		}
		items = append(items, parts.Item{Label: m.Name, Note: note, Group: members})
	}
	for _, f := range msg.team.Former() {
		note := fmt.Sprintf("%s, has seen %d credentials; connections not renewed yet: %d", f.Removed.In(p.app.Now().Location()).Format("2 January 2006"), f.Seen, msg.left[f.Name])
		items = append(items, parts.Item{Label: f.Name, Note: note, Group: removed})
	}
	p.list = parts.NewList(items)
}

// Typing reports whether a letter is text of the search.
func (p *People) Typing() bool { return p.list.Searching() }

// Update takes a key, or what a command has done.
func (p *People) Update(msg tea.Msg) wish.List {
	switch msg := msg.(type) {
	case ChangedMsg:
		p.busy, p.asked = false, nil
		if msg.err != nil {
			return wish.List{wish.Warn(steps.Sentence(msg.err))}
		}
		p.take(msg.LoadedMsg)
		return wish.List{wish.Say(msg.said)}
	case tea.KeyPressMsg:
		if p.asked != nil {
			return p.answer(msg.String())
		}
		if p.busy || p.list.Key(msg, p.frame.Screenful()) {
			return nil
		}
		return p.key(msg.String())
	}
	return nil
}

func (p *People) key(key string) wish.List {
	switch key {
	case "esc":
		return wish.List{wish.Close{}}
	case "a", "x":
		r, ok := p.request()
		switch {
		case !ok:
			return wish.List{wish.Say("Move to somebody who asks to be added.")}
		case p.found.team.Self.Role != people.Admin:
			return wish.List{wish.Warn("Only an admin of the vault changes its people.")}
		case key == "x":
			return p.change(func(ctx context.Context, t *people.Team) error { return t.Refuse(ctx, r.Name) }, "The request of "+r.Name+" is removed.")
		case r.Err != nil:
			return wish.List{wish.Warn("This request cannot be used: x removes it.")}
		}
		p.asked = &r
	}
	return nil
}

// request is the request under the cursor.
func (p *People) request() (people.Request, bool) {
	item, ok := p.list.Selected()
	if ok && item.Group == asking {
		for _, r := range p.found.requests {
			if r.Name == item.Value {
				return r, true
			}
		}
	}
	return people.Request{}, false
}

// answer is to the question whether the fingerprint is the one that was told. Only y
// adds somebody: a key that was pressed by mistake does not.
func (p *People) answer(key string) wish.List {
	r := *p.asked
	switch key {
	case "y":
		added := people.Person{Name: r.Name, Recipient: r.Recipient, Role: people.Member}
		return p.change(func(ctx context.Context, t *people.Team) error { return t.Add(ctx, added) },
			r.Name+" is added with the role member. Tell "+r.Name+" the fingerprint of the vault: "+p.found.team.Fingerprint())
	case "n", "esc":
		p.asked = nil
	}
	return nil
}

func (p *People) change(work func(context.Context, *people.Team) error, said string) wish.List {
	p.busy = true
	a, team := p.app, p.found.team
	return wish.List{wish.Do(func() tea.Msg {
		err := work(context.Background(), team)
		if err == nil {
			err = connections.Remember(a.Connections)
		}
		msg := ChangedMsg{said: said, err: err}
		if err == nil {
			msg.LoadedMsg = load(a)
			msg.err = msg.LoadedMsg.err
		}
		return msg
	})}
}

// TakesClicks is false while a fingerprint is compared: somebody may copy it.
func (p *People) TakesClicks() bool { return p.asked == nil }

// Click is a click on a line of the page: it selects somebody.
func (p *People) Click(line int) wish.List {
	if p.asked == nil {
		p.list.Click(line)
	}
	return nil
}

// View draws the list, or the question.
func (p *People) View() frame.Page {
	page := frame.Page{What: "People", Where: p.app.Team.Vault.Name(), Scroll: -1}
	c := p.frame.Canvas(false)
	lead := append(c.Inked(c.Dim, "", "Fingerprint of the vault: "+p.found.team.Fingerprint()), "")
	if p.asked != nil {
		p.question(&page, c, *p.asked)
		return page
	}
	page.Body.Add(p.list.Lines(c, "People of the vault", lead, p.frame.BodyHeight())...)
	if _, ok := p.request(); ok && p.found.team.Self.Role == people.Admin {
		page.Keys = append(page.Keys, parts.Hint{Key: "a", Does: "accept"}, parts.Hint{Key: "x", Does: "remove the request"})
	}
	page.Keys = append(page.Keys, parts.Hint{Key: "/", Does: "find"}, parts.Hint{Key: "esc", Does: "back"}, parts.Hint{Key: "?", Does: "keys"})
	return page
}

// question asks whether the fingerprint is the one that was told by another channel.
func (p *People) question(page *frame.Page, c parts.Canvas, r people.Request) {
	b := &page.Body
	b.Add(c.Heading("Add " + r.Name + "?")...)
	b.Pin()
	b.Add(r.Name+" asks to be added, with this fingerprint:", "")
	b.Add(c.Card(c.Accent, []string{c.Bold.Render(r.Fingerprint())})...)
	b.Gap()
	b.Add(c.Quiet("Ask " + r.Name + " by telephone or face to face which fingerprint suitekey team join has shown. Whoever runs the engine could have put another key here: then the fingerprints differ.")...)
	b.Gap()
	b.Add(c.Inked(c.Bold, "", "Is the fingerprint the same?")...)
	page.Keys = []parts.Hint{{Key: "y", Does: "the same: add"}, {Key: "n", Does: "differs: back"}}
}
