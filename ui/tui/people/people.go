// Package people shows who may open a team's vault, with fingerprints, and who asks to be
// added. One key accepts a request after its fingerprint was compared, and one key removes
// a member.
package people

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"suitekey/steps"
	"suitekey/storage/team/people"
	"suitekey/ui/app"
	"suitekey/ui/app/connections"
	"suitekey/ui/tui/frame"
	"suitekey/ui/tui/parts"
	"suitekey/ui/tui/wish"
)

// LoadedMsg is the list of a team's people.
type LoadedMsg struct {
	team     *people.Team
	requests []people.Request
	left     map[string]int // connections that a removed person has seen and that were not renewed yet

	connections int // in the vault
	err         error
}

// ChangedMsg says that the people were changed, or why not.
type ChangedMsg struct {
	done
	err error
	LoadedMsg
}

// done is the result of a change, for the person.
type done struct {
	said string   // in one line
	told []string // on a page; nil for none
}

// LoadCmd reads the people of the vault of this run.
func LoadCmd(a *app.App) tea.Cmd { return func() tea.Msg { return load(a) } }

func load(a *app.App) LoadedMsg {
	var msg LoadedMsg
	if msg.team, msg.err = connections.PeopleNow(context.Background(), a.Connections); msg.err != nil {
		return msg
	}
	if msg.requests, msg.err = msg.team.Requests(context.Background()); msg.err != nil {
		return msg
	}
	if msg.left, msg.err = connections.SeenLeft(context.Background(), a.Connections); msg.err != nil {
		return msg
	}
	rows, err := a.Rows()
	if err == nil {
		msg.connections = rows.Len()
	}
	msg.err = err
	return msg
}

// People is the screen.
type People struct {
	app   *app.App
	frame *frame.Frame
	found LoadedMsg
	list  *parts.List

	adding   *adding   // the requester whose fingerprint is being compared
	removing *removing // the member who may be removed
	told     []string  // what to read after a removal
	busy     string    // the work in progress
}

// Show opens the list, or says why it cannot.
func Show(a *app.App, f *frame.Frame, msg LoadedMsg) wish.List {
	if msg.err != nil {
		return wish.List{wish.Warn(steps.Sentence(msg.err))}
	}
	p := &People{app: a, frame: f}
	p.take(msg)
	return wish.List{wish.Open{Screen: p}}
}

func (p *People) take(msg LoadedMsg) {
	p.found = msg
	p.list = parts.NewList(rows(msg, p.frame.Theme))
	p.list.Columns = columns()
}

// Typing reports whether a letter belongs to the search.
func (p *People) Typing() bool { return p.list.Searching() }

// Update handles a key, or the result of a command.
func (p *People) Update(msg tea.Msg) wish.List {
	switch msg := msg.(type) {
	case ChangedMsg:
		p.busy, p.adding, p.removing = "", nil, nil
		if msg.LoadedMsg.err == nil {
			p.take(msg.LoadedMsg)
		}
		if msg.err != nil {
			return wish.List{wish.Warn(steps.Sentence(msg.err))}
		}
		if p.told = msg.told; p.told != nil {
			return nil
		}
		return wish.List{wish.Say(msg.said)}
	case tea.KeyPressMsg:
		key := msg.String()
		switch {
		case p.busy != "":
			return nil
		case p.told != nil:
			if key == "esc" || key == "enter" {
				p.told = nil
			}
			return nil
		case p.adding != nil:
			return p.answerAdding(key)
		case p.removing != nil:
			return p.answerRemoving(key)
		case p.list.Key(msg, p.frame.Screenful()):
			return nil
		}
		return p.key(key)
	}
	return nil
}

func (p *People) key(key string) wish.List {
	r, asks := p.request()
	m, is := p.member()
	switch {
	case key == "esc":
		return wish.List{wish.Close{}}
	case key != "a" && key != "x" && key != "f":
		return nil
	case p.found.team.Self.Role != people.Admin:
		return wish.List{wish.Warn("Only an admin of the vault can change its people.")}
	case key == "f":
		return p.finish()
	case p.found.team.Unfinished():
		return wish.List{wish.Warn("A removal was interrupted: f finishes it.")}
	case key == "a" && !asks:
		return wish.List{wish.Say("Move to somebody who asks to be added.")}
	case key == "a" && r.Err != nil:
		return wish.List{wish.Warn("This request cannot be used: x removes it.")}
	case key == "a":
		p.adding = &adding{request: r, role: people.Member}
	case asks:
		return p.change("Removing the request of "+r.Name, func(ctx context.Context, t *people.Team) (done, error) {
			return done{said: "The request of " + r.Name + " is removed."}, t.Refuse(ctx, r.Name)
		})
	case !is:
		return wish.List{wish.Say("Move to a member, or to somebody who asks to be added.")}
	default:
		return p.askRemoving(m)
	}
	return nil
}

// request returns the request under the cursor.
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

// member returns the member under the cursor.
func (p *People) member() (people.Person, bool) {
	item, ok := p.list.Selected()
	if ok && item.Group == members {
		for _, m := range p.found.team.People() {
			if m.Name == item.Value {
				return m, true
			}
		}
	}
	return people.Person{}, false
}

// change changes the people. The screen shows busy meanwhile.
func (p *People) change(busy string, work func(context.Context, *people.Team) (done, error)) wish.List {
	p.busy = busy
	a, team := p.app, p.found.team
	return wish.List{wish.Do(func() tea.Msg {
		var msg ChangedMsg
		if msg.done, msg.err = work(context.Background(), team); msg.err == nil {
			msg.err = connections.Remember(a.Connections, team)
		}
		if msg.LoadedMsg = load(a); msg.err == nil { // also after an error: another admin may be the reason
			msg.err = msg.LoadedMsg.err
		}
		return msg
	})}
}
