package home

import (
	"context"
	"maps"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"suitekey/core/profile"
	"suitekey/storage"
	"suitekey/ui/app"
	"suitekey/ui/tui/parts"
	"suitekey/ui/tui/theme"
	"suitekey/ui/tui/wish"
)

// keySwitch shows the next vault that this computer knows.
const keySwitch = "v"

// teamOf reads what the list shows about the team's vault; without works, who works on what
// is left out.
func teamOf(a *app.App, works bool) *wish.Team {
	of := a.Team
	if of == nil {
		return nil
	}
	team := &wish.Team{Vault: of.Vault.Name(), Away: of.Away(), Closed: of.Closed(), Reads: of.MayChange() != nil}
	if works {
		team.Works = of.Works(context.Background())
	}
	return team
}

// closed lists the names of a team's vault that is not open to this person any more.
func closed(a *app.App, vaults []app.KnownVault) wish.LoadedMsg {
	msg := wish.LoadedMsg{Vaults: vaults, Team: teamOf(a, false)}
	names, _, err := a.Names()
	for _, name := range names {
		msg.Entries = append(msg.Entries, storage.Entry{Profile: profile.Profile{Name: name}, Err: msg.Team.Closed})
	}
	msg.Err = err
	return msg
}

func isClosed(team *wish.Team) bool { return team != nil && team.Closed != nil }

// follow waits for the next changes, unless that is done already. A list has been read.
func (h *Home) follow() wish.List {
	if h.team == nil || h.following {
		return nil
	}
	if h.follower == nil {
		h.follower = &follower{app: h.app}
	}
	h.following = true
	return wish.List{wish.Do(h.follower.next)}
}

// followed tells all screens what has changed, and waits for the next change.
func (h *Home) followed(msg followedMsg) wish.List {
	h.following = false
	if msg.all {
		return wish.List{wish.Do(h.Load)} // and then follow
	}
	return append(wish.List{wish.Do(func() tea.Msg { return msg.changed })}, h.follow()...)
}

// changed brings the list to what has changed.
func (h *Home) changed(msg wish.ChangedMsg) wish.List {
	if !h.loaded {
		return nil
	}
	patch := h.patches.Add(1)
	for _, e := range msg.Entries {
		h.patched[e.Name] = patch
	}
	for _, name := range msg.Removed {
		h.patched[name] = patch
	}
	h.patch(h.app, msg.Entries, msg.Removed)
	if msg.Drafts && msg.Err == nil {
		h.drafts = msg.Unfinished
	}
	if msg.Team != nil && h.team != nil {
		if msg.Team.Works == nil {
			msg.Team.Works = h.team.Works
		}
		h.team = msg.Team
	}
	h.find(h.query)
	return nil
}

// missed reads the connections again that have changed while a list was read: the list
// may have their former states. since is how many patches there had been before.
func (h *Home) missed(since int64) wish.List {
	missed := changedKeys{names: map[string]bool{}}
	for name, patch := range h.patched {
		if patch > since {
			missed.names[name] = true
		}
	}
	if len(missed.names) == 0 {
		return nil
	}
	return wish.List{wish.Do(func() tea.Msg { return missed.readFrom(h.app) })}
}

// teamSaid returns the part of the header about the team's vault.
func (h *Home) teamSaid(c parts.Canvas) []string {
	if h.team == nil {
		if h.app.Team != nil { // its list was not read yet
			return []string{c.Plain.Render(h.app.Team.Vault.Name())}
		}
		return nil
	}
	said := []string{c.Plain.Render(h.team.Vault)}
	if h.team.Closed != nil {
		return append(said, c.Bad.Render(theme.SignBad+" closed to you"))
	}
	if h.team.Away != nil {
		return append(said, c.Bad.Render(theme.SignBad+" out of reach, read only"))
	}
	if h.team.Reads {
		said = append(said, c.Plain.Render("read only"))
	}
	names := slices.Sorted(maps.Keys(h.team.Works))
	if len(names) > 0 {
		who, since, _ := strings.Cut(h.team.Works[names[0]], " since ")
		text := who + " works on " + names[0] + " since " + since
		if len(names) > 1 {
			text += ", ..."
		}
		said = append(said, c.Dim.Render(text))
	}
	return said
}

// worksOn says briefly who works on a connection; "" if nobody does.
func (h *Home) worksOn(name string) string {
	if h.team == nil {
		return ""
	}
	return strings.Replace(h.team.Works[name], " since ", " ", 1)
}
