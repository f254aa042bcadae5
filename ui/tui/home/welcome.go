package home

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"suitekey/steps/setup"
	"suitekey/ui/tui/frame"
	"suitekey/ui/tui/parts"
	"suitekey/ui/tui/theme"
	"suitekey/ui/tui/wish"
)

// offer is one way to start.
type offer struct {
	key, label, note string
	wishes           func() wish.List
}

// offers lists the ways to start.
func (h *Home) offers() []offer {
	granted := func(w wish.Wish) func() wish.List { return func() wish.List { return wish.List{w} } }
	if h.app.Demo() {
		return []offer{
			{"n", "Set up a practice connection", "about four minutes", h.setUp},
			{"p", "Try the other journeys", "on ready connections", h.furnish},
			{"i", "Import from another program", ".env, Postman, PFX", granted(wish.Import{})},
		}
	}
	offers := []offer{
		{"n", "Set up a connection", "about four minutes", h.setUp},
		{"i", "Import from another program", ".env, Postman, PFX", granted(wish.Import{})},
	}
	if h.app.Team == nil {
		offers = append(offers, offer{"t", "Open a team's vault", "for several people", granted(wish.JoinTeam{})})
	}
	offers = append(offers,
		offer{"p", "Practise without NetSuite", "all on this computer", granted(wish.Practise{})},
		offer{keyInspect, "Read a certificate or key", "file or paste", granted(wish.Inspect{})})
	if len(h.vaults) > 1 {
		offers = append(offers, offer{keySwitch, "Switch to another vault", fmt.Sprintf("this computer knows %d", len(h.vaults)), granted(wish.SwitchVault{})})
	}
	return offers
}

// keyInspect reads a certificate or a key, from the welcome.
const keyInspect = "c"

func (h *Home) setUp() wish.List {
	return wish.List{wish.Journey{Flow: setup.Setup().Name, Given: h.given}}
}

func (h *Home) welcomeKey(msg tea.KeyPressMsg) wish.List {
	offers, name := h.offers(), msg.String()
	for _, o := range offers {
		if o.key == name {
			return o.wishes()
		}
	}
	switch {
	case parts.Moved(name, &h.choice, len(offers), len(offers), false):
	case name == "q":
		return wish.List{wish.Leave{}}
	case name == "u":
		return wish.List{wish.Removed{}}
	case name == "enter":
		return offers[min(h.choice, len(offers)-1)].wishes()
	}
	return nil
}

func (h *Home) welcomeClick(line int) wish.List {
	at := line - h.first
	if at < 0 || at >= len(h.offers()) {
		return nil
	}
	h.choice = at
	return h.offers()[at].wishes()
}

// logo is a picture of a key.
var logo = [2]string{"┌─┐ ", "└┬┘ "}

// welcome is drawn in the middle of the window.
func (h *Home) welcome(p *frame.Page, c parts.Canvas) {
	var lines []string
	wide := min(c.Wide, 66)
	in := c
	in.Wide = wide
	said := "NetSuite connections that keep working"
	need := "At hand: an administrator's sign-in to NetSuite, and the name of the product that will use the connection."
	if h.app.Demo() {
		said = "practice with a simulated NetSuite"
		need = "Nothing leaves this computer. " + parts.KeyPractice + " fills in the values."
	}
	if c.Size > parts.Small {
		name := []string{c.Accent.Bold(true).Render(logo[0]) + c.Bold.Render("suitekey"), c.Accent.Bold(true).Render(logo[1]) + c.Dim.Render(said)}
		lines = append(lines, parts.Indented(name, strings.Repeat(" ", parts.BarInset))...)
		lines = append(lines, "")
	}
	first := len(lines)
	label := 0
	for _, o := range h.offers() {
		label = max(label, parts.Width(o.label))
	}
	for i, o := range h.offers() {
		style := c.Plain
		if i == h.choice {
			style = c.Bold
		}
		row := c.Accent.Bold(true).Render(o.key) + "  " + style.Render(parts.Padded(o.label, label))
		if c.Size > parts.Small {
			row += "   " + c.Dim.Render(o.note)
		}
		lines = append(lines, in.Bar(row, parts.Chosen(i == h.choice, true)))
	}
	lines = append(lines, "")
	in.Wide = wide - parts.BarInset
	lines = append(lines, parts.Indented(in.Quiet(need), "  ")...)
	above := max((h.frame.BodyHeight()-len(lines)-1)*2/5, 0)
	left := strings.Repeat(" ", max((h.frame.Width-wide)/2-2, 0))
	for range above {
		p.Body.Add("")
	}
	h.first = len(p.Body.Lines) + first
	p.Body.Add(parts.Indented(lines, left)...)
	p.Body.From, p.Body.To = h.first, h.first+len(h.offers())
	p.Keys = []parts.Hint{{Key: "enter", Does: "begin"}, {Key: theme.SignUp + theme.SignDown, Does: "choose"}, {Key: "q", Does: "quit"}, {Key: ":", Does: "commands"}, {Key: "?", Does: "keys"}}
}
