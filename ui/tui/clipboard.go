package tui

import (
	"errors"
	"fmt"
	"runtime"
	"time"

	tea "charm.land/bubbletea/v2"
	native "github.com/atotto/clipboard"

	"suitekey/core/secret"
)

// clipboard is the way to the clipboard: the system's own, or through the
// terminal (OSC 52) where there is none or it is that of another computer.
type clipboard struct {
	read     func() (string, error)
	write    func(string) error
	terminal bool // only through the terminal
	held     secret.Secret
	run      int
}

// clipboardLimit bounds a call: the helper programs can hang without a display.
const clipboardLimit = 2 * time.Second

// secretStays is how long a copied secret stays in the clipboard.
const secretStays = 45 * time.Second

var errClipboardSlow = errors.New("the clipboard does not answer")

func newClipboard(getenv func(string) string) *clipboard {
	c := &clipboard{read: native.ReadAll, write: native.WriteAll, terminal: native.Unsupported}
	headless := runtime.GOOS != "windows" && runtime.GOOS != "darwin" && getenv("DISPLAY") == "" && getenv("WAYLAND_DISPLAY") == ""
	if getenv("SSH_TTY") != "" || headless {
		c.terminal = true
	}
	return c
}

// copiedMsg says what came of copying.
type copiedMsg struct {
	what     string
	text     secret.Secret
	isSecret bool
	run      int
	terminal bool
	err      error
}

// copyCmd copies text. what names it: "the link".
func (m *model) copyCmd(what string, text secret.Secret, isSecret bool) tea.Cmd {
	c := m.clip
	c.run++
	msg := copiedMsg{what: what, text: text, isSecret: isSecret, run: c.run, terminal: c.terminal}
	write := c.write
	return func() tea.Msg {
		if !msg.terminal {
			msg.err = limited(func() error { return write(text.Reveal()) })
			msg.terminal = msg.err != nil
		}
		return msg
	}
}

// limited gives up waiting for a helper program; it cannot be stopped.
func limited(call func() error) error {
	done := make(chan error, 1)
	go func() { done <- call() }()
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
	if msg.isSecret {
		m.clip.held = msg.text
		text += fmt.Sprintf(" It is cleared in %d s.", int(secretStays.Seconds()))
		run := msg.run
		cmds = append(cmds, tea.Tick(secretStays, func(time.Time) tea.Msg { return clipboardDueMsg{run} }))
	}
	m.say(text)
	return tea.Batch(cmds...)
}

// clipboardDueMsg: it is time to clear what was copied.
type clipboardDueMsg struct{ run int }

// clipboardClearedMsg says how the clearing went.
type clipboardClearedMsg struct{ what string }

// clearCmd takes a copied secret out of the clipboard again if it is still
// there. Through the terminal nobody can look: it is overwritten.
func (m *model) clearCmd() tea.Cmd {
	held, c := m.clip.held, m.clip
	if held.IsEmpty() {
		return nil
	}
	m.clip.held = secret.Secret{}
	if c.terminal {
		return tea.Sequence(tea.SetClipboard(""), func() tea.Msg {
			return clipboardClearedMsg{"The terminal's clipboard was emptied: what was there could not be compared first."}
		})
	}
	read, write := c.read, c.write
	return func() tea.Msg {
		if clearNative(read, write, held) {
			return clipboardClearedMsg{"The copied secret was taken out of the clipboard."}
		}
		return nil
	}
}

// clearNative empties the clipboard if it still holds the secret.
func clearNative(read func() (string, error), write func(string) error, held secret.Secret) (cleared bool) {
	err := limited(func() error {
		now, err := read()
		if err != nil || !held.Equal(secret.New(now)) {
			return errors.New("something else is there")
		}
		return write("")
	})
	return err == nil
}

// clipboardReadMsg is what ctrl+v found.
type clipboardReadMsg struct {
	text secret.Secret
	err  error
}

// readClipboardCmd reads the clipboard for ctrl+v. Most terminals paste by
// themselves; this is for those that pass the key on.
func (m *model) readClipboardCmd() tea.Cmd {
	if m.clip.terminal {
		m.say("Paste with the terminal's own key, often ctrl+shift+v.")
		return nil
	}
	read := m.clip.read
	return func() tea.Msg {
		var text string
		err := limited(func() (err error) { text, err = read(); return err })
		if err != nil { // a late answer must not race with this
			return clipboardReadMsg{err: err}
		}
		return clipboardReadMsg{text: secret.New(text)}
	}
}
