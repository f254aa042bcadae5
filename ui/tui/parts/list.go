package parts

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"suitekey/ui/tui/theme"
)

// List is a list to choose from, in groups, with a search.
type List struct {
	Items []Item
	At    int // the selected row

	rows    []int // of Items: what the search leaves over
	top     int
	finding bool
	query   string
}

// Item is one row of a list. Rows of one group stand under its name.
type Item struct{ Value, Label, Note, Group string }

// NewList makes a list whose first row is selected.
func NewList(items []Item) *List {
	l := &List{Items: items}
	l.find("")
	return l
}

// Searching reports whether letters are text of the search now.
func (l *List) Searching() bool { return l.finding }

// find leaves the rows over that have every word of the query.
func (l *List) find(query string) {
	l.query, l.rows = query, nil
	words := strings.Fields(strings.ToLower(query))
	for i, item := range l.Items {
		text := strings.ToLower(strings.Join([]string{item.Label, item.Note, item.Group}, " "))
		fits := true
		for _, word := range words {
			fits = fits && strings.Contains(text, word)
		}
		if fits {
			l.rows = append(l.rows, i)
		}
	}
	l.At = min(max(l.At, 0), max(len(l.rows)-1, 0))
}

// Selected is the row under the cursor, unless the search leaves none over.
func (l *List) Selected() (Item, bool) {
	if l.At >= len(l.rows) {
		return Item{}, false
	}
	return l.Items[l.rows[l.At]], true
}

// Key moves and searches; enter, and esc where nothing is searched for, are
// left to the screen.
func (l *List) Key(msg tea.KeyPressMsg, screenful int) bool {
	name := msg.String()
	switch {
	case Moved(name, &l.At, len(l.rows), screenful, l.finding):
	case name == "enter":
		return false
	case name == "esc" && (l.finding || l.query != ""):
		l.finding = false
		l.find("")
	case l.finding:
		l.find(Searched(l.query, msg))
	case name == "/":
		l.finding = true
	default:
		return false
	}
	return true
}

// Moved handles the keys that move a cursor in a list of n rows. While somebody
// types, letters are text.
func Moved(key string, at *int, n, screenful int, typing bool) bool {
	switch {
	case key == "up" || key == "k" && !typing:
		*at--
	case key == "down" || key == "j" && !typing:
		*at++
	case key == "pgup":
		*at -= screenful
	case key == "pgdown":
		*at += screenful
	case key == "home":
		*at = 0
	case key == "end":
		*at = n - 1
	default:
		return false
	}
	*at = min(max(*at, 0), max(n-1, 0))
	return true
}

// Searched is the query after a key.
func Searched(query string, msg tea.KeyPressMsg) string {
	if runes := []rune(query); msg.String() == "backspace" && len(runes) > 0 {
		return string(runes[:len(runes)-1])
	}
	return query + msg.Text
}

// Lines draw the list in h rows: the title with the search in it, what
// leads there, the rows around the cursor, and below them the selected one in
// full.
func (l *List) Lines(c Canvas, title string, lead []string, h int) []string {
	head := c.Accent.Bold(true).Render(title)
	if l.finding || l.query != "" {
		head = c.Accent.Bold(true).Render("/ ") + l.query
		if l.finding {
			head += c.Reverse.Render(" ")
		}
	}
	lines := []string{Spread(head, c.Dim.Render(fmt.Sprintf("%d of %d", min(l.At+1, len(l.rows)), len(l.rows))), c.Wide)}
	said := 0
	if c.Size > Small {
		lines, said = append(lines, ""), 1
	}
	const fewest = 4 // rows of the list that a lead must leave
	if len(lines)+len(lead)+fewest+2 <= h {
		lines = append(lines, lead...)
	}
	chosen := l.chosen(c)
	rows := max(h-len(lines)-len(chosen)-said, 1)
	list, from, to := l.allRows(c)
	l.top = min(max(l.top, to-rows), from)
	l.top = max(min(l.top, len(list)-rows), 0)
	lines = append(lines, list[l.top:min(l.top+rows, len(list))]...)
	for len(lines) < h-len(chosen) {
		lines = append(lines, "")
	}
	return append(lines, chosen...)
}

// allRows are all rows with the headings of their groups, and where the
// selected one is.
func (l *List) allRows(c Canvas) (lines []string, from, to int) {
	column := 0
	for _, i := range l.rows {
		column = max(column, Width(l.Items[i].Label))
	}
	column = min(column, max(c.Wide/3, 22))
	group := ""
	for n, i := range l.rows {
		item := l.Items[i]
		first := len(lines)
		if item.Group != group {
			group = item.Group
			lines = append(lines, c.Dim.Render(Clamped(group, c.Wide)))
		}
		label := c.Plain
		if n == l.At {
			label = c.Bold
		}
		line := label.Render(item.Label)
		if item.Note != "" && c.Size > Small {
			line += strings.Repeat(" ", max(column-Width(item.Label), 0)) + "  " + c.Dim.Render(item.Note)
		}
		lines = append(lines, c.Bar(Clamped(line, c.Wide-BarInset), Chosen(n == l.At, true)))
		if n == l.At {
			from, to = first, len(lines)
		}
	}
	if len(l.rows) == 0 {
		lines = append(lines, c.Dim.Render(Clamped("No match. esc shows all.", c.Wide)))
	}
	return lines, from, to
}

// chosen is the selected row in full; two lines are kept for it.
func (l *List) chosen(c Canvas) []string {
	const kept = 2
	lines := make([]string, kept)
	item, ok := l.Selected()
	if !ok {
		return lines
	}
	text := item.Label + ": " + item.Note
	if list, from, to := l.allRows(c); item.Note == "" || c.Size > Small && !strings.Contains(strings.Join(list[from:to], ""), theme.SignCut) {
		return lines // the row says it all
	}
	for i, line := range Wrapped(text, c.Wide) {
		if i < kept {
			lines[i] = c.Dim.Render(line)
		}
	}
	return lines
}

// Keys are the keys of a list, around what enter does.
func (l *List) Keys(enter string, more ...Hint) []Hint {
	keys := []Hint{{"enter", enter}, {theme.SignUp + theme.SignDown, "choose"}}
	if l.finding {
		return append(keys, Hint{"type", "to find"}, Hint{"esc", "show all"})
	}
	keys = append(keys, more...)
	keys = append(keys, Hint{"/", "find"})
	if l.query != "" {
		return append(keys, Hint{"esc", "show all"})
	}
	return append(keys, Hint{"esc", "back"})
}
