package tui

import (
	"testing"

	"suitekey/core/profile"
	"suitekey/ui/tui/explain"
)

// The screens that are no journey: ctrl+g explains, ? too where it is no text, and esc leads
// back to the same place; ctrl+c leaves.
func TestSweepOfTheOtherScreens(t *testing.T) {
	c := furnished(t)
	c.change("shop", "change", []string{"timeout"}, func(p *profile.Profile) { p.Timeout *= 2 })
	for _, screen := range []struct {
		keys  []string
		shows string
	}{
		{nil, "robot-sb1"},
		{[]string{"/"}, "type to find"},
		{[]string{"esc", "home", "enter"}, "Consumer key (client ID)"},
		{[]string{"e"}, "Where to?"},
		{[]string{"/", "y", "a"}, "/ ya"},
		{[]string{"esc", "home", "down", "enter"}, "c copy"},
		{[]string{"w"}, "Write "},
		{[]string{"esc", "esc", "esc", "h"}, "What shop was before"},
		{[]string{"esc", "t"}, "The connection works."},
		{[]string{"f"}, "Which fault should be simulated?"},
		{[]string{"/", "r", "o", "l", "e"}, "/ role"},
	} {
		c.press(screen.keys...)
		c.until(screen.shows)
		c.model.frame.Say("")
		top, before := c.model.shown(), c.look()
		c.explained(screen.shows)
		keys := []string{"ctrl+g"}
		if !top.Typing() {
			keys = append(keys, "?")
		}
		for _, key := range keys {
			c.press(key)
			if _, opened := c.model.shown().(*explain.Explanation); !opened {
				t.Fatalf("%s does not explain the screen with %q:\n%s", key, screen.shows, c.look())
			}
			c.shows("Everywhere")
			c.press("esc")
			if c.model.shown() != top || c.look() != before {
				t.Errorf("after the explanation:\n%s\nand not\n%s", c.look(), before)
			}
		}
	}
	c.press("ctrl+c")
	if !c.model.quits {
		t.Errorf("ctrl+c does not leave:\n%s", c.look())
	}
}
