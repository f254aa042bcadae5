package clipboard

import (
	"errors"
	"strings"
	"sync/atomic"
	"testing"

	"suitekey/core/secret"
	"suitekey/ui/tui/wish"
)

const value = "2badcafe2badcafe2badcafe2badcafe2badcafe2badcafe2badcafe2badcafe"

// pasteboard is a clipboard of a system, with a helper program that can fail or
// hang, and what was said about it.
type pasteboard struct {
	text  string
	err   error
	hangs chan struct{}
	calls atomic.Int32

	c    *Clipboard
	said string
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

func over(p *pasteboard) *pasteboard {
	p.c = New(func(string) string { return "" })
	p.c.Through(p.read, p.write)
	return p
}

// copies does what a copy does, without the 45 s.
func (p *pasteboard) copies(text string, isSecret bool) {
	msg := p.c.CopyCmd(wish.Copy{What: "the value", Text: secret.New(text), Secret: isSecret})()
	p.hears(p.c.Update(msg))
}

// due is the end of the 45 s of copy number run. It tells how much there was to do.
func (p *pasteboard) due(run int) (done int) {
	wishes := p.c.Update(DueMsg{run})
	p.hears(wishes)
	for _, w := range wishes {
		if do, ok := w.(wish.Do); ok {
			done++
			p.hears(p.c.Update(do()))
		}
	}
	return done
}

func (p *pasteboard) hears(wishes wish.List) {
	for _, w := range wishes {
		switch w := w.(type) {
		case wish.Say:
			p.said = string(w)
		case wish.Warn:
			p.said = string(w)
		}
	}
}

func (p *pasteboard) wantSaid(t *testing.T, text string) {
	t.Helper()
	if !strings.Contains(p.said, text) {
		t.Errorf("it says %q, not %q", p.said, text)
	}
}

func TestACopiedSecretIsTakenOutAgain(t *testing.T) {
	p := over(&pasteboard{})
	p.copies(value, true)
	if p.text != value {
		t.Fatalf("the clipboard holds %q", p.text)
	}
	p.err = errors.New("no display")
	p.due(1)
	p.wantSaid(t, "could not be cleared")
	if p.c.native.text.IsEmpty() {
		t.Error("it was forgotten although it is still there")
	}
	if _, told := p.c.Leave(); told == "" {
		t.Error("nothing is told at the end")
	}
	p.err = nil
	if _, told := p.c.Leave(); told != "" || p.text != "" {
		t.Errorf("at the end: %q, %q", told, p.text)
	}
}

func TestASecretThatWentThroughTheTerminalIsCleared(t *testing.T) {
	p := over(&pasteboard{err: errors.New("no display")})
	p.copies(value, true)
	p.wantSaid(t, "OSC 52")
	if p.c.terminal.text.IsEmpty() || !p.c.native.text.IsEmpty() {
		t.Error("it is not remembered by the way it went")
	}
	if control, _ := p.c.Leave(); control == "" {
		t.Error("the terminal's clipboard is left as it is")
	}
	if p.due(1) == 0 {
		t.Error("nothing was cleared")
	}
	p.wantSaid(t, "The terminal's clipboard was cleared")
}

// A secret in one clipboard is not forgotten because something else went to the
// other.
func TestEachClipboardIsRemembered(t *testing.T) {
	p := over(&pasteboard{})
	p.copies(value, true)
	p.err = errors.New("no display")
	p.copies("a link", false)
	p.err = nil
	p.due(1)
	if p.text != "" {
		t.Errorf("the clipboard holds %q", p.text)
	}
	p.copies(value, true)
	p.copies("a link", false)
	p.due(3)
	if p.text != "a link" {
		t.Errorf("what somebody copied after it became %q", p.text)
	}
}

func TestAHangingHelperIsCalledOnce(t *testing.T) {
	p := over(&pasteboard{hangs: make(chan struct{})})
	for range 5 {
		p.copies(value, true)
	}
	if p.calls.Load() != 1 {
		t.Errorf("%d calls", p.calls.Load())
	}
	close(p.hangs)
}

func TestAnotherTextIsLeftAlone(t *testing.T) {
	p := over(&pasteboard{text: "something else"})
	if there, err := p.c.clear(secret.New("the secret")); there || err != nil {
		t.Errorf("cleared: %v %v", there, err)
	}
	if p.text != "something else" {
		t.Errorf("the clipboard has %q", p.text)
	}
}
