package parts

// A list with columns keeps their widths whatever its rows are: those of all items count, also
// of items that the search leaves out or that are not visible.

// header returns the titles of the columns, if there are any.
func (l *List) header(c Canvas) []string {
	if len(l.Columns) == 0 {
		return nil
	}
	t := l.whole()
	return []string{c.Bar(c.Dim.Render(t.header(t.widths(c.Wide-BarInset))), Unselected)}
}

// table returns a function that draws an item as a row.
func (l *List) table(c Canvas) func(item Item, selected bool) []string {
	t := l.whole()
	widths := t.widths(c.Wide - BarInset)
	return func(item Item, selected bool) []string {
		return []string{t.cells(c, TableRow{Cells: item.Cells}, widths, selected)}
	}
}

// whole is the table of all items.
func (l *List) whole() Table {
	t := Table{Columns: l.Columns, Sorted: -1}
	for _, item := range l.Items {
		t.Rows = append(t.Rows, TableRow{Cells: item.Cells})
	}
	return t
}

// Cut reports whether the canvas has no room for the whole cell of an item.
func (l *List) Cut(c Canvas, item Item, column int) bool {
	return column < len(item.Cells) && l.whole().widths(c.Wide - BarInset)[column] < Width(item.Cells[column].Text)
}

func texts(cells []Cell) []string {
	var list []string
	for _, cell := range cells {
		list = append(list, cell.Text)
	}
	return list
}
