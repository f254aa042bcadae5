package tui

import (
	tea "charm.land/bubbletea/v2"

	"suitekey/ui/tui/ahead"
	"suitekey/ui/tui/parts"
)

// opening is a screen that is on its way: a command reads what it shows. Until the command
// ends, no key reaches the screen below, because nobody presses a key for a screen that is
// about to go. Text is kept for the new screen.
type opening struct {
	run, cancelled int // numbers of the last command, and of the last one that is not wanted any more
	on             bool
	fixed          bool // the command changes something: nothing cancels it
	typed          ahead.Input
}

// broughtMsg is the end of such a command.
type broughtMsg struct {
	run int
	msg tea.Msg
}

// bring runs a command that opens a screen.
func (o *opening) bring(cmd tea.Cmd) tea.Cmd {
	o.run++
	o.on, o.fixed, o.typed = true, false, ahead.Input{}
	run := o.run
	return func() tea.Msg { return broughtMsg{run, cmd()} }
}

// bringWhole is bring for a command that changes something.
func (o *opening) bringWhole(cmd tea.Cmd) tea.Cmd {
	cmd = o.bring(cmd)
	o.fixed = true
	return cmd
}

// key handles a key while a screen is on its way.
func (o *opening) key(m *model, msg tea.KeyPressMsg) {
	switch {
	case msg.String() != "esc":
		o.typed.Key(msg)
		m.frame.Say("One moment." + o.hint(m))
	case o.fixed || m.shown() == nil:
		m.frame.Say("This cannot be cancelled; it takes a moment.")
	default:
		o.cancelled, o.on, o.typed = o.run, false, ahead.Input{}
		m.frame.Say("Cancelled.")
	}
}

func (o *opening) hint(m *model) string {
	if o.fixed || m.shown() == nil {
		return " " + parts.KeyLeave + " leaves."
	}
	return " esc cancels."
}

// brought handles the end of a command, and gives the text that was typed meanwhile to a
// screen that takes text.
func (o *opening) brought(m *model, msg broughtMsg) tea.Cmd {
	if msg.run <= o.cancelled || msg.msg == nil {
		o.on = o.on && msg.run != o.run
		return nil
	}
	cmds := []tea.Cmd{m.news(msg.msg)}
	if msg.run != o.run { // another screen is on its way
		return cmds[0]
	}
	o.on = false
	typed := o.typed.Take()
	if top := m.shown(); top != nil && top.Typing() {
		for _, each := range typed {
			cmds = append(cmds, m.send(top, each))
		}
	}
	return tea.Batch(cmds...)
}
