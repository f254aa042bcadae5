package home

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"suitekey/steps"
	"suitekey/ui/app"
	"suitekey/ui/app/connections"
	"suitekey/ui/tui/wish"
)

// Load reads the vault.
func (h *Home) Load() tea.Msg {
	a, patches := h.app, h.patches.Load()
	vaults := app.Vaults(a)
	if !a.Unlocked() {
		return wish.LoadedMsg{Vaults: vaults}
	}
	if err := connections.Renewed(context.Background(), a.Connections); a.Team.Closed() != nil {
		return closed(a, vaults)
	} else if err != nil {
		return wish.LoadedMsg{Vaults: vaults, Team: teamOf(a, false), Err: err}
	}
	listing, err := connections.ListingOf(a.Connections, connections.Query{})
	if err != nil {
		return fromCopy(a, wish.LoadedMsg{Vaults: vaults, Team: teamOf(a, false), Err: err})
	}
	list, err := a.Drafts().List()
	usual, _, _ := a.Default() // without a default, the list shows none
	a.Team.LookAtRole(context.Background())
	until := ""
	if state, err := a.Agent(); err == nil && state != nil { // doctor reports errors of the agent
		until = state.Clock(a.Now())
	}
	msg := wish.LoadedMsg{Drafts: list, Usual: usual, Vaults: vaults, Until: until, Team: teamOf(a, true), Patches: patches, Err: err}
	if again := h.began.Swap(true); !again && listing.Len() > firstPart {
		return beginning(msg, listing)
	}
	msg.Entries = listing.First(listing.Len())
	return msg
}

// fromCopy fills the list of a team's vault whose copy cannot be brought up to date, for
// example because the disk is full, with what the copy has.
func fromCopy(a *app.App, msg wish.LoadedMsg) wish.LoadedMsg {
	if a.Team == nil {
		return msg
	}
	if listing, err := connections.ListingHere(a.Connections); err == nil {
		msg.Entries = listing.First(listing.Len())
	}
	return msg
}

// firstPart is how many connections are read for the first page: more than the tallest
// terminal shows.
const firstPart = 200

// beginning returns what the first page of a long list needs. The rest follows.
func beginning(msg wish.LoadedMsg, listing *connections.Listing) wish.LoadedMsg {
	whole := msg
	msg.Entries, msg.Err = listing.First(firstPart), nil
	msg.Rest = func() tea.Msg {
		whole.Entries = listing.First(listing.Len())
		return whole
	}
	return msg
}

// Reading reports whether the list is only the beginning of the list. A key waits for the
// rest: it may ask for the last connection, or for all that match.
func Reading(h *Home) bool { return h.reading }

func (h *Home) load(msg wish.LoadedMsg) wish.List {
	if msg.Err != nil && h.loaded && !h.reading && h.team != nil { // what was read before is better than a welcome
		msg.Entries, msg.Drafts, msg.Usual, msg.Until = h.entries, h.drafts, h.usual, h.until
	}
	before := h.team
	h.loaded, h.entries, h.drafts, h.usual, h.until, h.team = true, msg.Entries, msg.Drafts, msg.Usual, msg.Until, msg.Team
	h.vaults, h.reading = msg.Vaults, msg.Rest != nil
	h.examine(h.app)
	h.find(h.query)
	if h.reading {
		h.calls = "" // of all connections, not of some
		return wish.List{wish.Do(msg.Rest)}
	}
	if msg.Err != nil {
		return wish.List{wish.Warn(steps.Sentence(msg.Err))}
	}
	if isClosed(h.team) && !isClosed(before) {
		return wish.List{wish.Warn(steps.Sentence(h.team.Closed))}
	}
	if isClosed(before) && !isClosed(h.team) {
		return append(wish.List{wish.Say("The vault is open to you again.")}, h.missed(msg.Patches)...)
	}
	return h.missed(msg.Patches)
}
