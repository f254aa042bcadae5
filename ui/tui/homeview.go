package tui

import (
	"fmt"
	"strings"
	"time"

	"suitekey/core/health"
	"suitekey/core/profile"
	"suitekey/steps"
	"suitekey/storage"
	"suitekey/ui/app"
	"suitekey/ui/app/drafts"
)

func (m *model) homePage() page {
	h := m.home
	p := page{what: "connections", scroll: &h.scroll}
	wide := m.bodyWidth(false)
	switch {
	case !h.loaded:
		p.body.add(m.theme.dim.Render("Reading the vault"))
		p.keys = []hint{{keyLeave, "leave"}}
	case h.empty():
		p.what = "welcome"
		m.welcome(&p, wide)
	default:
		if m.app.Unlocked() {
			p.where = m.theme.dim.Render("vault unlocked")
		}
		m.list(&p, wide)
	}
	return p
}

func (m *model) welcome(p *page, wide int) {
	t, b := m.theme, &p.body
	h := m.home
	h.scroll = -1
	b.add(m.heading("A NetSuite connection that works, is tested, and is kept encrypted", wide)...)
	b.gap()
	why := "suitekey asks what it cannot find out, makes the key pair and the certificate, says where to click in NetSuite, signs in to prove that it works, and only then saves it. It takes about ten minutes."
	need := "Have at hand: the account ID, and somebody who may change features, roles and integration records in NetSuite."
	if m.app.Demo() {
		why = "This is practice: NetSuite is simulated on this computer, the vault is thrown away at the end, and nothing leaves this computer."
		need = keyPractice + " fills the field under the cursor with the practice value; " + keyCard + " shows the whole card. Everything else is as in a real set-up."
	}
	for _, text := range []string{why, need} {
		for _, line := range wrapped(text, wide) {
			b.add(t.dim.Render(line))
		}
		b.gap()
	}
	from := len(b.lines)
	for i, choice := range m.welcomeChoices() {
		if i == h.choice {
			b.add(t.accent.Bold(true).Render(pointer) + " " + t.bold.Render(choice))
			continue
		}
		b.add("  " + choice)
	}
	b.look(from)
	p.keys = []hint{{"enter", "begin"}}
	if len(m.welcomeChoices()) > 1 {
		p.keys = append(p.keys, hint{signUp + signDown, "choose"})
	}
	p.keys = append(p.keys, hint{"i", "import"}, hint{"q", "quit"}, hint{"?", "keys"})
}

// list shows the part of the connections that fits: with thousands of them no
// key may take longer.
func (m *model) list(p *page, wide int) {
	t, h, b := m.theme, m.home, &p.body
	h.scroll = 0
	count := fmt.Sprintf("%d", len(h.entries))
	if h.query != "" || h.finding {
		count = fmt.Sprintf("%d of %d", len(h.rows), len(h.entries)+len(h.drafts))
	}
	title := t.accent.Bold(true).Render("Connections")
	if h.finding || h.query != "" {
		title = t.accent.Bold(true).Render("/ ") + h.query
		if h.finding {
			title += t.reverse.Render(" ")
		}
	}
	if calls := m.called(); calls != "" && width(title)+width(calls)+width(count)+4 <= wide {
		title += "  " + calls
	}
	b.add(spread(title, t.dim.Render(count), wide), "")
	said := m.selectedLines(wide)
	rows := max(m.bodyHeight()-len(b.lines)-len(said)-1-len(m.remark(false)), 1)
	offered := m.offered(wide)
	if len(offered) > 0 && len(h.rows)+len(offered)+1 <= rows {
		said = append(append(said, ""), offered...)
	} else {
		offered = nil
	}
	rows = max(rows-len(offered), 1)
	h.top = min(max(h.top, h.at-rows+1), h.at)
	h.top = min(h.top, max(len(h.rows)-rows, 0))
	columns := m.columns()
	for i := h.top; i < min(h.top+rows, len(h.rows)); i++ {
		b.add(m.rowLine(h.rows[i], i == h.at, columns, wide))
	}
	if len(h.rows) == 0 {
		b.add(t.dim.Render("Nothing is called so. esc shows all."))
	}
	b.add("")
	b.add(said...)
	p.keys = m.listKeys(len(offered) > 0)
}

// offered are the journeys about the connection under the cursor, where there is
// room for them.
func (m *model) offered(wide int) []string {
	r, ok := m.home.selected()
	if !ok || r.entry == nil || m.home.finding || m.size() < compact {
		return nil
	}
	var lines []string
	ways, called := app.SuggestedJourneys(*r.entry, app.HealthNow(*r.entry, m.now()), m.now())
	for i, w := range ways {
		text := clamped(w.Text, wide-3)
		if called && i == 0 {
			text = m.theme.bold.Render(text)
		}
		lines = append(lines, m.theme.accent.Render(wayKeys[w.Verb])+"  "+text)
	}
	if m.app.Demo() {
		lines = append(lines, m.theme.accent.Render(keyRefresh)+"  "+clamped("Practice: refresh the sandbox, which kills its connections", wide-3))
	}
	return lines
}

// called is what calls for somebody among all connections, beside the heading.
func (m *model) called() string {
	if m.home.worst > health.Due {
		return m.theme.bad.Render(m.home.calls)
	}
	return m.theme.warn.Render(m.home.calls)
}

// columns are the widths of name and account.
func (m *model) columns() [2]int {
	columns := [2]int{8, 11}
	for i := m.home.top; i < min(m.home.top+m.height, len(m.home.rows)); i++ {
		if m.home.rows[i].draft != nil {
			continue // a sentence of its own, not a column
		}
		columns[0] = max(columns[0], width(m.home.rows[i].name()))
		if m.home.rows[i].below {
			columns[0] = max(columns[0], width(m.home.rows[i].name())+1)
		}
		if e := m.home.rows[i].entry; e != nil {
			columns[1] = max(columns[1], width(e.Account.Realm()))
		}
	}
	columns[0] = min(columns[0], max(m.width/3, 8))
	return columns
}

func (m *model) rowLine(r row, here bool, columns [2]int, wide int) string {
	t := m.theme
	mark, style := "  ", t.plain
	if here {
		mark, style = t.accent.Bold(true).Render(pointer)+" ", t.bold
	}
	if r.draft != nil {
		said := "unfinished, kept " + r.draft.Kept.In(m.now().Location()).Format("2 January 15:04")
		if r.draft.Where != "" {
			said = r.draft.Where
		}
		return clamped(mark+t.dim.Render(signToDo)+"  "+style.Render(padded(r.name(), max(columns[0], min(width(r.name()), wide-8))))+"  "+t.dim.Render(said), wide)
	}
	e := r.entry
	name := "  " + style.Render(padded(r.name(), columns[0]))
	if r.below {
		name = " " + t.dim.Render(signBelow) + " " + style.Render(padded(r.name(), columns[0]-1))
	}
	state := m.health(*e)
	kind := padded(strings.TrimPrefix(string(e.Account.Kind()), "release "), 12)
	if e.Account.Guarded() {
		kind = t.reverse.Render(" PRODUCTION ")
	}
	line := mark + state.style(state.sign) + name
	if e.Err != nil {
		return clamped(line+"  "+state.style(state.Brief()), wide)
	}
	if m.size() >= compact {
		line += "  " + kind + " " + padded(e.Account.Realm(), columns[1])
	}
	line += "  " + padded(methodBrief(e.Profile), 9)
	if rest := wide - width(line) - 2; rest >= width(state.Brief()) {
		line += "  " + t.dim.Render(state.Brief())
	}
	return clamped(line, wide)
}

// unfinished says what a draft is, what it waits for and since when.
func (m *model) unfinished(d drafts.Draft) string {
	text := "Unfinished: " + d.What
	if d.Where != "" {
		text += ", " + d.Where
	}
	return text + ", kept " + ago(m.now().Sub(d.Kept)) + ". enter goes on where it was left."
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
	return steps.MethodLine(p)
}

// selectedLines say more of the row under the cursor.
func (m *model) selectedLines(wide int) []string {
	r, ok := m.home.selected()
	if !ok || m.size() == small {
		return nil
	}
	text := ""
	switch {
	case r.draft != nil && r.draft.Err != nil:
		text = steps.Sentence(r.draft.Err)
	case r.draft != nil:
		text = m.unfinished(*r.draft)
	default:
		text = m.health(*r.entry).Sentence()
	}
	if r.draft == nil {
		text = r.entry.Name + m.known(r) + ": " + text
	}
	lines := wrapped(text, wide)
	return lines[:min(len(lines), 4)]
}

// known are the tags of a connection, and whether it is the default.
func (m *model) known(r row) string {
	if r.entry == nil {
		return ""
	}
	var words []string
	if r.entry.Name == m.home.usual {
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

func (m *model) listKeys(offered bool) []hint {
	h := m.home
	if h.finding {
		return []hint{{"type", "to find"}, {signUp + signDown, "choose"}, {"enter", "take"}, {"esc", "show all"}}
	}
	var keys []hint
	r, ok := h.selected()
	switch {
	case ok && r.draft != nil:
		keys = append(keys, hint{"enter", "go on"}, hint{"d", "discard"})
	case ok:
		keys = m.entryKeys(*r.entry, offered)
	}
	if m.app.Demo() && !offered {
		keys = append(keys, hint{keyRefresh, "refresh sandbox"})
	}
	keys = append(keys, hint{"n", "new"}, hint{"i", "import"}, hint{"/", "find"}, hint{"q", "quit"})
	if h.query != "" {
		keys = append(keys, hint{"esc", "show all"})
	}
	return append(keys, hint{"?", "keys"})
}

// entryKeys are the keys about the connection under the cursor: first what its
// health calls for. Journeys that stand above need no second place.
func (m *model) entryKeys(e storage.Entry, offered bool) []hint {
	if e.Err != nil {
		return []hint{{"enter", "bring back"}, {"d", "remove"}}
	}
	ways, called := m.wayHints(e)
	keys := []hint{{"enter", "details"}, {"t", "test"}}
	if called {
		keys, ways = append([]hint{ways[0]}, keys...), ways[1:]
	}
	keys = append(keys, hint{"e", "export"})
	if !offered {
		keys = append(keys, ways...)
	}
	return append(keys, hint{"h", "history"}, hint{"d", "remove"})
}

// waitingPage stands for the moment in which a journey is prepared.
func (m *model) waitingPage() page {
	p := page{what: "set-up", scroll: new(int), keys: []hint{{keyLeave, "leave"}}}
	p.body.add(strings.TrimSpace("Opening"))
	return p
}
