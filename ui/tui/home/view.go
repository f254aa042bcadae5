package home

import (
	"fmt"
	"strings"
	"time"

	"suitekey/core/health"
	"suitekey/core/profile"
	"suitekey/steps"
	"suitekey/steps/setup"
	"suitekey/storage"
	"suitekey/ui/app"
	"suitekey/ui/app/drafts"
	"suitekey/ui/tui/frame"
	"suitekey/ui/tui/parts"
	"suitekey/ui/tui/suggest"
	"suitekey/ui/tui/theme"
)

// View draws the list, or the welcome.
func (h *Home) View() frame.Page {
	p := frame.Page{What: "connections"}
	c := h.frame.Canvas(false)
	switch {
	case !h.loaded:
		p.Body.Add(c.Dim.Render("Reading the vault"))
		p.Keys = []parts.Hint{{Key: parts.KeyLeave, Does: "leave"}}
	case h.Empty():
		p.What, p.Scroll = "welcome", -1
		h.welcome(&p, c)
	default:
		if h.app.Unlocked() {
			text := "vault unlocked"
			if h.until != "" {
				text += " until " + h.until
			}
			p.Where = c.Dim.Render(text)
		}
		h.list(&p, c)
	}
	return p
}

// list shows the part of the connections that fits: with thousands of them no
// key may take longer.
func (h *Home) list(p *frame.Page, c parts.Canvas) {
	b := &p.Body
	count := fmt.Sprintf("%d", len(h.entries))
	if h.query != "" || h.finding {
		count = fmt.Sprintf("%d of %d", len(h.rows), len(h.entries)+len(h.drafts))
	}
	if n := len(h.drafts); n > 0 && h.query == "" && !h.finding {
		count += fmt.Sprintf(", %d unfinished", n)
	}
	title := c.Accent.Bold(true).Render("Connections")
	if h.finding || h.query != "" {
		title = c.Accent.Bold(true).Render("/ ") + h.query
		if h.finding {
			title += c.Reverse.Render(" ")
		}
	}
	if calls := h.called(c); calls != "" && parts.Width(title)+parts.Width(calls)+parts.Width(count)+4 <= c.Wide {
		title += "  " + calls
	}
	b.Add(parts.Spread(title, c.Dim.Render(count), c.Wide), "")
	said := h.selectedLines(c)
	rows := max(h.frame.BodyHeight()-len(b.Lines)-len(said)-1-len(h.frame.Remark(false)), 1)
	offered := h.offered(c)
	if len(offered) > 0 && len(h.rows)+len(offered)+1 <= rows {
		said = append(append(said, ""), offered...)
	} else {
		offered = nil
	}
	rows = max(rows-len(offered), 1)
	h.top = min(max(h.top, h.at-rows+1), h.at)
	h.top = min(h.top, max(len(h.rows)-rows, 0))
	columns := h.columns()
	for i := h.top; i < min(h.top+rows, len(h.rows)); i++ {
		b.Add(h.rowLine(h.rows[i], i == h.at, columns, c))
	}
	if len(h.rows) == 0 {
		b.Add(c.Dim.Render("No match. esc shows all."))
	}
	b.Add("")
	b.Add(said...)
	p.Keys = h.listKeys(len(offered) > 0)
}

// offered are the journeys about the connection under the cursor, where there is
// room for them.
func (h *Home) offered(c parts.Canvas) []string {
	r, ok := h.selected()
	if !ok || r.entry == nil || h.finding || c.Size < parts.Compact {
		return nil
	}
	var lines []string
	ways, called := suggest.Ways(*r.entry, h.app.Now())
	for i, w := range ways {
		text := parts.Clamped(w.Text, c.Wide-3)
		if called && i == 0 {
			text = c.Bold.Render(text)
		}
		lines = append(lines, c.Accent.Render(suggest.Keys[w.Verb])+"  "+text)
	}
	if h.app.Demo() {
		lines = append(lines, c.Accent.Render(keyRefresh)+"  "+parts.Clamped("Practice: refresh the sandbox, which kills its connections", c.Wide-3))
	}
	return lines
}

// called is what needs attention among all connections, beside the heading.
func (h *Home) called(c parts.Canvas) string {
	if h.worst > health.Due {
		return c.Bad.Render(h.calls)
	}
	return c.Warn.Render(h.calls)
}

// columns are the widths of name and account.
func (h *Home) columns() [2]int {
	columns := [2]int{8, 11}
	for i := h.top; i < min(h.top+h.frame.Height, len(h.rows)); i++ {
		if h.rows[i].draft != nil {
			continue // a sentence of its own, not a column
		}
		columns[0] = max(columns[0], parts.Width(h.rows[i].name()))
		if h.rows[i].below {
			columns[0] = max(columns[0], parts.Width(h.rows[i].name())+1)
		}
		if e := h.rows[i].entry; e != nil {
			columns[1] = max(columns[1], parts.Width(e.Account.Realm()))
		}
	}
	columns[0] = min(columns[0], max(h.frame.Width/3, 8))
	return columns
}

func (h *Home) rowLine(r row, here bool, columns [2]int, c parts.Canvas) string {
	mark, style := c.Row(here)
	if r.draft != nil {
		said := "unfinished, kept " + r.draft.Kept.In(h.app.Now().Location()).Format("2 January 15:04")
		if r.draft.Where != "" {
			said = r.draft.Where
		}
		return parts.Clamped(mark+c.Dim.Render(theme.SignToDo)+"  "+style.Render(parts.Padded(r.name(), max(columns[0], min(parts.Width(r.name()), c.Wide-8))))+"  "+c.Dim.Render(said), c.Wide)
	}
	e := r.entry
	name := "  " + style.Render(parts.Padded(r.name(), columns[0]))
	if r.below {
		name = " " + c.Dim.Render(theme.SignBelow) + " " + style.Render(parts.Padded(r.name(), columns[0]-1))
	}
	sign, ink, state := suggest.Condition(c.Theme, *e, h.app.Now())
	kind := parts.Padded(strings.TrimPrefix(string(e.Account.Kind()), "release "), 12)
	if e.Account.Guarded() {
		kind = c.Reverse.Render(" PRODUCTION ")
	}
	line := mark + ink.Render(sign) + name
	if e.Err != nil {
		return parts.Clamped(line+"  "+ink.Render(state.Brief()), c.Wide)
	}
	if h.frame.Size() >= parts.Compact {
		line += "  " + kind + " " + parts.Padded(e.Account.Realm(), columns[1])
	}
	line += "  " + parts.Padded(methodBrief(e.Profile), 9)
	if rest := c.Wide - parts.Width(line) - 2; rest >= parts.Width(state.Brief()) {
		line += "  " + c.Dim.Render(state.Brief())
	}
	return parts.Clamped(line, c.Wide)
}

// unfinished says what a draft is, what it waits for and since when.
func (h *Home) unfinished(d drafts.Draft) string {
	text := "Unfinished: " + d.What
	if d.Where != "" {
		text += ", " + d.Where
	}
	return text + ", kept " + ago(h.app.Now().Sub(d.Kept)) + ". enter continues the journey."
}

// ago says how long something is past.
func ago(past time.Duration) string {
	switch hours := int(past.Hours()); {
	case past < 2*time.Minute:
		return "a moment ago"
	case past < 2*time.Hour:
		return fmt.Sprintf("%d minutes ago", int(past.Minutes()))
	case hours < 48:
		return fmt.Sprintf("%d hours ago", hours)
	default:
		return fmt.Sprintf("%d days ago", hours/24)
	}
}

func methodBrief(p profile.Profile) string {
	if p.Method == profile.TBA {
		return "TBA"
	}
	return setup.MethodLine(p)
}

// selectedLines say more of the row under the cursor.
func (h *Home) selectedLines(c parts.Canvas) []string {
	r, ok := h.selected()
	if !ok || h.frame.Size() == parts.Small {
		return nil
	}
	text := ""
	switch {
	case r.draft != nil && r.draft.Err != nil:
		text = steps.Sentence(r.draft.Err)
	case r.draft != nil:
		text = h.unfinished(*r.draft)
	default:
		text = app.HealthNow(*r.entry, h.app.Now()).Sentence()
	}
	if r.draft == nil {
		text = r.entry.Name + h.known(r) + ": " + text
	}
	lines := parts.Wrapped(text, c.Wide)
	return lines[:min(len(lines), 4)]
}

// known are the tags of a connection, and whether it is the default.
func (h *Home) known(r row) string {
	if r.entry == nil {
		return ""
	}
	var words []string
	if r.entry.Name == h.usual {
		words = append(words, "the default")
	}
	for _, tag := range r.entry.Tags {
		words = append(words, "#"+tag)
	}
	if len(words) == 0 {
		return ""
	}
	return " (" + strings.Join(words, ", ") + ")"
}

func (h *Home) listKeys(offered bool) []parts.Hint {
	if h.finding {
		return []parts.Hint{{Key: "type", Does: "to find"}, {Key: theme.SignUp + theme.SignDown, Does: "choose"}, {Key: "enter", Does: "take"}, {Key: "esc", Does: "show all"}}
	}
	var keys []parts.Hint
	r, ok := h.selected()
	switch {
	case ok && r.draft != nil:
		keys = append(keys, parts.Hint{Key: "enter", Does: "go on"}, parts.Hint{Key: "d", Does: "discard"})
	case ok:
		keys = h.entryKeys(*r.entry, offered)
	}
	if h.app.Demo() && !offered {
		keys = append(keys, parts.Hint{Key: keyRefresh, Does: "refresh sandbox"})
	}
	keys = append(keys, parts.Hint{Key: "n", Does: "new"}, parts.Hint{Key: "i", Does: "import"}, parts.Hint{Key: "/", Does: "find"}, parts.Hint{Key: "q", Does: "quit"})
	if h.query != "" {
		keys = append(keys, parts.Hint{Key: "esc", Does: "show all"})
	}
	return append(keys, parts.Hint{Key: "?", Does: "keys"})
}

// entryKeys are the keys about the connection under the cursor: first what its
// health calls for. Journeys that stand above need no second place.
func (h *Home) entryKeys(e storage.Entry, offered bool) []parts.Hint {
	if e.Err != nil {
		return []parts.Hint{{Key: "enter", Does: "bring back"}, {Key: "d", Does: "remove"}}
	}
	ways, called := suggest.Hints(e, h.app.Now())
	keys := []parts.Hint{{Key: "enter", Does: "details"}, {Key: "t", Does: "test"}}
	if called {
		keys, ways = append([]parts.Hint{ways[0]}, keys...), ways[1:]
	}
	keys = append(keys, parts.Hint{Key: "e", Does: "export"})
	if !offered {
		keys = append(keys, ways...)
	}
	return append(keys, parts.Hint{Key: "h", Does: "history"}, parts.Hint{Key: "d", Does: "remove"})
}

// AllKeys are the keys for the explanation: also those of the journeys that stand
// on the page.
func (h *Home) AllKeys() []parts.Hint {
	if h.loaded && !h.Empty() {
		return h.listKeys(false)
	}
	return h.View().Keys
}
