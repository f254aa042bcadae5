package tui

import (
	"errors"
	"fmt"
	"runtime"
	"time"

	tea "charm.land/bubbletea/v2"
	native "github.com/atotto/clipboard"
	"github.com/charmbracelet/x/ansi"

	"suitekey/core/secret"
)

// clipboard is the way to the clipboard: the system's own, or through the
// terminal (OSC 52) where there is none or it is that of another computer. The
// two can be different clipboards: what is held is remembered of each.
type clipboard struct {
	read         func() (string, error)
	write        func(string) error
	terminalOnly bool
	run          int // number of the last copy
	native       held
	terminal     held

	calling chan struct{} // one native call at a time
}

// held is a secret that was copied and is to be taken out again.
type held struct {
	text secret.Secret
	run  int // the copy that put it there
}

// clipboardLimit bounds a call: the helper programs can hang without a display.
const clipboardLimit = 2 * time.Second

// secretStays is how long a copied secret stays in the clipboard.
const secretStays = 45 * time.Second

var (
	errClipboardSlow = errors.New("the clipboard does not answer")
	errClipboardBusy = errors.New("the clipboard has not answered the call before")
	errWasThere      = errors.New("the secret was there")
)

func newClipboard(getenv func(string) string) *clipboard {
	c := &clipboard{read: native.ReadAll, write: native.WriteAll, terminalOnly: native.Unsupported, calling: make(chan struct{}, 1)}
	headless := runtime.GOOS != "windows" && runtime.GOOS != "darwin" && getenv("DISPLAY") == "" && getenv("WAYLAND_DISPLAY") == ""
	if getenv("SSH_TTY") != "" || headless {
		c.terminalOnly = true
	}
	return c
}

// copiedMsg says what came of copying.
type copiedMsg struct {
	what     string
	text     secret.Secret
	isSecret bool
	run      int
	native   bool // it is in the system's clipboard, or may be
	terminal bool // it has to go through the terminal
}

// copyCmd copies text. what names it: "the link".
func (m *model) copyCmd(what string, text secret.Secret, isSecret bool) tea.Cmd {
	c := m.clip
	c.run++
	msg := copiedMsg{what: what, text: text, isSecret: isSecret, run: c.run, terminal: true}
	if c.terminalOnly {
		return func() tea.Msg { return msg }
	}
	return func() tea.Msg {
		err := c.limited(func() error { return c.write(text.Reveal()) })
		msg.terminal = err != nil
		msg.native = err == nil || errors.Is(err, errClipboardSlow) // a slow one may still get there
		return msg
	}
}

// limited gives up waiting for a helper program. It cannot be stopped, and
// until it ends no other is started: each holds a secret.
func (c *clipboard) limited(call func() error) error {
	select {
	case c.calling <- struct{}{}:
	default:
		return errClipboardBusy
	}
	done := make(chan error, 1)
	go func() {
		err := call()
		<-c.calling // first: who hears of the end may call again at once
		done <- err
	}()
	select {
	case err := <-done:
		return err
	case <-time.After(clipboardLimit):
		return errClipboardSlow
	}
}

// copied tells which way the text went, and shows a text that is no secret
// where nobody can tell whether it arrived.
func (m *model) copied(msg copiedMsg) tea.Cmd {
	text := fmt.Sprintf("Copied %s to the clipboard.", msg.what)
	var cmds []tea.Cmd
	if msg.terminal {
		text = fmt.Sprintf("Sent %s to the terminal's clipboard (OSC 52); whether it took it cannot be seen.", msg.what)
		if !msg.isSecret {
			text += " Here it is: " + msg.text.Reveal()
		}
		cmds = append(cmds, tea.SetClipboard(msg.text.Reveal()))
	}
	m.clip.hold(msg)
	if msg.isSecret {
		text += fmt.Sprintf(" It is cleared in %d s.", int(secretStays.Seconds()))
		run := msg.run
		cmds = append(cmds, tea.Tick(secretStays, func(time.Time) tea.Msg { return clipboardDueMsg{run} }))
	}
	m.say(text)
	return tea.Batch(cmds...)
}

// hold remembers a secret for each way it went. Any other text that went the
// same way has replaced the one before.
func (c *clipboard) hold(msg copiedMsg) {
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

// clipboardDueMsg: it is time to clear what was copied.
type clipboardDueMsg struct{ run int }

// clipboardClearedMsg says how the clearing of the system's clipboard went.
type clipboardClearedMsg struct {
	was   held
	there bool // it still held the secret
	err   error
}

// clearCmd takes what copy number run left in the clipboard out of it again.
// Through the terminal nobody can look: it is overwritten.
func (m *model) clearCmd(run int) tea.Cmd {
	c := m.clip
	var cmds []tea.Cmd
	if c.terminal.run == run && !c.terminal.text.IsEmpty() {
		c.terminal = held{}
		m.say("The terminal's clipboard was emptied: what was there could not be compared first.")
		cmds = append(cmds, tea.SetClipboard(""))
	}
	if was := c.native; was.run == run && !was.text.IsEmpty() {
		cmds = append(cmds, func() tea.Msg {
			there, err := c.clear(was.text)
			return clipboardClearedMsg{was, there, err}
		})
	}
	return tea.Batch(cmds...)
}

// cleared forgets a secret that is out of the clipboard, and only then.
func (m *model) cleared(msg clipboardClearedMsg) {
	if msg.err != nil {
		m.warn(notCleared)
		return
	}
	if m.clip.native.run == msg.was.run {
		m.clip.native = held{}
	}
	if msg.there {
		m.say("The copied secret was taken out of the clipboard.")
	}
}

const notCleared = "The copied secret could not be taken out of the clipboard, which does not answer: copy something else over it."

// clear empties the system's clipboard if it still holds the secret.
func (c *clipboard) clear(text secret.Secret) (there bool, err error) {
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

// leave takes copied secrets out of the clipboard at the end. It returns what
// has to be written to the terminal for that, and what to tell.
func (c *clipboard) leave() (control, told string) {
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

// clipboardReadMsg is what ctrl+v found.
type clipboardReadMsg struct {
	text secret.Secret
	err  error
}

// readClipboardCmd reads the clipboard for ctrl+v. Most terminals paste by
// themselves; this is for those that pass the key on.
func (m *model) readClipboardCmd() tea.Cmd {
	if m.clip.terminalOnly {
		m.say("Paste with the terminal's own key, often ctrl+shift+v.")
		return nil
	}
	c := m.clip
	return func() tea.Msg {
		var text string
		err := c.limited(func() (err error) { text, err = c.read(); return err })
		if err != nil { // a late answer must not race with this
			return clipboardReadMsg{err: err}
		}
		return clipboardReadMsg{text: secret.New(text)}
	}
}
