package keyboard

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
)

func TestShortcuts(t *testing.T) {
	for _, c := range []struct {
		key  tea.KeyPressMsg
		want string
	}{
		{tea.KeyPressMsg{Code: 'c', Mod: tea.ModCtrl}, "ctrl+c"},
		{tea.KeyPressMsg{Code: 'с', Mod: tea.ModCtrl}, "ctrl+c"},
		{tea.KeyPressMsg{Code: 'С', Mod: tea.ModCtrl}, "ctrl+c"},
		{tea.KeyPressMsg{Code: 'ψ', Mod: tea.ModCtrl}, "ctrl+c"},
		{tea.KeyPressMsg{Code: 'п', Mod: tea.ModCtrl}, "ctrl+g"},
		{tea.KeyPressMsg{Code: 'з', Mod: tea.ModCtrl}, "ctrl+p"},
		{tea.KeyPressMsg{Code: 'é', BaseCode: 'w', Mod: tea.ModCtrl}, "ctrl+w"},
		{tea.KeyPressMsg{Code: 'с', Text: "с"}, "с"},
	} {
		if got := Shortcut(c.key).String(); got != c.want {
			t.Errorf("%q is taken for %s, not %s", c.key.String(), got, c.want)
		}
	}
	for _, layout := range [][2]string{{cyrillic, latin}, {greek, asGreek}} {
		if len([]rune(layout[0])) != len(layout[1]) {
			t.Errorf("%s and %s are not of one length", layout[0], layout[1])
		}
	}
}

func TestEscapeFromTmux(t *testing.T) {
	for _, c := range []struct {
		key  tea.KeyPressMsg
		want string
	}{
		{tea.KeyPressMsg{Code: tea.KeyEscape, Mod: tea.ModAlt}, "esc esc"},
		{tea.KeyPressMsg{Code: tea.KeyDown, Mod: tea.ModAlt}, "esc down"},
		{tea.KeyPressMsg{Code: tea.KeyLeft, Mod: tea.ModAlt}, "alt+left"},
		{tea.KeyPressMsg{Code: tea.KeyEscape}, "esc"},
	} {
		var got []string
		for _, key := range Apart(c.key) {
			got = append(got, key.String())
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s comes as %q, not %q", c.key, got, c.want)
		}
	}
}
