package keyboard

import (
	"strings"

	tea "charm.land/bubbletea/v2"
)

// The usual Cyrillic and Greek layouts, key by key beside the Latin letters.
const (
	cyrillic = "йцукенгшщзфывапролдячсмитьі"
	latin    = "qwertyuiopasdfghjklzxcvbnms"
	greek    = "ςερτυθιοπασδφγηξκλζχψωβνμ"
	asGreek  = "wertyuiopasdfghjklzxcvbnm"
)

var letters = func() map[rune]rune {
	m := map[rune]rune{}
	for _, layout := range [][2]string{{cyrillic, latin}, {greek, asGreek}} {
		to := []rune(layout[1])
		for i, r := range []rune(layout[0]) {
			m[r] = to[i]
		}
	}
	return m
}()

// Shortcut returns the key as a shortcut. With ctrl or alt it is the letter at the key's
// place on a Latin layout, as reported by the terminal or else by the usual layouts. ctrl+c
// must not depend on a layout. Text stays unchanged.
func Shortcut(key tea.KeyPressMsg) tea.KeyPressMsg {
	if key.Mod&(tea.ModCtrl|tea.ModAlt) == 0 || key.Code < 0x80 {
		return key
	}
	switch base, known := letters[[]rune(strings.ToLower(string(key.Code)))[0]]; {
	case key.BaseCode >= 'a' && key.BaseCode <= 'z':
		key.Code, key.Text = key.BaseCode, ""
	case known:
		key.Code, key.Text = base, ""
	}
	return key
}

// Apart separates Esc from a key that follows quickly, because tmux and GNU screen send
// both as one key with alt. Keys for which alt has a meaning stay unchanged.
func Apart(key tea.KeyPressMsg) []tea.KeyPressMsg {
	if key.Mod != tea.ModAlt {
		return []tea.KeyPressMsg{key}
	}
	switch key.Code {
	case tea.KeyEscape, tea.KeyUp, tea.KeyDown, tea.KeyTab, tea.KeyPgUp, tea.KeyPgDown:
		key.Mod = 0
		return []tea.KeyPressMsg{{Code: tea.KeyEscape}, key}
	}
	return []tea.KeyPressMsg{key}
}
