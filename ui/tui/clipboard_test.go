package tui

import (
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"suitekey/core/secret"
)

// pasteboard is a clipboard of a system, with a helper program that can fail or hang.
type pasteboard struct {
	text  string
	err   error
	hangs chan struct{}
	calls atomic.Int32
}

func (p *pasteboard) write(text string) error {
	p.calls.Add(1)
	if p.hangs != nil {
		<-p.hangs
	}
	if p.err == nil {
		p.text = text
	}
	return p.err
}

func (p *pasteboard) read() (string, error) { return p.text, p.err }

// copying opens a screen over a pasteboard.
func copying(t *testing.T, p *pasteboard) *screen {
	t.Helper()
	c := newScreen(t, setting{demo: true})
	c.model.clip.read, c.model.clip.write, c.model.clip.terminalOnly = p.read, p.write, false
	return c
}

// copies does what a copy does, without the 45 s.
func (c *screen) copies(text string, isSecret bool) {
	c.t.Helper()
	msg := c.model.copyCmd("the value", secret.New(text), isSecret)()
	c.model.Update(msg)
}

// due is the end of the 45 s of copy number run. It runs what is to be run.
func (c *screen) due(run int) (batch int) {
	c.t.Helper()
	_, cmd := c.model.Update(clipboardDueMsg{run})
	if cmd == nil {
		return 0
	}
	msg := cmd()
	if list, ok := commands(msg); ok {
		for _, each := range list {
			c.model.Update(each())
		}
		return len(list)
	}
	c.model.Update(msg)
	return 1
}

func TestACopiedSecretIsTakenOutAgain(t *testing.T) {
	p := &pasteboard{}
	c := copying(t, p)
	c.copies(hexB, true)
	if p.text != hexB {
		t.Fatalf("the clipboard holds %q", p.text)
	}
	p.err = errors.New("no display")
	c.due(1)
	c.shows("could not be taken out of the clipboard")
	if c.model.clip.native.text.IsEmpty() {
		t.Error("it was forgotten although it is still there")
	}
	if _, told := c.model.clip.leave(); told == "" {
		t.Error("nothing is told at the end")
	}
	p.err = nil
	if _, told := c.model.clip.leave(); told != "" || p.text != "" {
		t.Errorf("at the end: %q, %q", told, p.text)
	}
}

func TestASecretThatWentThroughTheTerminalIsCleared(t *testing.T) {
	p := &pasteboard{err: errors.New("no display")}
	c := copying(t, p)
	c.copies(hexB, true)
	c.shows("OSC 52")
	if c.model.clip.terminal.text.IsEmpty() || !c.model.clip.native.text.IsEmpty() {
		t.Error("it is not remembered by the way it went")
	}
	if control, _ := c.model.clip.leave(); control == "" {
		t.Error("the terminal's clipboard is left as it is")
	}
	if c.due(1) == 0 {
		t.Error("nothing was cleared")
	}
	c.shows("The terminal's clipboard was emptied")
}

// A secret in one clipboard is not forgotten because something else went to the
// other.
func TestEachClipboardIsRemembered(t *testing.T) {
	p := &pasteboard{}
	c := copying(t, p)
	c.copies(hexB, true)
	p.err = errors.New("no display")
	c.copies("a link", false)
	p.err = nil
	c.due(1)
	if p.text != "" {
		t.Errorf("the clipboard holds %q", p.text)
	}
	c.copies(hexB, true)
	c.copies("a link", false)
	c.due(3)
	if p.text != "a link" {
		t.Errorf("what somebody copied after it became %q", p.text)
	}
}

func TestAHangingHelperIsCalledOnce(t *testing.T) {
	p := &pasteboard{hangs: make(chan struct{})}
	c := copying(t, p)
	began := time.Now()
	for range 5 {
		c.copies(hexB, true)
	}
	if took := time.Since(began); took > clipboardLimit+time.Second || p.calls.Load() != 1 {
		t.Errorf("%d calls, %s", p.calls.Load(), took)
	}
	close(p.hangs)
}
