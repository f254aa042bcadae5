package tui

import (
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"suitekey/core/account"
	"suitekey/core/profile"
	"suitekey/steps"
	"suitekey/storage"
	"suitekey/ui/app"
)

// home is the first screen: the connections and what is unfinished, or a
// welcome where there is nothing yet.
type home struct {
	loaded  bool
	entries []storage.Entry
	drafts  []app.Draft
	rows    []row // what the search leaves over
	at, top int
	finding bool
	query   string
	choice  int // on the welcome
	scroll  int
}

// row is a draft or a connection.
type row struct {
	draft *app.Draft
	entry *storage.Entry
}

func (r row) name() string {
	if r.draft != nil {
		return r.draft.Name
	}
	return r.entry.Name
}

// homeLoadedMsg is what the vault holds.
type homeLoadedMsg struct {
	entries []storage.Entry
	drafts  []app.Draft
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
		drafts, err := a.Drafts()
		return homeLoadedMsg{entries, drafts, err}
	}
}

func (m *model) homeLoaded(msg homeLoadedMsg) {
	if m.home == nil {
		return
	}
	m.home.loaded, m.home.entries, m.home.drafts = true, msg.entries, msg.drafts
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
		if strings.Contains(h.drafts[i].Name, wanted) {
			h.rows = append(h.rows, row{draft: &h.drafts[i]})
		}
	}
	for i := range h.entries {
		e := &h.entries[i]
		if wanted == "" || strings.Contains(e.Name, wanted) || strings.Contains(strings.ToLower(e.Account.Realm()), wanted) {
			h.rows = append(h.rows, row{entry: e})
		}
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
	switch name := msg.String(); {
	case name == "/":
		h.finding = true
	case name == "n":
		return m.openJourneyCmd("setup", steps.Given{})
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
	case "enter":
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
		return []string{"Set up a practice connection"}
	}
	return []string{"Set up a connection", "Practise without an account"}
}

// dropDraft asks before a draft is thrown away.
func (m *model) dropDraft(d app.Draft) tea.Cmd {
	a := m.app
	w := m.confirmation("Discard the draft "+d.Name+"?", "What was entered and the key pair made for it are lost. A certificate that is uploaded already is of no use then.",
		"No, keep it", "Yes, discard it", steps.State{}, func() error { return a.RemoveDraft(d.Name) })
	w.done = func(m *model, _ *wizard) tea.Cmd { return tea.Batch(m.pop(), m.loadHomeCmd()) }
	return m.push(w)
}

// health is the state of a connection: its sign, a word for it, and a sentence
// for the one under the cursor.
type health struct {
	sign     string
	style    func(...string) string
	brief    string
	sentence string
}

const dueWithin = 30 * 24 * time.Hour

func (m *model) health(e storage.Entry) health {
	t, now := m.theme, m.now()
	if e.Err != nil {
		return health{signBad, t.bad.Render, "cannot be read", steps.Sentence(e.Err)}
	}
	if e.Method == profile.TBA {
		from := "a later release"
		for _, d := range account.Calendar() {
			if d.Subject == "tba-new" {
				from = d.Release.String()
			}
		}
		return health{signHalf, t.warn.Render, "no new TBA from " + from,
			"Token-Based Authentication still works; from " + from + " on NetSuite takes no new TBA integrations. " + tested(e, now)}
	}
	left := e.NotAfter.Sub(now)
	days := int(left.Hours() / 24)
	on := e.NotAfter.Format("2 January 2006")
	switch {
	case e.NotAfter.IsZero():
		return health{signHalf, t.warn.Render, "no certificate", tested(e, now)}
	case left <= 0:
		return health{signBad, t.bad.Render, "certificate expired", "The certificate expired on " + on + ": NetSuite refuses every sign-in. Set up a new one."}
	case left < dueWithin:
		return health{signHalf, t.warn.Render, fmt.Sprintf("certificate %4d days", days), "The certificate expires on " + on + ". " + tested(e, now)}
	}
	return health{signNow, t.good.Render, fmt.Sprintf("certificate %4d days", days), "The certificate is valid until " + on + ". " + tested(e, now)}
}

func tested(e storage.Entry, now time.Time) string {
	if e.Tested.At.IsZero() {
		return "Not tested yet."
	}
	at := e.Tested.At.In(now.Location())
	if now.Sub(at) < 24*time.Hour && now.Day() == at.Day() {
		return "Last tested today at " + at.Format("15:04") + "."
	}
	return "Last tested on " + at.Format("2 January 2006") + "."
}
