package home

import (
	"slices"

	"suitekey/ui/tui/wish"
)

// sort sorts the connections by the next order. The cursor stays on its row.
func (h *Home) sort() wish.List {
	here := h.Selected()
	h.order = (h.order + 1) % orders
	h.find(h.query)
	h.at = max(slices.IndexFunc(h.rows, func(r row) bool { return r.name() == here }), 0)
	return wish.List{wish.Say("Sorted by " + h.order.String() + ".")}
}

// TakesClicks is true: nobody copies text from this screen.
func (h *Home) TakesClicks() bool { return true }

// sortBy sorts the connections by a column of the table. A second call for the same column
// sorts them by company again.
func (h *Home) sortBy(column int) wish.List {
	for by := byEnd; by < orders; by++ {
		if by.column() != column {
			continue
		}
		if h.order == by {
			by = byCompany
		}
		h.order = (by + orders - 1) % orders // sort moves to the next order
		return h.sort()
	}
	return nil
}

// Click handles a click on a line of the page: it selects a row, and opens the row that is
// already selected. A click on a title of the table sorts by its column.
func (h *Home) Click(line, column int) wish.List {
	if h.Empty() {
		return h.welcomeClick(line)
	}
	at := h.top + line - h.first
	switch {
	case line == h.first-1:
		return h.sortBy(h.table.ColumnAt(h.frame.CanvasOf(h.frame.ListColumns()), column))
	case line < h.first || at >= len(h.rows):
		return nil
	case at == h.at:
		return rowKey("enter", h.rows[at])
	}
	h.at = at
	return nil
}
