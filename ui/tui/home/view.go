package home

import (
	"suitekey/storage"
	"suitekey/ui/tui/frame"
	"suitekey/ui/tui/parts"
	"suitekey/ui/tui/suggest"
	"suitekey/ui/tui/theme"
)

// View draws the list, or the welcome.
func (h *Home) View() frame.Page {
	p := frame.Page{What: "Connections"}
	c := h.frame.Canvas(false)
	switch {
	case !h.loaded:
		p.Where = h.where(c)
		p.Body.Add(c.Dim.Render("Reading the vault"))
		p.Keys = []parts.Hint{{Key: parts.KeyLeave, Does: "leave"}}
	case h.Empty():
		p.What, p.Where, p.Scroll = "", h.where(c), -1
		h.welcome(&p, c)
	default:
		p.Where = h.where(c)
		h.list(&p, h.frame.ListColumns())
	}
	return p
}

func (h *Home) listKeys() []parts.Hint {
	if h.finding {
		return []parts.Hint{{Key: "enter", Does: "select it"}, {Key: "esc", Does: "show all"}, {Key: theme.SignUp + theme.SignDown, Does: "choose"}, {Key: "type", Does: "to find"},
			{Key: parts.KeyExplain, Does: "keys"}}
	}
	var keys []parts.Hint
	r, ok := h.selected()
	switch {
	case ok && r.draft != nil:
		keys = append(keys, parts.Hint{Key: "enter", Does: "go on"}, parts.Hint{Key: "d", Does: "discard"})
	case ok && !isClosed(h.team):
		keys = h.entryKeys(*r.entry)
	}
	if isClosed(h.team) {
		if len(h.vaults) > 1 {
			keys = append(keys, parts.Hint{Key: keySwitch, Does: "next vault"})
		}
		return append(keys, parts.Hint{Key: ":", Does: "commands"}, parts.Hint{Key: "?", Does: "keys"}, parts.Hint{Key: "q", Does: "quit"})
	}
	keys = append(keys, parts.Hint{Key: "n", Does: "new"}, parts.Hint{Key: "/", Does: "find"}, parts.Hint{Key: "s", Does: "sort"}, parts.Hint{Key: ":", Does: "commands"})
	if h.query != "" {
		keys = append(keys, parts.Hint{Key: "esc", Does: "show all"})
	}
	return append(keys, parts.Hint{Key: "?", Does: "keys"})
}

// entryKeys lists the keys for the connection under the cursor. The keys that its health
// demands come first.
func (h *Home) entryKeys(e storage.Entry) []parts.Hint {
	if (row{entry: &e}).older() {
		return []parts.Hint{{Key: "enter", Does: "decide"}, {Key: "h", Does: "history"}, {Key: "d", Does: "remove"}}
	}
	if e.Err != nil {
		return []parts.Hint{{Key: "enter", Does: "restore"}, {Key: "d", Does: "remove"}}
	}
	keys := []parts.Hint{{Key: "enter", Does: "details"}, {Key: "t", Does: "test"}, {Key: "e", Does: "export"}}
	if ways, called := suggest.Hints(e, h.app.Now(), h.rules); called {
		keys = append([]parts.Hint{ways[0]}, keys...)
	}
	return keys
}
