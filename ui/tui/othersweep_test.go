package tui

import (
	"testing"

	"suitekey/core/profile"
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
		c.explains(screen.shows, "Everywhere")
	}
	c.press("ctrl+c")
	if !c.model.quits {
		t.Errorf("ctrl+c does not leave:\n%s", c.look())
	}
}
