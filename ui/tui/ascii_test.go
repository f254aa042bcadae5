package tui

import (
	"strings"
	"testing"
)

func TestASCII(t *testing.T) {
	c := newScreen(t, setting{demo: true, env: map[string]string{"LANG": "C"}})
	c.press("enter")
	c.until("Which NetSuite account?")
	c.press("ctrl+p")
	for _, r := range c.look() {
		if r > 127 {
			t.Fatalf("%q on a screen without UTF-8:\n%s", r, c.look())
		}
	}
	if !strings.Contains(c.look(), "* Account") {
		t.Errorf("no sign before the step:\n%s", c.look())
	}
}
