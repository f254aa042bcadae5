package parts

import (
	"slices"
	"strings"

	"charm.land/lipgloss/v2"

	"suitekey/ui/tui/theme"
)

// Table is a list with columns and a header. Its rows are bars.
type Table struct {
	Columns []Column
	Sorted  int // the column by which the rows are sorted; -1 for none
	Rows    []TableRow
	At      int  // the index of the selected row in Rows; -1 for none
	Quiet   bool // the table does not have the focus
}

// Column is one of a table.
type Column struct {
	Title string
	Right bool // for numbers
	Most  int  // the maximum width; 0 for no limit
	Drop  int  // if space is short, the column with the highest number is hidden first; 0 always stays
}

// TableRow is a row: a cell for each column, or one sentence over all columns.
type TableRow struct {
	Cells []Cell
	Whole string
}

// Cell is a text with its style.
type Cell struct {
	Text  string
	Style lipgloss.Style
}

// tableGap is the space between two columns.
const tableGap = 2

// Draw draws the header and the rows. The caller makes sure that they fit.
func (t Table) Draw(c Canvas) []string {
	widths := t.widths(c.Wide - BarInset)
	lines := []string{c.Bar(c.Dim.Render(t.header(widths)), Unselected)}
	for i, row := range t.Rows {
		here := Chosen(i == t.At, !t.Quiet)
		line := row.Whole
		if line == "" {
			line = t.cells(c, row, widths, here == Selected)
		}
		lines = append(lines, c.Bar(Clamped(line, c.Wide-BarInset), here))
	}
	return lines
}

// ColumnAt returns the column of the table at column x of its canvas, or -1.
func (t Table) ColumnAt(c Canvas, x int) int {
	from := BarInset
	for i, w := range t.widths(c.Wide - BarInset) {
		if w > 0 && x >= from && x < from+w {
			return i
		}
		if w > 0 {
			from += w + tableGap
		}
	}
	return -1
}

// widths returns the widths of the columns; 0 for a hidden column.
func (t Table) widths(room int) []int {
	widths := make([]int, len(t.Columns))
	for i, column := range t.Columns {
		widths[i] = Width(t.title(i))
		for _, row := range t.Rows {
			if i < len(row.Cells) {
				widths[i] = max(widths[i], Width(row.Cells[i].Text))
			}
		}
		if column.Most > 0 {
			widths[i] = min(widths[i], column.Most)
		}
	}
	for {
		sum, drop := -tableGap, -1
		for i, w := range widths {
			if w == 0 {
				continue
			}
			sum += w + tableGap
			if t.Columns[i].Drop > 0 && (drop < 0 || t.Columns[i].Drop > t.Columns[drop].Drop) {
				drop = i
			}
		}
		switch {
		case sum <= room:
			return widths
		case drop < 0:
			return narrowed(widths, sum-room)
		}
		widths[drop] = 0
	}
}

// narrowed takes what does not fit off the widest column.
func narrowed(widths []int, by int) []int {
	widest := 0
	for i, w := range widths {
		if w > widths[widest] {
			widest = i
		}
	}
	if widths[widest] > by {
		widths[widest] -= by
	}
	return widths
}

// name returns the first column with a title: the name of the row's item.
func (t Table) name() int {
	return slices.IndexFunc(t.Columns, func(c Column) bool { return c.Title != "" })
}

func (t Table) title(i int) string {
	title := strings.ToUpper(t.Columns[i].Title)
	if i == t.Sorted {
		title += theme.SignSort
	}
	return title
}

func (t Table) header(widths []int) string {
	var titles []string
	for i, w := range widths {
		if w > 0 {
			titles = append(titles, aligned(t.title(i), w, t.Columns[i].Right))
		}
	}
	return strings.Join(titles, strings.Repeat(" ", tableGap))
}

func (t Table) cells(c Canvas, row TableRow, widths []int, selected bool) string {
	var cells []string
	for i, w := range widths {
		if w == 0 || i >= len(row.Cells) {
			continue
		}
		style := row.Cells[i].Style
		if selected && i == t.name() {
			style = style.Bold(true)
		}
		cells = append(cells, style.Render(aligned(row.Cells[i].Text, w, t.Columns[i].Right)))
	}
	return strings.Join(cells, strings.Repeat(" ", tableGap))
}

func aligned(text string, w int, right bool) string {
	text = Clamped(text, w)
	if blanks := strings.Repeat(" ", max(w-Width(text), 0)); right {
		return blanks + text
	} else {
		return text + blanks
	}
}
