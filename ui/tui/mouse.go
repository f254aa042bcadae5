package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"suitekey/ui/tui/palette"
	"suitekey/ui/tui/parts"
	"suitekey/ui/tui/wish"
)

// mouseMode says whether the program receives the mouse on the screen. In a wizard the
// terminal keeps the mouse, so that people can select text, unless the person switched it on.
func mouseMode(shown wish.Screen, on bool) tea.MouseMode {
	if clicked, ok := shown.(wish.Clicked); ok && clicked.TakesClicks() || on {
		return tea.MouseModeCellMotion
	}
	return tea.MouseModeNone
}

// click handles a press of the left button or a turn of the wheel. It does what the screen
// shows at that place. Everything can also be done with the keyboard.
func (m *model) click(msg tea.MouseMsg) tea.Cmd {
	top := m.shown()
	if m.quits || top == nil || m.opening.on || m.frame.Size() == parts.TooSmall {
		return nil
	}
	at := msg.Mouse()
	switch msg.(type) {
	case tea.MouseWheelMsg:
		switch at.Button {
		case tea.MouseWheelUp:
			return m.key(tea.KeyPressMsg{Code: tea.KeyUp})
		case tea.MouseWheelDown:
			return m.key(tea.KeyPressMsg{Code: tea.KeyDown})
		}
		return nil
	case tea.MouseClickMsg:
	default:
		return nil
	}
	if at.Button != tea.MouseLeft {
		return nil
	}
	page := top.View()
	if hint, ok := m.frame.KeyAt(page, at.X, at.Y); ok {
		return m.press(hint.Key)
	}
	clicked, ok := top.(wish.Clicked)
	line := m.frame.LineAt(page, at.X, at.Y)
	if !ok || line < 0 {
		return nil
	}
	m.frame.Say("")
	return m.grant(top, clicked.Click(line, m.frame.ColumnAt(page, at.X)))
}

// namedKeys are the keys that a hint calls by a name.
var namedKeys = map[string]tea.KeyPressMsg{
	"enter": {Code: tea.KeyEnter}, "esc": {Code: tea.KeyEscape}, "tab": {Code: tea.KeyTab}, "space": {Code: tea.KeySpace, Text: " "},
	"shift+tab": {Code: tea.KeyTab, Mod: tea.ModShift}, "f2": {Code: tea.KeyF2},
}

// press sends a key, named as in a hint, to the screen on top.
func (m *model) press(name string) tea.Cmd {
	if key, ok := namedKeys[name]; ok {
		return m.key(key)
	}
	if letter, ok := strings.CutPrefix(name, "ctrl+"); ok && len(letter) == 1 {
		return m.key(tea.KeyPressMsg{Code: rune(letter[0]), Mod: tea.ModCtrl})
	}
	if letters := []rune(name); len(letters) == 1 {
		return m.key(tea.KeyPressMsg{Code: letters[0], Text: name})
	}
	return nil
}

// openPalette lists the commands of the screen on top and of the program.
func (m *model) openPalette(top wish.Screen) tea.Cmd {
	does := "Switch the mouse on"
	if m.mouse {
		does = "Switch the mouse off"
	}
	more := []wish.Command{
		{Title: does, Group: "suitekey", Note: "clicks in the wizard, no text selection", Wishes: wish.List{wish.Mouse{On: !m.mouse}}},
		{Title: "Colours for the other background", Group: "suitekey", Note: "light or dark", Key: "f2", Press: "f2"},
		{Title: "Leave suitekey", Group: "suitekey", Key: parts.KeyLeave, Press: parts.KeyLeave},
	}
	return m.open(palette.Of(m.frame, top, more))
}

func (m *model) switchMouse(on bool) {
	m.mouse = on
	if m.frame.Say("The mouse is off in the wizard: the terminal uses it to select text."); on {
		m.frame.Say("The mouse is on. To select text, hold shift.")
	}
}
