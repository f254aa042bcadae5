package tui

import "strings"

// hint is a key and what it does now.
type hint struct{ key, does string }

// Keys that work on every screen. Letters are never among them: they may be
// text.
const (
	keyLeave    = "ctrl+c"
	keyExplain  = "ctrl+g" // F1, too; many terminals keep that for themselves
	keyOpen     = "ctrl+o"
	keyCopy     = "ctrl+y"
	keyPractice = "ctrl+p"
	keyCard     = "ctrl+t"
	keyPaste    = "ctrl+v"
	keyHandOff  = "ctrl+r" // reads the page for the administrator
	keyLater    = "ctrl+n" // of several connections, leaves this one and takes the next
)

// footer lists the keys that work now, the most useful first. What does not
// fit is behind the last one, which explains.
func (m *model) footer(keys []hint, more string, scrolls bool) string {
	t, room := m.theme, m.width-2
	if scrolls {
		at := max(len(keys)-1, min(len(keys), 1))
		keys = append(keys[:at:at], append([]hint{{"pgup/pgdn", "scroll"}}, keys[at:]...)...)
	}
	if more != "" {
		room -= 2
	}
	var shown []string
	for i, k := range keys {
		text := k.key + " " + k.does
		rest := room - width(text)
		if i > 0 && i < len(keys)-1 { // keep room for the last one
			last := keys[len(keys)-1]
			if rest < width(last.key+" "+last.does)+3 {
				continue
			}
		}
		if rest < 0 {
			break
		}
		room = rest - 3
		shown = append(shown, t.bold.Render(k.key)+" "+t.dim.Render(k.does))
	}
	line := " " + strings.Join(shown, "   ")
	if more != "" {
		return spread(line, t.accent.Render(more)+" ", m.width)
	}
	return clamped(line, m.width)
}
