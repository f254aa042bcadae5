package home

import (
	tea "charm.land/bubbletea/v2"

	"suitekey/steps/setup"
	"suitekey/ui/tui/frame"
	"suitekey/ui/tui/parts"
	"suitekey/ui/tui/theme"
	"suitekey/ui/tui/wish"
)

func (h *Home) welcomeKey(msg tea.KeyPressMsg) wish.List {
	switch msg.String() {
	case "up", "k":
		h.choice = 0
	case "down", "j":
		h.choice = len(h.choices()) - 1
	case "q":
		return wish.List{wish.Leave{}}
	case "n":
		return h.setUp()
	case "u":
		return wish.List{wish.Removed{}}
	case "i":
		return wish.List{wish.Import{}}
	case "enter":
		switch {
		case h.choice == 0:
			return h.setUp()
		case h.app.Demo():
			return h.furnish()
		default:
			return wish.List{wish.Practise{}}
		}
	}
	return nil
}

func (h *Home) setUp() wish.List {
	return wish.List{wish.Journey{Flow: setup.Setup().Name, Given: h.given}}
}

func (h *Home) choices() []string {
	if h.app.Demo() {
		return []string{"Set up a practice connection", "Try the other journeys, with connections made for you"}
	}
	return []string{"Set up a connection", "Practise without an account"}
}

func (h *Home) welcome(p *frame.Page, c parts.Canvas) {
	b := &p.Body
	b.Add(c.Heading("A NetSuite connection that works, is tested, and is kept encrypted")...)
	b.Gap()
	why := "suitekey asks what it cannot find out, makes the key pair and the certificate, says where to click in NetSuite, signs in to prove that it works, and only then saves it. It takes about ten minutes."
	need := "Have at hand: the account ID, and somebody who may change features, roles and integration records in NetSuite."
	if h.app.Demo() {
		why = "This is practice: NetSuite is simulated on this computer, the vault is thrown away at the end, and nothing leaves this computer."
		need = parts.KeyPractice + " fills the field under the cursor with the practice value; " + parts.KeyCard + " shows the whole card. Everything else is as in a real set-up."
	}
	for _, text := range []string{why, need} {
		b.Add(c.Quiet(text)...)
		b.Gap()
	}
	from := len(b.Lines)
	for i, choice := range h.choices() {
		mark, style := c.Row(i == h.choice)
		b.Add(mark + style.Render(choice))
	}
	b.Focus(from)
	p.Keys = []parts.Hint{{Key: "enter", Does: "begin"}, {Key: theme.SignUp + theme.SignDown, Does: "choose"},
		{Key: "i", Does: "import"}, {Key: "q", Does: "quit"}, {Key: "?", Does: "keys"}}
}
