package home

import (
	"slices"
	"strings"
	"time"

	"suitekey/storage"
	"suitekey/ui/tui/parts"
	"suitekey/ui/tui/suggest"
	"suitekey/ui/tui/theme"
)

// AllKeys returns the keys for the explanation and the commands, also those without space in
// the footer. The keys about the row under the cursor are first.
func (h *Home) AllKeys() []parts.KeyGroup {
	list := parts.KeyGroup{Title: "The list"}
	add := func(g *parts.KeyGroup, key, does string) { g.Hints = append(g.Hints, parts.Hint{Key: key, Does: does}) }
	if h.Empty() {
		list.Title = "Begin"
		for _, o := range h.offers() {
			add(&list, o.key, o.label)
		}
		add(&list, "u", "restore a removed connection")
		add(&list, "q", "quit")
		return []parts.KeyGroup{list}
	}
	var groups []parts.KeyGroup
	if r, ok := h.selected(); ok {
		groups = append(groups, parts.KeyGroup{Title: r.name(), Hints: rowHints(h, r)})
	}
	add(&list, "n", "set up a connection")
	add(&list, "i", "import from another program")
	add(&list, "/", "find by name, account, tag")
	add(&list, "s", "sort by the next column")
	add(&list, "u", "removed connections")
	if len(h.vaults) > 1 {
		add(&list, keySwitch, "next vault")
	}
	if h.app.Demo() {
		add(&list, keyRefresh, "refresh the sandbox")
	}
	add(&list, theme.SignUp+theme.SignDown, "choose")
	add(&list, "q", "quit")
	return append(groups, list)
}

// refusedLast reports whether NetSuite has refused the connection since its last passed
// test.
func refusedLast(e storage.Entry) bool {
	return slices.ContainsFunc(e.Refusals, func(at time.Time) bool { return at.After(e.Tested.At) })
}

// rowHints returns the keys about a row. The journey that its health requires is first.
func rowHints(h *Home, r row) []parts.Hint {
	switch {
	case r.draft != nil:
		return []parts.Hint{{Key: "enter", Does: "resume it where you left it"}, {Key: "d", Does: "discard it, after a question"}}
	case r.older():
		return []parts.Hint{{Key: "enter", Does: "decide about its older state"}, {Key: "h", Does: "history"}, {Key: "d", Does: "remove, after a question"}}
	case r.entry.Err != nil:
		return []parts.Hint{{Key: "enter", Does: "earlier states"}, {Key: "d", Does: "remove, after a question"}}
	}
	var first, rest []parts.Hint
	ways, called := suggest.Ways(*r.entry, h.app.Now(), h.rules)
	for i, w := range ways {
		does, _, _ := strings.Cut(w.Text, ", ")
		hint := parts.Hint{Key: suggest.Keys[w.Verb], Does: strings.ToLower(does[:1]) + does[1:]}
		if called && i == 0 {
			first = append(first, hint)
		} else {
			rest = append(rest, hint)
		}
	}
	keys := append(first, parts.Hint{Key: "enter", Does: "details, values to copy"}, parts.Hint{Key: "t", Does: "test: one sign-in"}, parts.Hint{Key: "e", Does: "export to a product or file"})
	if refusedLast(*r.entry) {
		keys = append(keys, parts.Hint{Key: "l", Does: "last diagnosis: no sign-in"})
	}
	return append(append(keys, rest...), parts.Hint{Key: "h", Does: "history, earlier states"}, parts.Hint{Key: "d", Does: "remove, after a question"})
}
