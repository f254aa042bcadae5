package tui

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"suitekey/core/health"
	"suitekey/steps"
	"suitekey/storage"
	"suitekey/ui/app"
	"suitekey/ui/app/connections"
	"suitekey/ui/app/drafts"
)

// home is the first screen: the connections and what is unfinished, or a
// welcome where there is nothing yet.
type home struct {
	loaded  bool
	entries []storage.Entry
	drafts  []drafts.Draft
	calls   string // what calls for somebody among all of them: "1 expired, 2 due"
	worst   health.Level
	rows    []row // what the search leaves over
	at, top int
	finding bool
	query   string
	choice  int // on the welcome
	scroll  int
	usual   string // name of the default connection
}

// row is a draft or a connection.
type row struct {
	draft *drafts.Draft
	entry *storage.Entry
	below bool // it stands below the production connection of its company
}

func (r row) name() string {
	if r.draft != nil {
		return draftTitle(*r.draft)
	}
	return r.entry.Name
}

// draftTitle is what an unfinished journey is called in the list.
func draftTitle(d drafts.Draft) string {
	if d.What == "" || d.Flow == "setup" {
		return d.Name
	}
	return d.What
}

// homeLoadedMsg is what the vault holds.
type homeLoadedMsg struct {
	entries []storage.Entry
	drafts  []drafts.Draft
	usual   string // name of the default connection
	err     error
}

func (m *model) loadHomeCmd() tea.Cmd {
	a := m.app
	return func() tea.Msg {
		if !a.Unlocked() {
			return homeLoadedMsg{}
		}
		entries, err := a.Profiles()
		if err != nil {
			return homeLoadedMsg{err: err}
		}
		drafts, err := a.Drafts().List()
		usual, _, _ := a.Default() // the list goes without
		return homeLoadedMsg{entries: connections.Families(entries), drafts: drafts, usual: usual, err: err}
	}
}

func (m *model) homeLoaded(msg homeLoadedMsg) {
	if m.home == nil {
		return
	}
	m.home.loaded, m.home.entries, m.home.drafts = true, msg.entries, msg.drafts
	m.home.usual = msg.usual
	m.home.calls, m.home.worst = tally(msg.entries, m.now())
	m.home.find(m.home.query)
	if v := m.values; v != nil { // a test may have changed what the details say
		for _, e := range msg.entries {
			if e.Name == v.entry.Name {
				v.entry = e
			}
		}
	}
	if msg.err != nil {
		m.warn(steps.Sentence(msg.err))
	}
}

// find leaves the rows over that match the query.
func (h *home) find(query string) {
	h.query, h.rows = query, h.rows[:0]
	wanted := strings.ToLower(query)
	for i := range h.drafts {
		if d := h.drafts[i]; strings.Contains(d.Name, wanted) || strings.Contains(strings.ToLower(d.What), wanted) {
			h.rows = append(h.rows, row{draft: &h.drafts[i]})
		}
	}
	looked := connections.Query{Text: query}
	head := "" // the company whose production connection stands last above
	for i := range h.entries {
		e := &h.entries[i]
		if !looked.Matches(*e) {
			continue
		}
		if e.Account.Guarded() {
			head = e.Account.Company()
		}
		h.rows = append(h.rows, row{entry: e, below: e.Err == nil && !e.Account.Guarded() && e.Account.Company() == head})
	}
	h.at = min(max(h.at, 0), max(len(h.rows)-1, 0))
}

func (h *home) empty() bool { return len(h.entries)+len(h.drafts) == 0 }

// selected is the row under the cursor.
func (h *home) selected() (row, bool) {
	if h.at >= len(h.rows) {
		return row{}, false
	}
	return h.rows[h.at], true
}

func (m *model) homeKey(msg tea.KeyPressMsg) tea.Cmd {
	h := m.home
	if !h.loaded {
		return nil
	}
	if h.empty() {
		return m.welcomeKey(msg)
	}
	if moved(msg.String(), &h.at, len(h.rows), max(m.bodyHeight()-6, 1), h.finding) {
		return nil
	}
	if h.finding {
		h.findKey(msg)
		return nil
	}
	r, ok := h.selected()
	if cmd, done := m.wayKey(msg.String(), r.entry); done {
		return cmd
	}
	switch name := msg.String(); {
	case name == "/":
		h.finding = true
	case name == "n":
		return m.openJourneyCmd("setup", steps.Given{})
	case name == "i":
		return m.openImport()
	case name == keyRefresh && m.app.Demo():
		return m.refreshSandboxCmd()
	case name == "q":
		return m.quit()
	case name == "esc" && h.query != "":
		h.find("")
	case !ok:
	case name == "enter" && r.draft != nil:
		return m.resumeCmd(*r.draft)
	case name == "enter":
		return m.openDetails(*r.entry)
	case name == "t" && r.entry != nil && r.entry.Err == nil:
		return m.test(r.entry.Profile)
	case name == "e" && r.entry != nil && r.entry.Err == nil:
		return m.openExports(*r.entry)
	case name == "h" && r.entry != nil:
		return m.openHistory(*r.entry)
	case name == "d" && r.entry != nil:
		return m.remove(r.entry.Profile)
	case name == "d":
		return m.dropDraft(*r.draft)
	}
	return nil
}

func (h *home) findKey(msg tea.KeyPressMsg) {
	switch msg.String() {
	case "esc":
		h.finding = false
		h.find("")
	case "enter":
		h.finding = false
	default:
		h.find(searched(h.query, msg))
	}
}

func (m *model) welcomeKey(msg tea.KeyPressMsg) tea.Cmd {
	h := m.home
	switch msg.String() {
	case "up", "k":
		h.choice = 0
	case "down", "j":
		h.choice = len(m.welcomeChoices()) - 1
	case "q":
		return m.quit()
	case "n":
		return m.openJourneyCmd("setup", m.options.Given)
	case "i":
		return m.openImport()
	case "enter":
		if h.choice == 1 && m.app.Demo() {
			return m.furnishCmd()
		}
		if h.choice == 1 {
			m.err = errPractise
			return m.quit()
		}
		return m.openJourneyCmd("setup", m.options.Given)
	}
	return nil
}

func (m *model) welcomeChoices() []string {
	if m.app.Demo() {
		return []string{"Set up a practice connection", "Try the other journeys, with connections made for you"}
	}
	return []string{"Set up a connection", "Practise without an account"}
}

// discardAskedMsg says what it means to discard a draft.
type discardAskedMsg struct {
	draft drafts.Draft
	means string
}

// dropDraft asks before a draft is thrown away, and says what that means.
func (m *model) dropDraft(d drafts.Draft) tea.Cmd {
	a := m.app
	return func() tea.Msg { return discardAskedMsg{d, a.Drafts().Discarding(d)} }
}

func (m *model) discardAsked(msg discardAskedMsg) tea.Cmd {
	a, name := m.app, msg.draft.Name
	title := "Discard the " + msg.draft.What + "?"
	if msg.draft.What == "" {
		title = "Discard " + name + "?"
	}
	w := m.confirmation(title, msg.means, "No, keep it", "Yes, discard it", steps.State{}, func() error { return a.Drafts().Remove(name) })
	w.done = func(m *model, w *wizard) tea.Cmd {
		if answer, _ := w.walk.State().Answer(confirmKey); answer == "yes" {
			m.say("It was discarded.")
		}
		return tea.Batch(m.pop(), m.loadHomeCmd())
	}
	return m.push(w)
}

// condition is the health of a connection as it is drawn: its sign, and how.
type condition struct {
	health.State
	sign  string
	style func(...string) string
}

func (m *model) health(e storage.Entry) condition {
	t, state := m.theme, app.Health(e, m.now(), health.Rules{})
	style := [...]func(...string) string{
		health.Good: t.good.Render, health.Soon: t.warn.Render, health.Due: t.warn.Render,
		health.Failed: t.bad.Render, health.Expired: t.bad.Render,
	}[state.Level]
	return condition{state, app.Sign(state.Level, false), style}
}

// tally is what calls for somebody among all connections. It is counted once:
// there may be thousands of them.
func tally(entries []storage.Entry, now time.Time) (text string, worst health.Level) {
	states := make([]health.State, len(entries))
	for i, e := range entries {
		states[i] = app.Health(e, now, health.Rules{})
		worst = max(worst, states[i].Level)
	}
	return health.Tally(states), worst
}
