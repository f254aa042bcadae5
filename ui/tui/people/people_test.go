package people

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"suitekey/core/clocktest"
	"suitekey/core/secret"
	"suitekey/storage/team/engine"
	"suitekey/storage/team/etcdtest"
	team "suitekey/storage/team/people"
	"suitekey/storage/team/teamtest"
	"suitekey/ui/app"
	"suitekey/ui/app/teams"
	"suitekey/ui/tui/frame"
	"suitekey/ui/tui/parts"
	"suitekey/ui/tui/theme"
	"suitekey/ui/tui/wish"
)

var passphrase = secret.New("correct horse battery staple")

// office is a vault on a real engine, with the admin anna, and ben who asks to join.
func office(t *testing.T) (a *app.App, ben *teams.Joining) {
	t.Helper()
	a, ben, _ = offices(t)
	return a, ben
}

// offices is office, and returns the folders of anna's and ben's computers.
func offices(t *testing.T) (a *app.App, ben *teams.Joining, homes [2]string) {
	t.Helper()
	cluster := etcdtest.Start(t, etcdtest.Options{TLS: true})
	as := func(user string, role team.Role) engine.Engine { return teamtest.User(t, cluster, "shop", user, role) }
	homes = [2]string{t.TempDir(), t.TempDir()}
	desk := &teams.Desk{Home: homes[0], Now: clocktest.Now, WorkFactor: 1}
	member, err := desk.Init(t.Context(), as("anna", team.Admin), "anna", passphrase)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = member.Close() })
	other := &teams.Desk{Home: homes[1], Now: clocktest.Now, WorkFactor: 1}
	if ben, err = other.Join(t.Context(), as("ben", team.Member), "ben", passphrase); err == nil {
		err = ben.Ask(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ben.Close() })
	return unlocked(t, homes[0]), ben, homes
}

func unlocked(t *testing.T, home string) *app.App {
	t.Helper()
	a, err := app.New(app.Options{Home: home, Vault: "shop", Now: clocktest.Now, WorkFactor: 1, Getenv: func(string) string { return "" }})
	if err == nil {
		err = a.Unlock(passphrase)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	return a
}

func look(p *People) string {
	page := p.View()
	text := strings.Join(append(page.Body.Lines, page.Aside...), " ")
	return strings.Join(strings.Fields(ansi.Strip(text)), " ") // however it is wrapped
}

func press(p *People, keys ...string) (granted wish.List) {
	for _, key := range keys {
		msg := tea.KeyPressMsg{Text: key, Code: []rune(key)[0]}
		if code, named := map[string]rune{"esc": tea.KeyEscape, "up": tea.KeyUp, "down": tea.KeyDown, "enter": tea.KeyEnter}[key]; named {
			msg = tea.KeyPressMsg{Code: code}
		}
		granted = p.Update(msg)
	}
	return granted
}

// Somebody who asks is added by one key, after the comparison of the fingerprint; any
// other key adds nobody.
func TestAccept(t *testing.T) {
	a, ben := office(t)
	f := &frame.Frame{Theme: theme.New(theme.Terminal{}), Width: 100, Height: 24}
	opened := Show(a, f, LoadCmd(a)().(LoadedMsg))
	open, ok := opened[0].(wish.Open)
	if !ok {
		t.Fatalf("opened %v", opened)
	}
	p := open.Screen.(*People)
	fingerprint := team.Fingerprint(ben.Identity.Recipient)
	if text := look(p); !strings.Contains(text, "Asks to be added") || !strings.Contains(text, fingerprint) || !strings.Contains(text, "anna") {
		t.Errorf("the list is\n%s", text)
	}
	list := p.View().Keys
	press(p, "a")
	for _, keys := range [][]parts.Hint{list, p.View().Keys} {
		if keys[len(keys)-1].Key != "?" {
			t.Errorf("the footer ends in %v", keys)
		}
	}
	if text := look(p); !strings.Contains(text, "Add ben?") || !strings.Contains(text, fingerprint) {
		t.Errorf("the question is\n%s", text)
	}
	for _, key := range []string{"a", "n"} {
		if granted := press(p, key); len(granted) > 0 {
			t.Errorf("%s does %v", key, granted)
		}
	}
	if opened, err := ben.Open(t.Context()); err != nil || opened != nil {
		t.Errorf("ben is let in: %v, %v", opened, err)
	}
	granted := press(p, "a", "y")
	do, ok := granted[0].(wish.Do)
	if !ok {
		t.Fatalf("y does %v", granted)
	}
	if granted = p.Update(do()); len(granted) != 1 || !strings.Contains(string(granted[0].(wish.Say)), "ben is added") {
		t.Errorf("afterwards %v", granted)
	}
	if text := look(p); strings.Contains(text, "Asks to be added") || !strings.Contains(text, "member") {
		t.Errorf("the list is\n%s", text)
	}
	if opened, err := ben.Open(t.Context()); err != nil || opened == nil || opened.Self.Role != team.Member {
		t.Errorf("ben opens %v, %v", opened, err)
	}
	if granted = press(p, "esc"); len(granted) != 1 {
		t.Errorf("esc does %v", granted)
	}
}

// A role other than member is chosen before somebody is added, and both fingerprints are
// there to be compared.
func TestAcceptWithARole(t *testing.T) {
	for role, keys := range map[team.Role][]string{team.Renewer: {"down"}, team.Reader: {"down", "down", "down"}, team.Member: {"down", "up", "up"}} {
		t.Run(string(role), func(t *testing.T) {
			a, ben := office(t)
			p := shown(t, a)
			press(p, append([]string{"a"}, keys...)...)
			if text := look(p); !strings.Contains(text, theme.BarEdge+" "+string(role)) || !strings.Contains(text, team.Fingerprint(ben.Identity.Recipient)) || !strings.Contains(text, p.found.team.Fingerprint()) {
				t.Errorf("the question is\n%s", text)
			}
			p.Update(press(p, "y")[0].(wish.Do)())
			if opened, err := ben.Open(t.Context()); err != nil || opened == nil || opened.Self.Role != role || opened.Self.Machine != (role == team.Renewer) {
				t.Errorf("ben opens %v, %v", opened, err)
			}
		})
	}
}

func shown(t *testing.T, a *app.App) *People {
	t.Helper()
	f := &frame.Frame{Theme: theme.New(theme.Terminal{}), Width: 100, Height: 24}
	open, ok := Show(a, f, LoadCmd(a)().(LoadedMsg))[0].(wish.Open)
	if !ok {
		t.Fatal("nothing is shown")
	}
	return open.Screen.(*People)
}

// A member is removed by one key and a confirmation, and what no encryption takes back is
// said before and after.
func TestRemove(t *testing.T) {
	a, ben := office(t)
	p := shown(t, a)
	p.Update(press(p, "a", "y")[0].(wish.Do)())
	if said, ok := press(p, "x")[0].(wish.Warn); !ok || !strings.Contains(string(said), "Only another admin") { // the cursor is at anna
		t.Errorf("removing oneself: %v", said)
	}
	press(p, "down", "x")
	if text := look(p); !strings.Contains(text, "Remove ben?") || !strings.Contains(text, "The vault has no connection that ben could have seen") {
		t.Errorf("the question is\n%s", text)
	}
	for _, key := range []string{"x", "enter", "n"} {
		if granted := press(p, key); len(granted) > 0 {
			t.Errorf("%s does %v", key, granted)
		}
	}
	before := p.found.team.Fingerprint()
	do := press(p, "x", "y")[0].(wish.Do)
	if text := look(p); !strings.Contains(text, "Removing ben") {
		t.Errorf("meanwhile\n%s", text)
	}
	p.Update(do())
	text := look(p)
	for _, want := range []string{"ben is removed", "Encryption cannot undo that", "suitekey renew --seen-by ben", "etcdctl user delete ben", p.found.team.Fingerprint()} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
	if p.found.team.Fingerprint() == before {
		t.Error("the vault has the key that it had")
	}
	press(p, "enter")
	if text := look(p); !strings.Contains(text, "Removed") || !strings.Contains(text, "ben") {
		t.Errorf("the list is\n%s", text)
	}
	if opened, err := ben.Open(t.Context()); err != nil || opened != nil {
		t.Errorf("ben opens %v, %v", opened, err)
	}
	if _, err := a.Profiles(); err != nil {
		t.Errorf("the session goes on: %v", err)
	}
}

func TestNoTeam(t *testing.T) {
	a, err := app.New(app.Options{Home: t.TempDir(), Now: clocktest.Now, Getenv: func(string) string { return "" }})
	if err != nil {
		t.Fatal(err)
	}
	granted := Show(a, &frame.Frame{}, LoadCmd(a)().(LoadedMsg))
	if said, ok := granted[0].(wish.Warn); !ok || !strings.Contains(string(said), "your own") {
		t.Errorf("opened %v", granted)
	}
}
