package parts

import (
	"strings"

	"suitekey/ui/tui/theme"
)

// Hint is a key and what it does now.
type Hint struct{ Key, Does string }

// Keys that work on every screen. Letters are never among them: they may be
// text.
const (
	KeyLeave    = "ctrl+c"
	KeyExplain  = "ctrl+g" // F1, too; many terminals keep that for themselves
	KeyOpen     = "ctrl+o"
	KeyCopy     = "ctrl+y"
	KeyPractice = "ctrl+p"
	KeyCard     = "ctrl+t"
	KeyPaste    = "ctrl+v"
	KeyHandOff  = "ctrl+r" // reads the page for the administrator
	KeyReveal   = "ctrl+r" // shows the secret that was typed
	KeyLater    = "ctrl+n" // of several connections, leaves this one and takes the next
)

// Footer lists the keys that work now, the most useful first. What does not
// fit is behind the last one, which explains.
func Footer(t *theme.Theme, keys []Hint, more string, scrolls bool, wide int) string {
	room := wide - 2
	if scrolls {
		at := max(len(keys)-1, min(len(keys), 1))
		keys = append(keys[:at:at], append([]Hint{{"pgup/pgdn", "scroll"}}, keys[at:]...)...)
	}
	if more != "" {
		room -= 2
	}
	var shown []string
	for i, k := range keys {
		text := k.Key + " " + k.Does
		rest := room - Width(text)
		if i > 0 && i < len(keys)-1 { // keep room for the last one
			last := keys[len(keys)-1]
			if rest < Width(last.Key+" "+last.Does)+3 {
				continue
			}
		}
		if rest < 0 {
			break
		}
		room = rest - 3
		shown = append(shown, t.Bold.Render(k.Key)+" "+t.Dim.Render(k.Does))
	}
	line := " " + strings.Join(shown, "   ")
	if more != "" {
		return Spread(line, t.Accent.Render(more)+" ", wide)
	}
	return Clamped(line, wide)
}
