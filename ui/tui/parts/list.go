package parts

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"suitekey/ui/tui/theme"
)

// List is a list of choices, in groups, with a search.
type List struct {
	Items   []Item
	At      int      // the selected row
	Columns []Column // the rows are those of a table with these columns, if there are any
	Beside  bool     // the screen shows the note of the selected row elsewhere: its row is a line

	rows    []int // indices in Items of the rows that match the search
	top     int
	finding bool
	query   string

	shown []drawn // as last drawn, from line first
	first int
}

// Item is one row of a list. The rows of a group are drawn under its name.
type Item struct {
	Value, Label, Note, Group string
	Cells                     []Cell // in place of Label and Note, in a list with columns
}

// NewList returns a list with the first row selected.
func NewList(items []Item) *List {
	l := &List{Items: items}
	l.find("")
	return l
}

// Searching reports whether letters belong to the search now.
func (l *List) Searching() bool { return l.finding }

// find keeps the rows that contain every word of the query.
func (l *List) find(query string) {
	l.query, l.rows = query, nil
	words := strings.Fields(strings.ToLower(query))
	for i, item := range l.Items {
		text := strings.ToLower(strings.Join(append([]string{item.Label, item.Note, item.Group}, texts(item.Cells)...), " "))
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

// Selected returns the row under the cursor; false if no row matches the search.
func (l *List) Selected() (Item, bool) {
	if l.At >= len(l.rows) {
		return Item{}, false
	}
	return l.Items[l.rows[l.At]], true
}

// Key handles the keys that move and search. The screen handles enter, and esc without a
// search.
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

// Moved handles the keys that move a cursor in a list of n rows. During a search, letters
// are text.
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

// Searched returns the query after a key.
func Searched(query string, msg tea.KeyPressMsg) string {
	if runes := []rune(query); msg.String() == "backspace" && len(runes) > 0 {
		return string(runes[:len(runes)-1])
	}
	return query + msg.Text
}

// Lines draws the list in h rows: the title with the search, the lines that lead to the
// list, and the rows around the cursor.
func (l *List) Lines(c Canvas, title string, lead []string, h int) []string {
	head := c.Accent.Bold(true).Render(title)
	if l.finding || l.query != "" {
		head = c.Accent.Bold(true).Render("/ ") + l.query
		if l.finding {
			head += c.Reverse.Render(" ")
		}
	}
	lines := []string{Spread(head, c.Dim.Render(fmt.Sprintf("%d of %d", min(l.At+1, len(l.rows)), len(l.rows))), c.Wide)}
	if c.Size > Small && len(l.Columns) == 0 || c.Size == Normal {
		lines = append(lines, "")
	}
	const fewest = 4 // rows of the list that must stay visible below lead
	if len(lines)+len(lead)+fewest <= h {
		lines = append(lines, lead...)
	}
	lines = append(lines, l.header(c)...)
	rows := max(h-len(lines), 1)
	list, from, to := l.allRows(c)
	l.top = min(max(l.top, to-rows), from)
	l.top = max(min(l.top, len(list)-rows), 0)
	shown := list[l.top:min(l.top+rows, len(list))]
	for len(shown) > 0 && shown[len(shown)-1].row < 0 && l.top+len(shown) < len(list) {
		shown = shown[:len(shown)-1] // a heading whose rows are not visible
	}
	l.shown, l.first = shown, len(lines)
	for _, line := range shown {
		lines = append(lines, line.text)
	}
	for len(lines) < h {
		lines = append(lines, "")
	}
	return lines
}

// Click handles a click on a line of Lines: it selects the row, and reports whether that
// row was already selected.
func (l *List) Click(line int) (again bool) {
	at := line - l.first
	if at < 0 || at >= len(l.shown) || l.shown[at].row < 0 {
		return false
	}
	again = l.At == l.shown[at].row
	l.At = l.shown[at].row
	return again
}

// drawn is a drawn line and the index of its row, or -1.
type drawn struct {
	text string
	row  int
}

// allRows draws all rows with the headings of their groups, and finds the selected one. The
// note of the selected row is shown in full.
func (l *List) allRows(c Canvas) (lines []drawn, from, to int) {
	column := 0
	for _, i := range l.rows {
		column = max(column, Width(l.Items[i].Label))
	}
	column = min(column, max(c.Wide*3/8, 23))
	group := ""
	draw := func(item Item, selected bool) []string { return l.row(c, item, column, selected) }
	if len(l.Columns) > 0 {
		draw = l.table(c)
	}
	for n, i := range l.rows {
		item := l.Items[i]
		first := len(lines)
		if item.Group != group {
			group = item.Group
			if len(lines) > 0 && c.Size == Normal {
				lines = append(lines, drawn{"", -1})
			}
			lines = append(lines, drawn{c.Dim.Render(Clamped(group, c.Wide)), -1})
		}
		for _, text := range draw(item, n == l.At) {
			lines = append(lines, drawn{c.Bar(Clamped(text, c.Wide-BarInset), Chosen(n == l.At, true)), n})
		}
		if n == l.At {
			from, to = first, len(lines)
		}
	}
	if len(l.rows) == 0 {
		lines = append(lines, drawn{c.Dim.Render(Clamped("No match. esc shows all.", c.Wide)), -1})
	}
	return lines, from, to
}

// row draws an item in one line. The note of the selected row may take more lines.
func (l *List) row(c Canvas, item Item, column int, selected bool) []string {
	const most = 4 // lines of a note
	gap := "  "
	switch {
	case selected && c.Size <= Small && item.Note != "": // below the row if there is no room beside it
		lines := []string{c.Bold.Render(item.Label)}
		for _, line := range Wrapped(item.Note, c.Wide-BarInset-len(gap)) {
			lines = append(lines, gap+c.Dim.Render(line))
		}
		return lines[:min(len(lines), most)]
	case item.Note == "" || c.Size <= Small:
		if selected {
			return []string{c.Bold.Render(item.Label)}
		}
		return []string{c.Plain.Render(item.Label)}
	case l.Beside && selected:
		return []string{c.Bold.Render(Padded(item.Label, column)) + gap + c.Dim.Render(item.Note)}
	case !selected:
		return []string{c.Plain.Render(Padded(item.Label, column)) + gap + c.Dim.Render(item.Note)}
	}
	var lines []string
	column = max(column, Width(item.Label)) // the selected one is shown in full
	label := c.Bold.Render(Padded(item.Label, column))
	for _, line := range Wrapped(item.Note, c.Wide-BarInset-column-len(gap)) {
		lines = append(lines, label+gap+c.Dim.Render(line))
		label = strings.Repeat(" ", column)
	}
	return lines[:min(len(lines), most)]
}

// Keys returns the keys of a list. enter describes the effect of enter. During a search,
// letters belong to the search, and another key explains.
func (l *List) Keys(enter string, more ...Hint) []Hint {
	back := "back"
	if l.finding || l.query != "" {
		back = "show all"
	}
	keys := []Hint{{"enter", enter}, {"esc", back}, {theme.SignUp + theme.SignDown, "choose"}}
	if l.finding {
		return append(keys, Hint{"type", "to find"}, Hint{KeyExplain, "explain"})
	}
	return append(append(keys, more...), Hint{"/", "find"}, Hint{"?", "keys"})
}
