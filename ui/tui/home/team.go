package home

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"suitekey/ui/app"
	"suitekey/ui/tui/parts"
	"suitekey/ui/tui/theme"
	"suitekey/ui/tui/wish"
)

// keySwitch shows the next vault that this computer knows.
const keySwitch = "v"

const (
	// how long to collect changes before the list is read again
	together = 50 * time.Millisecond
	// tryAgain is how often the engine is tried while it is out of reach.
	tryAgain = 3 * time.Second
)

// teamChangedMsg says that colleagues have changed something, or that it is time to contact
// the engine again.
type teamChangedMsg struct{}

// follower waits for changes by colleagues. Only its own command uses it.
type follower struct {
	app     *app.App
	changes <-chan string
}

// next waits for the next change.
func (f *follower) next() tea.Msg {
	if f.changes == nil {
		changes, err := f.app.Team.Watch(context.Background())
		if err != nil {
			time.Sleep(tryAgain)
			return teamChangedMsg{}
		}
		f.changes = changes
	}
	if _, open := <-f.changes; !open {
		f.changes = nil
		return teamChangedMsg{}
	}
	for end := time.After(together); ; {
		select {
		case _, open := <-f.changes:
			if !open {
				f.changes = nil
				return teamChangedMsg{}
			}
		case <-end:
			return teamChangedMsg{}
		}
	}
}

// teamNow reads what the list shows about the team's vault.
func (h *Home) teamNow() *wish.Team {
	of := h.app.Team
	if of == nil {
		return nil
	}
	return &wish.Team{Vault: of.Vault.Name(), Away: of.Away(), Works: of.Works(context.Background())}
}

// follow starts to wait for changes. It does so only once.
func (h *Home) follow() wish.List {
	if h.team == nil || h.follower != nil {
		return nil
	}
	h.follower = &follower{app: h.app}
	return wish.List{wish.Do(h.follower.next)}
}

// changed reads the list again and waits for the next change.
func (h *Home) changed() wish.List {
	return wish.List{wish.Do(h.Load), wish.Do(h.follower.next)}
}

// teamSaid returns the part of the header about the team's vault.
func (h *Home) teamSaid(c parts.Canvas) []string {
	if h.team == nil {
		return nil
	}
	said := []string{c.Plain.Render(h.team.Vault)}
	if h.team.Away != nil {
		return append(said, c.Bad.Render(theme.SignBad+" out of reach, read only"))
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
