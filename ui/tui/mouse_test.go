package tui

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"suitekey/core/profile"
	"suitekey/storage"
	"suitekey/ui/tui/theme"
)

// clicks presses the left button on the first place where text stands.
func (c *screen) clicks(text string) {
	c.t.Helper()
	for y, line := range strings.Split(c.look(), "\n") {
		if at := strings.Index(line, text); at >= 0 {
			c.send(tea.MouseClickMsg{X: width(line[:at]), Y: y, Button: tea.MouseLeft})
			return
		}
	}
	c.t.Fatalf("%q is nowhere to be clicked:\n%s", text, c.look())
}

func several(t *testing.T) []storage.Entry {
	return []storage.Entry{
		entry(t, "acme", "1234567", profile.M2M, 412*day),
		entry(t, "acme-rp", "1234567_RP", profile.M2M, -3*day),
		entry(t, "acme-sb1", "1234567_SB1", profile.TBA, 0),
		entry(t, "acme-sb2", "1234567_SB2", profile.M2M, 12*day),
		entry(t, "beta", "7654321", profile.M2M, 40*day),
	}
}

// A row is selected by a click and opened by another; a key of the footer is pressed.
func TestClicksAtHome(t *testing.T) {
	c := atHome(t, several(t)...)
	for _, size := range [][2]int{{80, 24}, {120, 40}, {60, 18}} {
		c.resize(size[0], size[1])
		c.clicks("acme-sb2")
		if got := c.model.home.Selected(); got != "acme-sb2" {
			t.Errorf("%v: a click selected %q", size, got)
		}
		c.clicks("acme-rp")
		if got := c.model.home.Selected(); got != "acme-rp" {
			t.Errorf("%v: a click selected %q", size, got)
		}
	}
	c.resize(80, 24)
	c.clicks("/ find")
	c.typed("beta")
	c.press("enter")
	c.hides("acme-sb1")
	c.clicks("? keys")
	c.shows("removed connections")
}

// In the wizard the terminal keeps the mouse, to select text, until it is switched on.
func TestTheMouseInTheWizard(t *testing.T) {
	c := begin(t)
	if mode := c.model.View().MouseMode; mode != tea.MouseModeNone {
		t.Errorf("the wizard takes the mouse: %v", mode)
	}
	c.press("f3")
	c.typed("mouse")
	c.shows("Switch the mouse on")
	c.press("enter")
	if mode := c.model.View().MouseMode; mode == tea.MouseModeNone {
		t.Error("the mouse is not on")
	}
	c.clicks("ctrl+g explain")
	c.shows("Production is a number such as 1234567.")
}

// : finds what can be done, and every connection.
func TestCommandsAreFound(t *testing.T) {
	c := atHome(t, several(t)...)
	c.press(":")
	c.typed("sort")
	c.press("enter")
	c.shows("Sorted by what ends first.")
	c.press(":")
	c.typed("beta")
	c.shows("production 7654321")
	c.press("enter")
	if c.model.home == c.model.shown() {
		t.Errorf("the connection was not opened:\n%s", c.look())
	}
	c.press("esc", ":")
	c.typed("nothing like it")
	c.shows("No match.")
	c.press("esc", "esc")
	if c.model.home != c.model.shown() {
		t.Errorf("esc does not close the commands:\n%s", c.look())
	}
}

// What ends first comes first, in the colour of its urgency.
func TestSortedByWhatEnds(t *testing.T) {
	c := atHome(t, several(t)...)
	c.press("s")
	var order []string
	for _, line := range strings.Split(c.look(), "\n") {
		for _, name := range []string{"acme-sb1", "acme-sb2", "acme-rp", "beta", "acme "} {
			if strings.Contains(line, name) && (strings.Contains(line, "M2M") || strings.Contains(line, "TBA ")) && len(order) < 5 {
				order = append(order, strings.TrimSpace(name))
				break
			}
		}
	}
	if got := strings.Join(order, " "); got != "acme-rp acme-sb2 beta acme acme-sb1" {
		t.Errorf("the order is %s:\n%s", got, c.look())
	}
	content := c.model.View().Content
	for text, style := range map[string]string{
		"expired": theme.New(c.model.frame.Theme.Terminal).Bad.Render("x"), "12 days": theme.New(c.model.frame.Theme.Terminal).Bad.Render("x"),
		"40 days": theme.New(c.model.frame.Theme.Terminal).Warn.Render("x"),
	} {
		ink, _, _ := strings.Cut(style, "x")
		if at := strings.Index(content, text); at < 0 || !strings.Contains(content[max(at-40, 0):at], strings.TrimSuffix(strings.TrimPrefix(ink, "\x1b["), "m")) {
			t.Errorf("%s is not in its colour", text)
		}
	}
}

// Every screen of a set-up fits every size, and shows its footer.
func TestEveryScreenFitsEverySize(t *testing.T) {
	c := beginWith(t, "acme", profile.M2M, "rest,restlet")
	for _, step := range []string{"account", "method", "role", "integration", "upload", "test"} {
		c.to(step)
		for _, size := range [][2]int{{32, 9}, {40, 12}, {60, 18}, {80, 24}, {99, 30}, {100, 30}, {120, 40}, {200, 60}, {20, 5}, {80, 24}} {
			c.resize(size[0], size[1]) // look checks that no line is too long
			if size[0] < 32 {
				c.shows("Too small")
				continue
			}
			lines := strings.Split(c.look(), "\n")
			if len(lines) != size[1] || !strings.Contains(lines[len(lines)-1], "enter") {
				t.Errorf("%s at %v has no footer:\n%s", step, size, strings.Join(lines, "\n"))
			}
		}
		c.resize(80, 24)
	}
}
