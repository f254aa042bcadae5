package people

import (
	"strings"
	"testing"

	"suitekey/core/account"
	"suitekey/core/profile"
	"suitekey/steps"
	"suitekey/storage"
	team "suitekey/storage/team/people"
	"suitekey/ui/app"
	"suitekey/ui/app/teams"
	"suitekey/ui/tui/frame"
	"suitekey/ui/tui/home"
	"suitekey/ui/tui/theme"
	"suitekey/ui/tui/wish"
)

// joined is an office that ben has joined: anna's and ben's programs, and a second one of
// anna's, have the vault open.
func joined(t *testing.T) (anna, also, ben *app.App, asks *teams.Joining) {
	t.Helper()
	anna, asks, homes := offices(t)
	p := shown(t, anna)
	p.Update(press(p, "a", "y")[0].(wish.Do)())
	opened, err := asks.Open(t.Context())
	if err == nil {
		err = asks.Confirm(opened)
	}
	if err == nil {
		err = save(anna, "acme")
	}
	if err != nil {
		t.Fatal(err)
	}
	return anna, unlocked(t, homes[0]), unlocked(t, homes[1]), asks
}

func save(a *app.App, name string) error {
	session, err := a.Connections.Open()
	if err != nil {
		return err
	}
	where, err := account.Parse("9999901")
	if err != nil {
		return err
	}
	return session.Save(profile.Profile{Name: name, Account: where, Method: profile.TBA}, storage.Change{Journey: "setup"})
}

// list is the list of connections after it was read again.
func list(a *app.App) (h *home.Home, loaded wish.LoadedMsg) {
	h = home.New(a, &frame.Frame{Theme: theme.New(theme.Terminal{}), Width: 100, Height: 24}, steps.Given{})
	loaded = h.Load().(wish.LoadedMsg)
	return h, loaded
}

// Who is removed while the vault is open is told that, and by each action from then on, in
// place of what the new key does to the session. Others go on with the new key, and so does
// the person who is added again.
func TestRemovedWhileOpen(t *testing.T) {
	anna, also, ben, asks := joined(t)
	if _, loaded := list(ben); len(loaded.Entries) != 1 || loaded.Entries[0].Err != nil || loaded.Team.Closed != nil {
		t.Fatalf("before, ben has %+v", loaded)
	}
	h, before := list(ben)
	h.Update(before)
	p := shown(t, anna)
	press(p, "down", "x")
	p.Update(press(p, "y")[0].(wish.Do)())

	const removed = "an admin has removed you from the team"
	_, loaded := list(ben)
	if loaded.Err != nil || len(loaded.Entries) != 1 || loaded.Entries[0].Name != "acme" || !strings.Contains(loaded.Entries[0].Err.Error(), removed) {
		t.Fatalf("afterwards ben has %+v", loaded)
	}
	for i, want := range []string{removed, ""} { // said once
		said := ""
		for _, w := range h.Update(loaded) {
			if warn, is := w.(wish.Warn); is {
				said = string(warn)
			}
		}
		if !strings.Contains(said, want) || want == "" && said != "" {
			t.Errorf("%d: the list says %q", i, said)
		}
	}
	if page := h.View(); !strings.Contains(page.Where, "closed to you") || strings.Contains(page.Where, "failed") {
		t.Errorf("the header says %q", page.Where)
	}
	if err := save(ben, "planted"); err == nil || !strings.Contains(err.Error(), removed) {
		t.Errorf("saving: %v", err)
	}
	if _, err := ben.Load("acme"); err == nil || !strings.Contains(err.Error(), "suitekey team join shop") {
		t.Errorf("reading: %v", err)
	}

	if _, loaded := list(also); loaded.Err != nil || len(loaded.Entries) != 1 || loaded.Entries[0].Err != nil {
		t.Errorf("the second program of anna has %+v", loaded)
	}
	if err := save(also, "second"); err != nil {
		t.Errorf("the second program of anna saves: %v", err)
	}

	if err := asks.Ask(t.Context()); err != nil {
		t.Fatal(err)
	}
	p = shown(t, also)
	p.Update(press(p, "a", "y")[0].(wish.Do)())
	_, loaded = list(ben)
	said := ""
	for _, w := range h.Update(loaded) {
		if text, is := w.(wish.Say); is {
			said = string(text)
		}
	}
	if len(loaded.Entries) != 2 || loaded.Entries[0].Err != nil || said != "The vault is open to you again." {
		t.Errorf("added again, ben has %+v, and is told %q", loaded, said)
	}
}

// Two admins answer one request: only the first answer counts, and the second admin is told
// whose it was. A request that has replaced the compared one is not accepted.
func TestTwoAdminsAnswerOneRequest(t *testing.T) {
	anna, asks, homes := offices(t)
	first, second := shown(t, anna), shown(t, unlocked(t, homes[0]))
	accept := press(first, "a", "y")[0].(wish.Do)
	late := press(second, "a", "down", "down", "y")[0].(wish.Do) // as a reader
	first.Update(accept())
	granted := second.Update(late())
	if said, is := granted[0].(wish.Warn); !is || !strings.Contains(string(said), "nna has already added ben, with the role member") {
		t.Errorf("the second admin is told %v", granted)
	}
	if text := look(second); strings.Contains(text, "Asks to be added") || strings.Contains(text, "Add ben?") {
		t.Errorf("the second admin sees\n%s", text)
	}
	if opened, err := asks.Open(t.Context()); err != nil || opened == nil || opened.Self.Role != team.Member {
		t.Errorf("ben opens %v, %v", opened, err)
	}

	other, _, err := team.NewMachine()
	if err != nil {
		t.Fatal(err)
	}
	compared := asks.Identity
	asks.Identity = other // ben asks again, with the key of another computer
	if err := asks.Ask(t.Context()); err != nil {
		t.Fatal(err)
	}
	first = shown(t, anna)
	press(first, "a")
	if text := look(first); !strings.Contains(text, "ben is a member already, with the role member") {
		t.Errorf("the question is\n%s", text)
	}
	asks.Identity = compared
	if err := asks.Ask(t.Context()); err != nil {
		t.Fatal(err)
	}
	granted = first.Update(press(first, "y")[0].(wish.Do)())
	if said, is := granted[0].(wish.Warn); !is || !strings.Contains(string(said), "another one by now") {
		t.Errorf("a request that was replaced: %v", granted)
	}
}
