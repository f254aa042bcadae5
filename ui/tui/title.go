package tui

import (
	"fmt"

	"github.com/charmbracelet/x/ansi"

	tea "charm.land/bubbletea/v2"
)

// The control sequences of the window title. Bubble Tea would leave an empty title behind.
// Most terminals keep a stack of titles (XTWINOPS in xterm's control sequences): suitekey
// saves the title before it sets one, and restores that title afterwards. A terminal
// without the stack is left with an empty title.
var (
	ownTitle    = ansi.WindowOp(22, 2) + ansi.SetWindowTitle("suitekey")
	formerTitle = ansi.SetWindowTitle("") + ansi.WindowOp(23, 2)
)

// titled runs call while the window has suitekey's title.
func (m *model) titled(call func()) {
	out := m.options.Stdout
	withSequences(out, func() { fmt.Fprint(out, ownTitle) })
	defer withSequences(out, func() { fmt.Fprint(out, formerTitle) })
	call()
}

// suspended gives the terminal, with its former title, back to the shell.
func suspended() tea.Cmd { return tea.Sequence(tea.Raw(formerTitle), tea.Suspend) }

// resumed sets the title again.
func resumed() tea.Cmd { return tea.Raw(ownTitle) }
