// Package clipboard copies values, and clears copied secrets from the clipboard later.
package clipboard

import (
	"errors"
	"fmt"
	"os/exec"
	"runtime"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	native "github.com/atotto/clipboard"
	"github.com/charmbracelet/x/ansi"

	"suitekey/core/secret"
	"suitekey/ui/tui/wish"
)

// Clipboard copies to the system's clipboard, or through the terminal (OSC 52) if the
// system has none or its clipboard is that of another computer. These can be two different
// clipboards, so Clipboard remembers for each one which secret it contains.
type Clipboard struct {
	read         func() (string, error)
	write        func(string) error
	terminalOnly bool
	run          int // number of the last copy
	inTmux       bool
	native       held
	terminal     held

	calling chan struct{} // one native call at a time
}

// held is a copied secret that has to be cleared.
type held struct {
	text secret.Secret
	run  int // the copy that placed it there
}

// clipboardLimit bounds a call, because the helper programs can hang without a display.
const clipboardLimit = 2 * time.Second

// secretStays is how long a copied secret stays in the clipboard.
const secretStays = 45 * time.Second

var (
	errClipboardSlow = errors.New("the clipboard does not answer")
	errClipboardBusy = errors.New("the clipboard has not answered the previous call yet")
	errWasThere      = errors.New("the secret was there")
)

// New finds the clipboards that this computer and its terminal offer.
func New(getenv func(string) string) *Clipboard {
	c := &Clipboard{read: native.ReadAll, write: native.WriteAll, terminalOnly: native.Unsupported, calling: make(chan struct{}, 1)}
	headless := runtime.GOOS != "windows" && runtime.GOOS != "darwin" && getenv("DISPLAY") == "" && getenv("WAYLAND_DISPLAY") == ""
	if getenv("SSH_TTY") != "" || headless {
		c.terminalOnly = true
	}
	c.inTmux = getenv("TMUX") != ""
	return c
}

// toTmux passes a text to tmux, which passes it on to the attached terminal. By default
// tmux drops a control sequence of a program that runs inside it.
func toTmux(text string) error {
	cmd := exec.Command("tmux", "load-buffer", "-w", "-")
	cmd.Stdin = strings.NewReader(text)
	return cmd.Run()
}

// Update handles the messages of copying and clearing.
func (c *Clipboard) Update(msg tea.Msg) wish.List {
	switch msg := msg.(type) {
	case copiedMsg:
		return c.copied(msg)
	case DueMsg:
		return c.due(msg.Run)
	case clearedMsg:
		return c.cleared(msg)
	}
	return nil
}

// Through replaces the functions that access the system's clipboard. Tests use it.
func (c *Clipboard) Through(read func() (string, error), write func(string) error) {
	c.read, c.write, c.terminalOnly = read, write, false
}

// Copies returns the number of the last copy.
func (c *Clipboard) Copies() int { return c.run }

// copiedMsg is the result of copying.
type copiedMsg struct {
	what     string
	text     secret.Secret
	isSecret bool
	run      int
	native   bool // the system's clipboard contains the text, or may contain it
	terminal bool // the text still has to go through the terminal
	tmux     bool // tmux has the text and passes it on
}

// CopyCmd copies a text.
func (c *Clipboard) CopyCmd(w wish.Copy) tea.Cmd {
	c.run++
	msg := copiedMsg{what: w.What, text: w.Text, isSecret: w.Secret, run: c.run, terminal: true}
	if c.terminalOnly && c.inTmux && !w.Secret { // tmux keeps what it receives: never a secret
		return func() tea.Msg {
			msg.tmux = c.limited(func() error { return toTmux(w.Text.Reveal()) }) == nil
			return msg
		}
	}
	if c.terminalOnly {
		return func() tea.Msg { return msg }
	}
	return func() tea.Msg {
		err := c.limited(func() error { return c.write(w.Text.Reveal()) })
		msg.terminal = err != nil
		msg.native = err == nil || errors.Is(err, errClipboardSlow) // a slow call may still succeed
		return msg
	}
}

// limited stops waiting for a slow helper program, which it cannot end. Until that program
// ends, no other one is started, because each of them contains a secret.
func (c *Clipboard) limited(call func() error) error {
	select {
	case c.calling <- struct{}{}:
	default:
		return errClipboardBusy
	}
	done := make(chan error, 1)
	go func() {
		err := call()
		<-c.calling // before the result: its receiver may call again at once
		done <- err
	}()
	select {
	case err := <-done:
		return err
	case <-time.After(clipboardLimit):
		return errClipboardSlow
	}
}

// copied says where the text was copied. A text that is not secret is also shown if nobody
// can know whether the copy arrived.
func (c *Clipboard) copied(msg copiedMsg) wish.List {
	text := fmt.Sprintf("Copied %s to the clipboard.", msg.what)
	var wishes wish.List
	if msg.terminal {
		text = fmt.Sprintf("Sent %s to the terminal's clipboard (OSC 52). suitekey cannot check that the text arrived.", msg.what)
		if msg.tmux {
			text = fmt.Sprintf("Sent %s to tmux and to the terminal's clipboard. suitekey cannot check that the text arrived.", msg.what)
		}
		if !msg.isSecret {
			text += " Here it is: " + msg.text.Reveal()
		}
		wishes = append(wishes, wish.Do(tea.SetClipboard(msg.text.Reveal())))
	}
	c.hold(msg)
	if msg.isSecret {
		text += fmt.Sprintf(" It is cleared in %d s.", int(secretStays.Seconds()))
		run := msg.run
		wishes = append(wishes, wish.Do(tea.Tick(secretStays, func(time.Time) tea.Msg { return DueMsg{run} })))
	}
	return append(wishes, wish.Say(text))
}

// hold remembers a secret for each clipboard that received it. A later text in the same
// clipboard replaces it.
func (c *Clipboard) hold(msg copiedMsg) {
	now := held{}
	if msg.isSecret {
		now = held{msg.text, msg.run}
	}
	if msg.native && (msg.isSecret || !msg.terminal) {
		c.native = now
	}
	if msg.terminal {
		c.terminal = now
	}
}

// DueMsg says that it is time to clear a copied secret.
type DueMsg struct{ Run int }

// clearedMsg is the result of clearing the system's clipboard.
type clearedMsg struct {
	was   held
	there bool // the clipboard still contained the secret
	err   error
}

// due clears what copy number run placed in the clipboard. The content of a clipboard
// behind the terminal cannot be read, so it is overwritten.
func (c *Clipboard) due(run int) wish.List {
	var wishes wish.List
	if c.terminal.run == run && !c.terminal.text.IsEmpty() {
		c.terminal = held{}
		wishes = append(wishes, wish.Say("The terminal's clipboard was cleared. Its content could not be checked first."), wish.Do(tea.SetClipboard("")))
	}
	if was := c.native; was.run == run && !was.text.IsEmpty() {
		wishes = append(wishes, wish.Do(func() tea.Msg {
			there, err := c.clear(was.text)
			return clearedMsg{was, there, err}
		}))
	}
	return wishes
}

// cleared forgets a secret once the clipboard no longer contains it.
func (c *Clipboard) cleared(msg clearedMsg) wish.List {
	if msg.err != nil {
		return wish.List{wish.Warn(notCleared)}
	}
	if c.native.run == msg.was.run {
		c.native = held{}
	}
	if msg.there {
		return wish.List{wish.Say("The copied secret was cleared from the clipboard.")}
	}
	return nil
}

const notCleared = "The clipboard does not answer, so the copied secret could not be cleared: copy something else over it."

// clear empties the system's clipboard if it still holds the secret.
func (c *Clipboard) clear(text secret.Secret) (there bool, err error) {
	err = c.limited(func() error {
		now, err := c.read()
		if err != nil || !text.Equal(secret.New(now)) {
			return err
		}
		if err := c.write(""); err != nil {
			return err
		}
		return errWasThere
	})
	if errors.Is(err, errWasThere) {
		return true, nil
	}
	return false, err
}

// Leave clears copied secrets when the program ends. It returns the sequence to write to
// the terminal, and a sentence for the person.
func (c *Clipboard) Leave() (control, told string) {
	if !c.terminal.text.IsEmpty() {
		control = ansi.SetSystemClipboard("")
	}
	if !c.native.text.IsEmpty() {
		if _, err := c.clear(c.native.text); err != nil {
			told = notCleared
		}
	}
	return control, told
}

// ReadMsg is the content of the clipboard.
type ReadMsg struct {
	Text secret.Secret
	Err  error
}

// Read reads the clipboard for ctrl+v. Most terminals paste by themselves and do not pass
// this key on.
func (c *Clipboard) Read() wish.List {
	if c.terminalOnly {
		return wish.List{wish.Say("Paste with the terminal's own key, often ctrl+shift+v.")}
	}
	return wish.List{wish.Do(func() tea.Msg {
		var text string
		err := c.limited(func() (err error) { text, err = c.read(); return err })
		if err != nil { // a late answer must not race with this one
			return ReadMsg{Err: err}
		}
		return ReadMsg{Text: secret.New(text)}
	})}
}
