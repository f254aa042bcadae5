package tui

import (
	"strings"
	"suitekey/ui/tui/parts"
	"testing"
	"time"

	"suitekey/core/profile"
	"suitekey/steps/journeys"
)

// furnished is the list of a demo with the practice connections.
func furnished(t *testing.T) *screen {
	t.Helper()
	c := newScreen(t, setting{demo: true})
	c.press("down", "enter")
	c.until("robot-sb1")
	c.until("The certificate of shop is due")
	return c
}

// over moves the cursor of the list to a connection.
func (c *screen) over(name string) {
	c.t.Helper()
	c.press("home")
	for range 10 {
		if strings.HasPrefix(c.model.home.Selected(), name) {
			return
		}
		c.press("down")
	}
	c.t.Fatalf("%s is not in the list:\n%s", name, c.look())
}

// reach waits for a step that work leads to.
func (c *screen) reach(step string) {
	c.t.Helper()
	limit := time.After(hangs)
	for c.at() != step || c.model.top().Working() {
		select {
		case msg := <-c.msgs:
			c.send(msg)
		case <-limit:
			c.t.Fatalf("%s is open, not %s:\n%s", c.at(), step, c.look())
		}
	}
}

// What is due comes first, and the journey is walked to its end.
func TestRenewalFromTheList(t *testing.T) {
	c := furnished(t)
	c.over("shop")
	c.press("esc")
	c.golden("home-due")
	c.shows("r renew enter details")
	usedBy(c, "shop", "alumio")
	c.press("r")
	c.until("The current certificate may upload the next one.")
	c.press("esc") // nothing was begun: no question
	c.until("Connections")
	c.press("r")
	c.until("The current certificate may upload the next one.")
	c.press("enter")
	c.reach("key")
	c.press("enter", "enter")
	c.reach("rotate")
	c.press("enter")
	c.until("NetSuite has the new certificate")
	c.press("ctrl+c")
	c.shows("Leave the certificate renewal?")
	c.shows("NetSuite already has the new certificate")
	c.shows("Practice is kept until suitekey ends.")
	c.press("enter") // kept
	c.until("before the test")
	c.golden("home-unfinished")
	c.over("renewal of shop")
	c.press("d")
	c.until("Discard the renewal of shop?")
	c.shows("until an administrator revokes it")
	c.press("enter")
	c.until("before the test, kept")
	c.over("renewal of shop")
	c.press("enter")
	c.until("Resumed at the same step.")
	c.reach("test")
	c.press("enter")
	c.until("The connection works.")
	c.press("enter")
	c.until("now signs in with the new certificate")
	c.press("esc")
	c.shows("You cannot go back from here")
	c.press("enter")
	c.reach("handover")
	c.shows("its old access token")
	c.shows("the ID changes")
	c.press("e")
	c.until("Clients > HTTP Authentications")
	c.press("esc")
	c.until("Hand the new key over")
	c.press("enter")
	c.until("in the form of the product")
	c.press("e")
	c.until("Clients > HTTP Authentications")
	c.press("esc")
	c.press("enter")
	c.reach("in-use")
	c.hover("yes")
	c.press("enter")
	c.reach("retire")
	c.hover("now")
	c.press("enter") // of production the account ID is wanted
	c.typed("9999901")
	c.press("enter")
	c.until("The former certificate is revoked.")
	c.golden("renew-end")
	c.press("enter")
	c.until("Connections")
	p, err := c.app.Load("shop")
	if err != nil || p.Old != nil || len(c.drafts()) > 0 {
		t.Errorf("saved %+v, %v, drafts %q", p.Old, err, c.drafts())
	}
	if summary := strings.Join(c.model.summary, "\n"); !strings.Contains(summary, "shop is ready") || !strings.Contains(summary, "The former certificate is revoked.") {
		t.Errorf("the scrollback gets %q", summary)
	}
}

// usedBy says which product uses a saved connection.
func usedBy(c *screen, name, product string) {
	c.t.Helper()
	p, err := c.app.Load(name)
	if err == nil {
		p.Product = product
		err = c.app.Env().Vault.Replace(p, "change", []string{"consumer"})
	}
	if err != nil {
		c.t.Fatal(err)
	}
	c.run(c.model.home.Load)
}

// After a refresh all connections of the sandbox have their turn, and one can be
// left for later in the middle.
func TestSandboxRefreshFromTheList(t *testing.T) {
	c := furnished(t)
	c.press("x")
	c.until("was refreshed")
	c.over("shop-sb1")
	c.press("g")
	c.until("What happened to the account?")
	c.press("enter", "enter", "enter")
	c.until("Which connections do you want to fix?")
	c.golden("retoken-choose")
	c.press("enter")
	c.until("Connection 1 of 2")
	c.golden("retoken-turn")
	c.press("enter", "enter")
	c.reach("token")
	c.press("ctrl+n")
	c.until("shop-sb1 is skipped")
	c.shows("2 of 2: robot-sb1")
	c.press("enter", "enter")
	c.reach("upload")
	c.press("ctrl+r")
	c.shows("To give away, in")
	c.press("esc", "ctrl+p")
	c.until("has uploaded the certificate")
	c.press("enter")
	c.reach("test")
	c.press("enter")
	c.until("The connection works.")
	c.press("enter")
	c.reach("skipped")
	c.press("esc")
	c.shows("You cannot go back")
	c.press("enter")
	c.reach("turn")
	c.press("enter", "enter")
	c.reach("token")
	c.press("ctrl+p", "tab", "ctrl+p", "enter")
	c.reach("test")
	c.press("enter")
	c.until("The connection works.")
	c.press("enter")
	c.until("2 connections of 9999901_SB1 fixed")
	c.press("enter")
	c.until("Connections")
	for _, name := range []string{"shop-sb1", "robot-sb1"} {
		if report, err := c.app.Access().Test(t.Context(), name, nil); err != nil || !report.OK {
			t.Errorf("%s does not work after it: %v", name, err)
		}
	}
}

// A failed test of a saved connection leads into the journey that mends it, with
// what is to change chosen already.
func TestMendingASavedConnection(t *testing.T) {
	c := furnished(t)
	c.change("shop", "setup", nil, func(p *profile.Profile) { p.Scopes = []string{"restlets"} })
	c.over("shop")
	c.press("t")
	c.until("The scopes do not cover the use of the connection")
	c.shows("enter change it")
	c.press("enter")
	c.until("What do you want to change?")
	c.golden("change")
	c.press("enter")
	c.reach("scopes")
	c.choose("rest_webservices")
	c.press("enter")
	c.reach("test")
	c.press("enter")
	c.until("The connection works.")
	c.press("enter")
	c.until("shop is saved. Changed: scopes")
	c.press("enter")
	c.until("Connections")
	if p, err := c.app.Load("shop"); err != nil || strings.Join(p.Scopes, " ") != "rest_webservices" {
		t.Errorf("saved %v, %v", p.Scopes, err)
	}
}

// The link of a browser sign-in can be copied whole, also while the browser is
// waited for; esc ends the waiting.
func TestTheLinkOfABrowserSignIn(t *testing.T) {
	c := furnished(t)
	c.press("x")
	c.until("was refreshed")
	c.over("shop-sb1")
	c.press("enter")
	c.until("Consumer secret")
	c.press("g")
	c.until("What happened to the account?")
	c.press("enter", "enter", "enter")
	c.until("Which connections do you want to fix?")
	c.press("enter")
	c.reach("turn")
	c.hover("browser")
	c.press("enter")
	c.reach("allow")
	link := c.state().Authorize()
	if frame := strings.ReplaceAll(c.look(), " ", ""); link == "" || !strings.Contains(flatLink(frame), strings.ReplaceAll(link, " ", "")) {
		t.Errorf("%s is not on the screen whole:\n%s", link, c.look())
	}
	c.press("ctrl+y")
	c.until("the link to the")
	c.press("enter")
	c.until("NetSuite made a token pair")
}

// flatLink joins the lines of the body without a blank between them.
func flatLink(frame string) string {
	var b strings.Builder
	for _, line := range strings.Split(frame, "\n") {
		_, right, ok := strings.Cut(line, ruleUp)
		if !ok {
			right = line
		}
		b.WriteString(strings.TrimSuffix(strings.TrimSuffix(strings.TrimSpace(right), parts.KeyOpen), parts.KeyCopy))
	}
	return b.String()
}

func TestKeysThatApply(t *testing.T) {
	c := furnished(t)
	c.over("robot-sb1")
	c.press("m") // it has left TBA, so the journey asks which one
	c.until("shop-sb1 The connection can move to M2M now.")
	if got := c.model.top().Walk().Flow().Name; got != journeys.Migrate().Name {
		t.Errorf("m opened %s", got)
	}
	c.press("esc")
	c.until("Connections")
}
