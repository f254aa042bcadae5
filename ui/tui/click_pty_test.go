//go:build unix

package tui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"
)

// clicksOn presses and releases the left button on the first place where text stands, as
// terminals tell it by SGR.
func (c *terminal) clicksOn(text string) {
	c.t.Helper()
	for y, line := range strings.Split(c.screen(), "\n") {
		if at := strings.Index(line, text); at >= 0 {
			x := len([]rune(line[:at])) + 1
			c.send(fmt.Sprintf("\x1b[<0;%d;%dM\x1b[<0;%d;%dm", x, y+1, x, y+1))
			return
		}
	}
	c.t.Fatalf("%q is nowhere to be clicked:\n%s", text, c.screen())
}

// untilGone waits until text is no longer on the screen.
func (c *terminal) untilGone(text string) {
	c.t.Helper()
	for limit := time.After(hangs); strings.Contains(flat(c.screen()), text); {
		select {
		case <-c.drawn:
		case <-limit:
			c.t.Fatalf("%q stays on the screen:\n%s", text, c.screen())
		}
	}
}

// The real program, by the mouse alone: the welcome, a row of the list, its details, the
// header that sorts, the chips of the footer.
func TestClicksInATerminal(t *testing.T) {
	c := openTerminal(t)
	c.until("Try the other journeys")
	c.clicksOn("Try the other journeys")
	c.until("robot-sb1")
	c.until("shop: The certificate expires")
	c.clicksOn("robot-sb1")
	c.until("robot-sb1: The certificate is valid")
	c.clicksOn("robot-sb1")
	c.until("Private key (PEM)")
	c.clicksOn("esc back") // the mouse is the terminal's here: values are selected by it
	c.send("\x1b")
	c.untilGone("Private key (PEM)")
	c.clicksOn("ENDS IN")
	c.until("Sorted by what ends first.")
	c.clicksOn("NAME")
	c.until("Sorted by name.")
	c.clicksOn("NAME")
	c.until("Sorted by company.")
	c.clicksOn("/ find")
	c.until("type to find")
	c.clicksOn("esc show all")
	c.until("/ find")
	c.clicksOn("shop ")
	c.until("shop: The certificate expires")
	c.clicksOn("r renew")
	c.until("The current certificate may upload")
}

// resize gives the terminal another size, and the emulator with it.
func (c *terminal) resize(cols, rows int) {
	c.t.Helper()
	c.mu.Lock()
	c.emu.Resize(cols, rows)
	c.mu.Unlock()
	if err := pty.Setsize(c.tty, &pty.Winsize{Cols: uint16(cols), Rows: uint16(rows)}); err != nil {
		c.t.Fatal(err)
	}
}

// resizedThrough goes through sizes, among them some in which nothing fits. In each size
// that is enough for it, the main action stands in the footer.
func (c *terminal) resizedThrough(action string) {
	c.t.Helper()
	for _, size := range [][2]int{{32, 9}, {200, 60}, {10, 3}, {60, 18}, {120, 40}, {1, 1}, {80, 24}} {
		c.resize(size[0], size[1])
		switch {
		case size[0] < 10:
			c.untilAll("T") // else the old screen passes for that of the next size
			continue
		case size[0] < 32:
			c.until("Too small")
			continue
		}
		c.untilFooter(action, size)
	}
}

// untilAll waits until nothing but a text is on the screen.
func (c *terminal) untilAll(text string) {
	c.t.Helper()
	for limit := time.After(hangs); strings.TrimSpace(c.screen()) != text; {
		select {
		case <-c.drawn:
		case <-limit:
			c.t.Fatalf("the screen is not %q alone:\n%s", text, c.screen())
		}
	}
}

// untilFooter waits until the last line of the screen begins with the main action.
func (c *terminal) untilFooter(action string, size [2]int) {
	c.t.Helper()
	footer := func() string {
		lines := strings.Split(strings.TrimRight(c.screen(), "\n"), "\n")
		return strings.TrimSpace(lines[len(lines)-1])
	}
	for limit := time.After(hangs); !strings.HasPrefix(footer(), action); {
		select {
		case <-c.drawn:
		case <-limit:
			c.t.Fatalf("at %v the footer does not begin with %q:\n%s", size, action, c.screen())
		}
	}
}

// The real program resized on each of its screens: nothing breaks down, the main action is
// there in every size, and what was typed stays.
func TestResizeOnEveryScreen(t *testing.T) {
	c := openTerminal(t)
	c.until("Try the other journeys")
	c.resizedThrough("enter begin")
	c.until("Set up a practice connection")
	c.send("p")
	c.until("robot-sb1")
	c.resizedThrough("r renew")
	c.until("robot-sb1")
	for _, screen := range []struct{ keys, shows, action string }{
		{"/sb1", "/ sb1", "enter select it"},
		{"\x1b", "shop", "r renew"},
		{":rem", ": rem", "enter do it"},
		{"\x1b\x1b", "shop", "r renew"},
		{"?", "refresh the sandbox", "esc close"},
		{"\x1b", "shop", "r renew"},
		{"\r", "Consumer key (client ID)", "r renew"},
		{"e", "Where to?", "enter open"},
		{"\r", "Alumio", "c copy"},
		{"\x1b", "Where to?", "enter open"},
		{"\x1b", "Consumer key (client ID)", "r renew"},
		{"d", "Remove shop?", "enter"},
		{"999", "999", "enter"},
		{"\x1b", "Consumer key (client ID)", "r renew"},
		{"t", "The connection works.", "enter go on"},
		{"f", "Which fault should be simulated?", "enter simulate"},
		{"\r", "now simulates", "enter go on"},
		{"r", "HTTP 401", "enter"},
		{"p", "What does the column Detail say?", "enter this is it"},
		{"\x1b", "HTTP 401", "enter"},
		{"\x1b", "Consumer key (client ID)", "r renew"},
		{"\x1b", "robot-sb1", "r renew"},
		{"n", "Which NetSuite account?", "enter next"},
		{"1234567_SB9", "1234567_SB9", "enter next"},
		{"\x03", "Leave the set-up?", "enter choose"},
	} {
		c.send(screen.keys)
		c.until(screen.shows)
		c.untilFooter(screen.action, [2]int{80, 24})
		if screen.keys[0] == '\x1b' {
			continue // a screen that was resized before
		}
		c.resizedThrough(screen.action)
		c.until(screen.shows)
	}
}
