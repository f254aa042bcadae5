package tui

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"suitekey/core/account"
	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/steps"
	"suitekey/steps/setup"
	"suitekey/storage"
	"suitekey/storage/team/engine"
	"suitekey/storage/team/etcdtest"
	"suitekey/storage/team/people"
	"suitekey/storage/team/teamtest"
	"suitekey/ui/app"
	"suitekey/ui/app/teams"
	"suitekey/ui/tui/wish"
)

// readers opens the list of a team's vault, on a real engine, as rita, who may only read. In
// it are a connection by token, one by certificate, an unfinished set-up and a removed
// connection.
func readers(t *testing.T) *screen {
	t.Helper()
	c := withRole(t, people.Reader)
	c.shows("shop · read only")
	return c
}

// withRole is readers with another role of rita in the vault. The engine lets her read only.
func withRole(t *testing.T, role people.Role) *screen {
	t.Helper()
	cluster := etcdtest.Start(t, etcdtest.Options{TLS: true})
	as := func(user string, role people.Role) engine.Engine {
		return teamtest.User(t, cluster, "shop", user, role)
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	passphrase, now := secret.New(goodPassphrase), func() time.Time { return fixedNow }
	opened := func(home string) *app.App { return openShop(t, home) }
	desk := func() *teams.Desk {
		return &teams.Desk{Home: filepath.Join(tempDir(t), "vault"), Now: now, WorkFactor: 1}
	}
	annas, ritas := desk(), desk()
	anna, err := annas.Init(t.Context(), as("anna", people.Admin), "anna", passphrase)
	must(err)
	t.Cleanup(func() { _ = anna.Close() })
	rita, err := ritas.Join(t.Context(), as("rita", people.Reader), "rita", passphrase)
	must(err)
	t.Cleanup(func() { _ = rita.Close() })
	must(anna.Team.Add(t.Context(), people.Person{Name: "rita", Role: role, Recipient: rita.Identity.Recipient}))
	team, err := rita.Open(t.Context())
	must(err)
	must(rita.Confirm(team))

	a := opened(annas.Home)
	for _, name := range []string{"bytoken", "certificate", "gone"} {
		must(a.Session().Save(teamsConnection(t, name), storage.Change{Journey: "setup"}))
	}
	must(a.Session().Remove("gone"))
	facts, err := a.Facts()
	must(err)
	begun := steps.Given{Answers: map[string]string{steps.KeyName: "begun", steps.KeyAccount: "9999901"}}
	must(a.Drafts().Keep(steps.NewWalk(a.Env(), setup.Setup(), begun.Apply(steps.NewState(facts)))))

	c := openScreen(t, opened(ritas.Home), setting{})
	c.until("certificate")
	return c
}

// openShop opens the team's vault shop on the computer whose own vault is in home.
func openShop(t *testing.T, home string) *app.App {
	t.Helper()
	a, err := app.New(app.Options{Home: home, Vault: "shop", WorkFactor: 1, Getenv: setting{}.getenv, Now: func() time.Time { return fixedNow },
		Start: func(string, []string) error { return nil }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	if err := a.Unlock(secret.New(goodPassphrase)); err != nil {
		t.Fatal(err)
	}
	return a
}

// The copy of a team's vault cannot be brought up to date: the list is what the copy has, and
// the reason is said.
func TestAReaderWithoutSpaceForTheCopy(t *testing.T) {
	folder := readers(t).app.Home()
	lock := filepath.Join(folder, "copying.lock")
	if err := errors.Join(os.Remove(lock), os.Mkdir(lock, 0o700)); err != nil {
		t.Fatal(err)
	}
	c := openScreen(t, openShop(t, filepath.Dir(filepath.Dir(folder))), setting{})
	c.until("copying.lock")
	c.shows("bytoken")
	c.shows("certificate")
}

// The operator of the engine has not given a member the permissions of the role: what the
// member has typed stays on this computer.
func TestAReaderOfTheEngineLosesNothing(t *testing.T) {
	c := withRole(t, people.Member)
	c.press("n")
	c.until("Which NetSuite account?")
	c.typed("9999901_RP")
	c.press("ctrl+c")
	c.until("Leave the set-up?")
	c.press("enter")
	for limit := time.After(hangs); !c.model.quits; {
		select {
		case msg := <-c.msgs:
			c.send(msg)
		case <-limit:
			t.Fatalf("the draft is not kept:\n%s", c.look())
		}
	}
	c = openScreen(t, c.app, setting{})
	c.until("9999901-rp")
	c.over("9999901-rp")
	c.press("enter")
	c.until("Which NetSuite account?")
	c.shows("9999901_RP")
}

func teamsConnection(t *testing.T, name string) profile.Profile {
	id, err := account.Parse("9999901")
	if err != nil {
		t.Fatal(err)
	}
	p := profile.Profile{Name: name, Account: id, Method: profile.TBA, ConsumerKey: strings.Repeat("ab", 32), ConsumerSecret: secret.New("s"), TokenID: "id", TokenSecret: secret.New("t"),
		SignatureAlgorithm: "HMAC-SHA256", Surfaces: []profile.Surface{profile.REST}}
	if name == "certificate" {
		key, certificate := pemPair(t)
		p = profile.Profile{Name: name, Account: id, Method: profile.M2M, ConsumerKey: strings.Repeat("ab", 32), CertificateID: "kid", PrivateKey: secret.New(key), Certificate: certificate,
			JWTAlgorithm: "ES256", Surfaces: []profile.Surface{profile.REST}}
	}
	return p
}

// carries runs what a key or a wish has started, to its end.
func (c *screen) carries(cmd tea.Cmd, depth int) {
	c.t.Helper()
	if cmd == nil || depth > 6 { // a spinner goes on for ever
		return
	}
	msg := cmd()
	if list, ok := commands(msg); ok {
		for _, each := range list {
			c.carries(each, depth+1)
		}
		return
	}
	if msg != nil {
		_, next := c.model.Update(msg)
		c.carries(next, depth+1)
	}
}

const readsOnly = "for reading only: the role reader changes no connection"

// refused reports whether the reader is told that the role does not allow it. It fails if
// anything has been opened that asks the reader for something and needs another role.
func (c *screen) refused(what string, depth int) bool {
	c.t.Helper()
	said := strings.Contains(flat(c.look()), readsOnly)
	if w := c.model.top(); w != nil && !slices.Contains([]string{"test", "inspect", "export"}, w.Walk().Flow().Name) {
		c.t.Errorf("%s opens the screen %q for a reader:\n%s", what, w.Walk().Flow().Name, c.look())
	}
	if said && len(c.model.stack) != depth {
		c.t.Errorf("%s is refused, but has changed the screen:\n%s", what, c.look())
	}
	return said
}

// No key and no command leads a reader into a journey, a question or a confirmation that only
// another role can finish: suitekey says so first, and stays where it is.
func TestAReaderIsToldFirst(t *testing.T) {
	c := readers(t)
	keys := []string{"enter", "delete", "backspace", "space", "D", "R"}
	for key := 'a'; key <= 'z'; key++ {
		if !strings.ContainsRune("qvpt", key) { // which leave the vault, or sign in with a connection
			keys = append(keys, string(key))
		}
	}
	for _, place := range []struct {
		name   string
		opens  []string // from the list
		wanted string   // the keys that are refused there
	}{
		{"begun", nil, "enter n i d"},
		{"bytoken", nil, "n i d g m a"},
		{"certificate", nil, "n i d r g a"},
		{"bytoken", []string{"enter"}, "g m a"},
		{"certificate", []string{"enter"}, "r g a"},
		{"gone", []string{"u"}, "enter"},
	} {
		var refused []string
		for _, key := range keys {
			c.atHomeAgain()
			if place.name != "gone" {
				c.over(place.name)
			}
			for _, opener := range place.opens {
				_, cmd := c.model.Update(keyOf(opener))
				c.carries(cmd, 0)
			}
			depth := len(c.model.stack)
			if depth != len(place.opens) {
				t.Fatalf("%v opens nothing:\n%s", place.opens, c.look())
			}
			_, cmd := c.model.Update(keyOf(key))
			c.carries(cmd, 0)
			if c.refused(key, depth) {
				refused = append(refused, key)
			}
		}
		for _, key := range strings.Fields(place.wanted) {
			if !slices.Contains(refused, key) {
				t.Errorf("%s %v: %s is not refused, %v are", place.name, place.opens, key, refused)
			}
		}
	}
	c.atHomeAgain()
	refused := 0
	for _, command := range c.model.home.Commands() {
		leaves := slices.ContainsFunc(command.Wishes, func(w wish.Wish) bool {
			switch w.(type) {
			case wish.Leave, wish.SwitchVault, wish.Practise, wish.Test:
				return true
			}
			return false
		})
		if leaves {
			continue
		}
		c.atHomeAgain()
		c.carries(c.model.grant(c.model.home, command.Wishes), 0)
		if c.refused(command.Title, 0) {
			refused++
		}
	}
	if refused < 7 {
		t.Errorf("only %d commands are refused", refused)
	}
}

// A journey that the command line names is refused before its first question.
func TestAReaderBeginsNoJourney(t *testing.T) {
	a := readers(t).app
	for _, journey := range []string{"setup", "renew", "retoken", "migrate", "change"} {
		c := openScreen(t, a, setting{options: Options{Journey: journey}})
		if c.model.err == nil || !strings.Contains(c.model.err.Error(), readsOnly) || len(c.model.stack) > 0 {
			t.Errorf("%s: %v\n%s", journey, c.model.err, c.look())
		}
	}
}

// atHomeAgain closes all screens above the list, and ends its search.
func (c *screen) atHomeAgain() {
	c.model.drop(0)
	c.press("esc", "esc")
	c.model.frame.Say("")
}
