package history

import (
	tea "charm.land/bubbletea/v2"

	"suitekey/ui/tui/parts"
	"suitekey/ui/tui/wish"
)

// cursor is the selected row of a table, which may have more rows than the window.
type cursor struct {
	at, top int
	first   int // the line of the body with the first row
}

// update handles a key in a table of count rows. enter is what the enter key does.
func (c *cursor) update(msg tea.Msg, count, screenful int, enter func() wish.List) wish.List {
	key, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return nil
	}
	switch name := key.String(); {
	case parts.Moved(name, &c.at, count, screenful, false):
	case name == "esc" || name == "q":
		return wish.List{wish.Close{}}
	case name == "enter":
		return enter()
	}
	return nil
}

// click handles a click on a line of the page: it selects a row. A click on the selected row
// does what enter does.
func (c *cursor) click(line, count int, enter func() wish.List) wish.List {
	at := c.top + line - c.first
	switch {
	case line < c.first || at >= count:
		return nil
	case at == c.at:
		return enter()
	}
	c.at = at
	return nil
}

// scroll moves the window of so many rows to the selected one. It returns the numbers of the
// first row in the window and of the row behind the last one.
func (c *cursor) scroll(rows, count int) (from, to int) {
	rows = max(rows, 1)
	c.top = min(max(c.top, c.at-rows+1), c.at)
	return c.top, min(c.top+rows, count)
}
