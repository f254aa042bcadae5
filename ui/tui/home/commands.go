package home

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"suitekey/steps"
	"suitekey/ui/app"
	"suitekey/ui/tui/suggest"
	"suitekey/ui/tui/wish"
)

// Commands returns what a person can do with the connection under the cursor, the journeys
// that ask for their connection, and every connection.
func (h *Home) Commands() []wish.Command {
	more := []wish.Command{
		{Title: "Set up a connection", Key: "n", Wishes: h.setUp()},
		{Title: "Import from another program", Note: ".env, Postman, PFX, SuiteCloud", Key: "i", Wishes: wish.List{wish.Import{}}},
		{Title: "Renew a certificate", Note: "asks which", Wishes: wish.List{wish.AnyJourney{Flow: "renew"}}},
		{Title: "Replace lost tokens or certificates", Note: "asks which", Wishes: wish.List{wish.AnyJourney{Flow: "retoken"}}},
		{Title: "Leave TBA for M2M", Note: "asks which", Wishes: wish.List{wish.AnyJourney{Flow: "migrate"}}},
		{Title: "Change a saved answer", Note: "asks which", Wishes: wish.List{wish.AnyJourney{Flow: "change"}}},
		{Title: "Read a certificate or key", Note: "its ID, and what NetSuite accepts", Wishes: wish.List{wish.Inspect{}}},
		{Title: "Restore a removed connection", Key: "u", Wishes: wish.List{wish.Removed{}}},
	}
	commands := append(h.ownCommands(), grouped("All connections", append(more, h.vaultCommands()...))...)
	var open []wish.Command
	for _, e := range h.entries {
		note := strings.TrimSpace(string(e.Account.Kind()) + " " + e.Account.Realm())
		c := wish.Command{Title: e.Name, Note: note, Wishes: wish.List{wish.Details{Entry: e}}}
		if e.Err != nil {
			c.Note, c.Wishes = "damaged: earlier states", wish.List{wish.History{Name: e.Name}}
		}
		open = append(open, c)
	}
	for _, d := range h.drafts {
		open = append(open, wish.Command{Title: "Continue with " + d.Name, Note: d.What, Wishes: wish.List{wish.Resume{Draft: d}}})
	}
	return append(commands, grouped("Open", open)...)
}

// grouped puts commands into a group.
func grouped(group string, commands []wish.Command) []wish.Command {
	for i := range commands {
		commands[i].Group = group
	}
	return commands
}

// ownCommands returns the commands for the row under the cursor.
func (h *Home) ownCommands() []wish.Command {
	r, ok := h.selected()
	if !ok || h.Empty() {
		return nil
	}
	name := r.name()
	var commands []wish.Command
	add := func(key, title, note string, wishes wish.List) {
		commands = append(commands, wish.Command{Title: title, Note: note, Group: name, Key: key, Wishes: wishes})
	}
	if r.draft != nil {
		add("enter", "Continue with "+name, "unfinished", rowKey("enter", r))
		add("d", "Discard "+name, "asks first", rowKey("d", r))
		return commands
	}
	if r.readable() {
		ways, _ := suggest.Ways(*r.entry, h.app.Now(), h.rules)
		for _, w := range ways {
			title, note, _ := strings.Cut(w.Text, ", ")
			add(suggest.Keys[w.Verb], title, note, h.begin(w.Verb, r))
		}
		add("enter", "See the details of "+name, "values to copy", rowKey("enter", r))
		add("t", "Test "+name, "one sign-in", rowKey("t", r))
		add("e", "Export "+name, "to another program", rowKey("e", r))
	}
	if r.older() {
		add("enter", "Decide about the older state of "+name, "asks first", rowKey("enter", r))
	}
	add("h", "See the history of "+name, "restore an earlier state", rowKey("h", r))
	add("d", "Remove "+name, "asks first", rowKey("d", r))
	return commands
}

// vaultCommands returns the commands for vaults.
func (h *Home) vaultCommands() []wish.Command {
	var commands []wish.Command
	switch {
	case h.app.Demo():
	case h.app.Team == nil:
		commands = append(commands, wish.Command{Title: "Open a team's vault", Note: "asks an admin to add you", Wishes: wish.List{wish.JoinTeam{}}}, wish.Command{Title: "Make a team's vault", Note: "on etcd, for several people and machines", Wishes: wish.List{wish.MakeTeam{}}})
	default:
		commands = append(commands, wish.Command{Title: "People of the team's vault", Note: "fingerprints and requests", Wishes: wish.List{wish.People{}}})
	}
	return append(commands, switches(h)...)
}

// switches returns the commands that open another vault, in the order in which the key for the
// next vault does, and the one that makes this vault the default.
func switches(h *Home) []wish.Command {
	if len(h.vaults) < 2 {
		return nil
	}
	var commands []wish.Command
	at := slices.IndexFunc(h.vaults, func(v app.KnownVault) bool { return v.Name == app.VaultName(h.app) })
	for i := 1; i < len(h.vaults); i++ {
		v := h.vaults[(at+i)%len(h.vaults)]
		title, note := "Switch to your own vault", ""
		if v.Team != nil {
			title, note = "Switch to the vault "+v.Name, "as "+v.Team.Self
			if v.Team.Waiting {
				note = "waiting for an admin"
			}
		}
		if v.Default {
			note = strings.TrimPrefix(note+", the default", ", ")
		}
		command := wish.Command{Title: title, Note: note, Wishes: wish.List{wish.SwitchVault{Name: v.Name}}}
		if i == 1 {
			command.Key = keySwitch
		}
		commands = append(commands, command)
	}
	if at >= 0 && !h.vaults[at].Default {
		use := func() tea.Msg { return usedMsg{app.UseByDefault(h.app), app.Vaults(h.app)} }
		commands = append(commands, wish.Command{Title: "Make this vault the default", Note: "opened without --vault", Wishes: wish.List{wish.Do(use)}})
	}
	return commands
}

// usedMsg says that this vault is the default now, or why it is not.
type usedMsg struct {
	err    error
	vaults []app.KnownVault
}

func used(h *Home, msg usedMsg) wish.List {
	h.vaults = msg.vaults
	if msg.err != nil {
		return wish.List{wish.Warn(steps.Sentence(msg.err))}
	}
	return wish.List{wish.Say("This vault is the default now.")}
}
