//go:build unix

package tui

import (
	"strings"
	"testing"
)

// A terminal with a stack of titles gets the former one back, after the last title of the
// program's own.
func TestTheFormerTitleComesBack(t *testing.T) {
	c := openTerminal(t)
	c.until("Set up a practice connection")
	c.send("\x03")
	_, output := c.wait()
	saved, own := strings.Index(output, "\x1b[22;2t"), strings.Index(output, "\x1b]2;suitekey")
	last, restored := strings.LastIndex(output, "\x1b]2;"), strings.LastIndex(output, "\x1b[23;2t")
	if saved < 0 || own < saved || restored < last {
		t.Errorf("title saved at %d, set at %d, last set at %d, restored at %d", saved, own, last, restored)
	}
	if n, m := strings.Count(output, "\x1b[22;2t"), strings.Count(output, "\x1b[23;2t"); n != 1 || m != 1 {
		t.Errorf("saved %d times, restored %d times", n, m)
	}
}
