package tui

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"
)

// chooser is a list to pick one from, in groups, with a search.
type chooser struct {
	items   []pick
	rows    []int // of items: what the search leaves over
	at, top int
	finding bool
	query   string
}

// pick is one row of a chooser.
type pick struct{ value, label, note, group string }

func newChooser(items []pick) *chooser {
	c := &chooser{items: items}
	c.find("")
	return c
}

// find leaves the rows over that have every word of the query.
func (c *chooser) find(query string) {
	c.query, c.rows = query, nil
	words := strings.Fields(strings.ToLower(query))
	for i, item := range c.items {
		text := strings.ToLower(strings.Join([]string{item.label, item.note, item.group}, " "))
		fits := true
		for _, word := range words {
			fits = fits && strings.Contains(text, word)
		}
		if fits {
			c.rows = append(c.rows, i)
		}
	}
	c.at = min(max(c.at, 0), max(len(c.rows)-1, 0))
}

func (c *chooser) selected() (pick, bool) {
	if c.at >= len(c.rows) {
		return pick{}, false
	}
	return c.items[c.rows[c.at]], true
}

// key moves and searches; enter, and esc where nothing is searched for, are
// left to the screen.
func (c *chooser) key(msg tea.KeyPressMsg, screenful int) bool {
	name := msg.String()
	switch {
	case moved(name, &c.at, len(c.rows), screenful, c.finding):
	case name == "enter":
		return false
	case name == "esc" && (c.finding || c.query != ""):
		c.finding = false
		c.find("")
	case c.finding:
		c.find(searched(c.query, msg))
	case name == "/":
		c.finding = true
	default:
		return false
	}
	return true
}

// moved handles the keys that move a cursor in a list of n rows. While somebody
// types, letters are text.
func moved(key string, at *int, n, screenful int, typing bool) bool {
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

// searched is the query after a key.
func searched(query string, msg tea.KeyPressMsg) string {
	if runes := []rune(query); msg.String() == "backspace" && len(runes) > 0 {
		return string(runes[:len(runes)-1])
	}
	return query + msg.Text
}

// chooserLines draw the list in h rows: the title with the search in it, what
// leads there, the rows around the cursor, and below them the selected one in
// full.
func (m *model) chooserLines(c *chooser, title string, lead []string, wide, h int) []string {
	t := m.theme
	head := t.accent.Bold(true).Render(title)
	if c.finding || c.query != "" {
		head = t.accent.Bold(true).Render("/ ") + c.query
		if c.finding {
			head += t.reverse.Render(" ")
		}
	}
	lines := []string{spread(head, t.dim.Render(fmt.Sprintf("%d of %d", min(c.at+1, len(c.rows)), len(c.rows))), wide)}
	said := 0
	if m.size() > small {
		lines, said = append(lines, ""), 1
	}
	const fewest = 4 // rows of the list that a lead must leave
	if len(lines)+len(lead)+fewest+2 <= h {
		lines = append(lines, lead...)
	}
	chosen := m.chosenLines(c, wide)
	rows := max(h-len(lines)-len(chosen)-said, 1)
	list, from, to := m.chooserRows(c, wide)
	c.top = min(max(c.top, to-rows), from)
	c.top = max(min(c.top, len(list)-rows), 0)
	lines = append(lines, list[c.top:min(c.top+rows, len(list))]...)
	for len(lines) < h-len(chosen) {
		lines = append(lines, "")
	}
	return append(lines, chosen...)
}

// chooserRows are all rows with the headings of their groups, and where the
// selected one stands.
func (m *model) chooserRows(c *chooser, wide int) (lines []string, from, to int) {
	t := m.theme
	column := 0
	for _, i := range c.rows {
		column = max(column, width(c.items[i].label))
	}
	column = min(column, max(wide/3, 22))
	group := ""
	for n, i := range c.rows {
		item := c.items[i]
		first := len(lines)
		if item.group != group {
			group = item.group
			lines = append(lines, t.dim.Render(clamped(group, wide)))
		}
		mark, style := "  ", t.plain
		if n == c.at {
			mark, style = t.accent.Bold(true).Render(pointer)+" ", t.bold
		}
		line := mark + style.Render(item.label)
		if item.note != "" && m.size() > small {
			line = mark + style.Render(item.label) + strings.Repeat(" ", max(column-width(item.label), 0)) + "  " + t.dim.Render(item.note)
		}
		lines = append(lines, clamped(line, wide))
		if n == c.at {
			from, to = first, len(lines)
		}
	}
	if len(c.rows) == 0 {
		lines = append(lines, t.dim.Render(clamped("Nothing is called so. esc shows all.", wide)))
	}
	return lines, from, to
}

// chosenLines are the selected row in full; two lines are kept for it.
func (m *model) chosenLines(c *chooser, wide int) []string {
	const kept = 2
	lines := make([]string, kept)
	item, ok := c.selected()
	if !ok {
		return lines
	}
	text := item.label + ": " + item.note
	if list, from, to := m.chooserRows(c, wide); item.note == "" || m.size() > small && !strings.Contains(strings.Join(list[from:to], ""), signCut) {
		return lines // the row says it all
	}
	for i, line := range wrapped(text, wide) {
		if i < kept {
			lines[i] = m.theme.dim.Render(line)
		}
	}
	return lines
}

// chooserKeys are the keys of a list, around what enter does.
func chooserKeys(c *chooser, enter string, more ...hint) []hint {
	keys := []hint{{"enter", enter}, {signUp + signDown, "choose"}}
	if c.finding {
		return append(keys, hint{"type", "to find"}, hint{"esc", "show all"})
	}
	keys = append(keys, more...)
	keys = append(keys, hint{"/", "find"})
	if c.query != "" {
		return append(keys, hint{"esc", "show all"})
	}
	return append(keys, hint{"esc", "back"})
}
