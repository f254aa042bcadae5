// Package home is the first screen: the connections and the unfinished journeys, or a
// welcome if there are none.
package home

import (
	"strings"
	"sync/atomic"

	tea "charm.land/bubbletea/v2"

	"suitekey/steps"
	"suitekey/steps/journeys"
	"suitekey/steps/setup"
	"suitekey/storage"
	"suitekey/ui/app"
	"suitekey/ui/app/connections"
	"suitekey/ui/app/drafts"
	"suitekey/ui/tui/frame"
	"suitekey/ui/tui/parts"
	"suitekey/ui/tui/suggest"
	"suitekey/ui/tui/wish"
)

// Home is the list of connections.
type Home struct {
	app   *app.App
	frame *frame.Frame
	given steps.Given // answers for the first set-up

	catalogue
	loaded    bool
	began     atomic.Bool // the first reading of the list
	reading   bool        // the list is only the beginning: the rest is being read
	drafts    []drafts.Draft
	usual     string           // name of the default connection
	team      *wish.Team       // nil for a vault of one person
	follower  *follower        // waits for the changes of colleagues; nil before
	following bool             // it does now
	vaults    []app.KnownVault // that this computer knows
	patches   atomic.Int64     // how often single connections were read again
	patched   map[string]int64 // when each of them was, counted in patches
	until     string           // an agent has the vault's key until then; "" without one

	order   order
	rows    []row // what the search leaves over
	at, top int
	first   int         // the line of the body with the first row
	table   parts.Table // as it was last drawn
	finding bool
	query   string

	choice int // on the welcome
}

// New returns the list. given are answers for a set-up that starts from the welcome.
func New(a *app.App, f *frame.Frame, given steps.Given) *Home {
	return &Home{app: a, frame: f, given: given, vaults: app.Vaults(a), patched: map[string]int64{}}
}

// row is a draft or a connection.
type row struct {
	draft  *drafts.Draft
	entry  *storage.Entry
	number int  // of the entry
	below  bool // the row is listed below the production connection of its company
}

func (r row) name() string {
	switch {
	case r.draft == nil:
		return r.entry.Name
	case r.draft.What == "" || r.draft.Flow == setup.Setup().Name:
		return r.draft.Name
	default:
		return r.draft.What
	}
}

// readable reports whether the row is a connection that can be used.
func (r row) readable() bool { return r.entry != nil && r.entry.Err == nil }

// older reports whether the row is a connection whose stored state is older than before.
func (r row) older() bool {
	if r.entry == nil {
		return false
	}
	_, older := connections.IsOlder(r.entry.Err)
	return older
}

// LoadedEmpty prepares the first frame if there is no vault to load.
func (h *Home) LoadedEmpty() { h.loaded = true }

// Typing reports whether a letter belongs to the search.
func (h *Home) Typing() bool { return h.finding }

// Empty reports whether the welcome is shown instead of a list.
func (h *Home) Empty() bool { return len(h.entries)+len(h.drafts) == 0 }

// Entries returns the connections in the list.
func (h *Home) Entries() []storage.Entry { return h.entries }

// Update handles a message.
func (h *Home) Update(msg tea.Msg) wish.List {
	switch msg := msg.(type) {
	case wish.LoadedMsg:
		return append(h.load(msg), h.follow()...)
	case followedMsg:
		return h.followed(msg)
	case wish.ChangedMsg:
		return h.changed(msg)
	case usedMsg:
		return used(h, msg)
	case practisedMsg:
		return h.practised(msg)
	case tea.PasteMsg:
		if h.finding {
			clean, _ := steps.CleanLine(steps.Shorten(msg.Content, 64))
			h.find(h.query + clean)
		}
	case tea.KeyPressMsg:
		switch {
		case !h.loaded:
		case h.Empty():
			return h.welcomeKey(msg)
		default:
			return h.key(msg)
		}
	}
	return nil
}

// find keeps the rows that match the query.
func (h *Home) find(query string) {
	h.query, h.rows = query, h.rows[:0]
	wanted := strings.ToLower(query)
	for i := range h.drafts {
		if d := h.drafts[i]; strings.Contains(d.Name, wanted) || strings.Contains(strings.ToLower(d.What), wanted) {
			h.rows = append(h.rows, row{draft: &h.drafts[i]})
		}
	}
	matching := connections.Query{Text: query}
	head := "" // the company of the last production connection above
	for _, i := range sorted(h.entries, h.ends, h.order) {
		e := &h.entries[i]
		if !matching.Matches(*e) {
			continue
		}
		if e.Account.Guarded() {
			head = e.Account.Company()
		}
		below := h.order == byCompany && e.Err == nil && !e.Account.Guarded() && e.Account.Company() == head
		h.rows = append(h.rows, row{entry: e, number: i, below: below})
	}
	h.at = min(max(h.at, 0), max(len(h.rows)-1, 0))
}

// Selected returns the name of the connection or draft under the cursor.
func (h *Home) Selected() string {
	if r, ok := h.selected(); ok {
		return r.name()
	}
	return ""
}

// selected returns the row under the cursor.
func (h *Home) selected() (row, bool) {
	if h.at >= len(h.rows) {
		return row{}, false
	}
	return h.rows[h.at], true
}

func (h *Home) key(msg tea.KeyPressMsg) wish.List {
	name := msg.String()
	switch {
	case parts.Moved(name, &h.at, len(h.rows), h.frame.Screenful(), h.finding):
		return nil
	case h.finding:
		h.findKey(msg)
		return nil
	}
	r, ok := h.selected()
	if verb := suggest.Verb(name); verb != "" {
		return h.begin(verb, r)
	}
	switch {
	case name == "/":
		h.finding = true
	case name == "s":
		return h.sort()
	case name == "u":
		return wish.List{wish.Removed{}}
	case name == "n":
		return wish.List{wish.Journey{Flow: setup.Setup().Name}}
	case name == "i":
		return wish.List{wish.Import{}}
	case name == keySwitch && len(h.vaults) > 1:
		return wish.List{wish.SwitchVault{}}
	case name == keyRefresh && h.app.Demo():
		return h.refreshSandbox()
	case name == "q":
		return wish.List{wish.Leave{}}
	case name == "esc" && h.query != "":
		h.find("")
	case ok:
		return rowKey(name, r)
	}
	return nil
}

// rowKey handles a key for the row under the cursor.
func rowKey(name string, r row) wish.List {
	var w wish.Wish
	switch {
	case name == "enter" && r.draft != nil:
		w = wish.Resume{Draft: *r.draft}
	case name == "d" && r.draft != nil:
		w = wish.Discard{Draft: *r.draft}
	case r.entry == nil:
		return nil
	case name == "enter" && r.readable():
		w = wish.Details{Entry: *r.entry}
	case name == "enter" && r.older():
		w = wish.Older{Entry: *r.entry}
	case name == "enter", name == "h": // an earlier state can replace a damaged one
		w = wish.History{Name: r.entry.Name}
	case name == "t" && r.readable():
		w = wish.Test{Profile: r.entry.Profile}
	case name == "l" && r.readable():
		w = wish.Diagnosis{Profile: r.entry.Profile}
	case name == "e" && r.readable():
		w = wish.Export{Entry: *r.entry}
	case name == "d":
		w = wish.Remove{Entry: *r.entry}
	default:
		return nil
	}
	return wish.List{w}
}

// begin starts the journey of a key. After a sandbox refresh all connections of the account
// need new credentials, so that journey is for all of them.
func (h *Home) begin(verb string, r row) wish.List {
	if r.entry == nil {
		return wish.List{wish.AnyJourney{Flow: verb}}
	}
	if _, ok := suggest.Find(verb, *r.entry, h.app.Now()); ok && verb == journeys.Retoken().Name {
		return wish.List{wish.Journey{Flow: verb, Given: steps.Given{Answers: map[string]string{steps.KeyAccount: r.entry.Account.Realm()}}}}
	}
	return suggest.Begin(verb, *r.entry, h.app.Now())
}

func (h *Home) findKey(msg tea.KeyPressMsg) {
	switch msg.String() {
	case "esc":
		h.finding = false
		h.find("")
	case "enter":
		h.finding = false
	default:
		h.find(parts.Searched(h.query, msg))
	}
}
