package parts

import (
	"strings"

	"suitekey/ui/tui/theme"
)

// Hint is a key and its present effect.
type Hint struct{ Key, Does string }

// Keys that work on every screen. None of them is a letter, because letters may be text.
const (
	KeyLeave    = "ctrl+c"
	KeyExplain  = "ctrl+g" // also F1, which many terminals keep for themselves
	KeyOpen     = "ctrl+o"
	KeyCopy     = "ctrl+y"
	KeyPractice = "ctrl+p"
	KeyCard     = "ctrl+t"
	KeyPaste    = "ctrl+v"
	KeyHandOff  = "ctrl+r" // reads the page for the administrator
	KeyReveal   = "ctrl+r" // shows the typed secret
	KeyLater    = "ctrl+n" // skips the present one of several connections
	KeyMake     = "ctrl+n" // makes a passphrase
)

// Keys is the footer: the keys that work now. The first one is the main action, drawn as a
// chip. The last one opens the explanation and is drawn at the right end.
type Keys struct {
	Hints []Hint
	More  string // drawn at the right end instead: more text is beyond the window
}

// Placed is a key in the footer and its columns.
type Placed struct {
	Hint
	From, To int
}

// Place arranges the keys in a line of w columns, the most useful first. If space is short,
// Place reduces the gaps and then drops keys; the explanation lists all of them.
func (k Keys) Place(w int) []Placed {
	const wide, close = 3, 2
	placed := k.place(w, wide)
	if len(placed) < len(k.Hints) {
		return k.place(w, close)
	}
	return placed
}

func (k Keys) place(w, keysGap int) []Placed {
	n := len(k.Hints)
	if n == 0 {
		return nil
	}
	at, end := 0, w-1
	if k.More != "" {
		end -= Width(k.More) + 1
	}
	var placed []Placed
	last := k.Hints[n-1]
	if n > 1 {
		end -= k.wide(last, false) + keysGap
	}
	for i, hint := range k.Hints {
		if i == n-1 && n > 1 {
			break
		}
		wide := k.wide(hint, i == 0)
		from := at + keysGap
		if i == 0 {
			from = 0
		}
		if from+wide > end && i > 0 {
			continue
		}
		placed = append(placed, Placed{hint, from, from + wide})
		at = from + wide
	}
	if n > 1 {
		from := max(end+keysGap, at+1)
		placed = append(placed, Placed{last, from, from + k.wide(last, false)})
	}
	return placed
}

func (k Keys) wide(h Hint, chip bool) int {
	wide := Width(h.Key) + 1 + Width(h.Does)
	if chip {
		wide += 2
	}
	return wide
}

// Draw draws the footer in w columns.
func (k Keys) Draw(t *theme.Theme, w int) string {
	line := ""
	for i, p := range k.Place(w - 1) {
		line += strings.Repeat(" ", max(p.From-Width(line), 0))
		if i == 0 {
			line += t.Chip.Render(" " + p.Key + " " + p.Does + " ")
			continue
		}
		line += t.Bold.Render(p.Key) + " " + t.Dim.Render(p.Does)
	}
	line = " " + line
	if k.More != "" {
		return Spread(line, t.Accent.Render(k.More)+" ", w)
	}
	return Padded(line, w)
}

// At returns the key at column x of the drawn footer.
func (k Keys) At(x, w int) (Hint, bool) {
	for _, p := range k.Place(w - 1) {
		if x-1 >= p.From && x-1 < p.To {
			return p.Hint, true
		}
	}
	return Hint{}, false
}

// Scrolling inserts the keys for scrolling before the last one.
func Scrolling(keys []Hint) []Hint {
	at := max(len(keys)-1, min(len(keys), 1))
	return append(keys[:at:at], append([]Hint{{"pgup/pgdn", "scroll"}}, keys[at:]...)...)
}

// KeyGroup is a group of keys on the page that lists all keys of a screen.
type KeyGroup struct {
	Title string
	Hints []Hint
}

// twoColumnsFrom is the least width for two columns of keys.
const twoColumnsFrom = 72

// KeyPage lists groups of keys, in two columns if the canvas is wide enough. It never splits
// a group, and the first groups are in the left column.
func (c Canvas) KeyPage(groups []KeyGroup) []string {
	if c.Wide < twoColumnsFrom || len(groups) < 2 {
		return c.keyColumn(groups)
	}
	const gap = 4
	half := c
	half.Wide = (c.Wide - gap) / 2
	split, lowest := 1, 0
	for at := 1; at < len(groups); at++ {
		if high := max(len(half.keyColumn(groups[:at])), len(half.keyColumn(groups[at:]))); at == 1 || high < lowest {
			split, lowest = at, high
		}
	}
	left, right := half.keyColumn(groups[:split]), half.keyColumn(groups[split:])
	lines := make([]string, 0, max(len(left), len(right)))
	for i := range max(len(left), len(right)) {
		line := ""
		if i < len(left) {
			line = left[i]
		}
		if i < len(right) {
			line = Padded(line, half.Wide+gap) + right[i]
		}
		lines = append(lines, line)
	}
	return lines
}

// keyColumn lists groups of keys below each other.
func (c Canvas) keyColumn(groups []KeyGroup) []string {
	column := 0
	for _, group := range groups {
		for _, hint := range group.Hints {
			column = max(column, Width(hint.Key)+2)
		}
	}
	var lines []string
	for i, group := range groups {
		if i > 0 {
			lines = append(lines, "")
		}
		lines = append(lines, c.Bold.Render(Clamped(group.Title, c.Wide)))
		for _, hint := range group.Hints {
			key := c.Accent.Bold(true).Render(Padded(hint.Key, column))
			lines = append(lines, HungLines(key, Wrapped(hint.Does, c.Wide-column), strings.Repeat(" ", column))...)
		}
	}
	return lines
}
