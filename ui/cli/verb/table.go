package verb

import (
	"bufio"
	"io"
	"strings"
	"unicode/utf8"

	"suitekey/core/termsafe"
)

// Table aligns rows of cells as text/tabwriter does, which keeps an object for each cell:
// for 10,000 rows that takes as much memory as all else. A column is as wide as the widest
// of its cells in rows that follow each other; the last cell of a row belongs to no column.
type Table struct {
	out     *bufio.Writer
	parts   [][]byte // the rows, each whole in one part: cells with tabs between, and a line break
	rows    int
	columns []column
}

// column are the widths of a column, from its first row to the present one.
type column struct {
	widths []width
	open   bool // the last row has a cell of the column
}

// width is that of a column in its rows before the row number end.
type width struct{ end, cells int }

const (
	gap      = 2 // spaces between columns
	endless  = int(^uint(0) >> 1)
	oneWrite = 32 << 10

	firstPart, part = 4 << 10, 64 << 10 // a text that grows would be copied again and again
)

// NewTable makes a table that is written to out.
func NewTable(out io.Writer) *Table { return &Table{out: bufio.NewWriterSize(out, oneWrite)} }

// Row adds a row, without control characters. Empty cells at its end are left out.
func (t *Table) Row(cells ...string) {
	size := len(cells)
	for len(cells) > 0 && cells[len(cells)-1] == "" {
		cells = cells[:len(cells)-1]
	}
	for _, cell := range cells {
		size += len(cell)
	}
	text := t.room(size)
	for i, cell := range cells {
		if cell = termsafe.Visible(cell); strings.IndexByte(cell, '\n') >= 0 {
			cell = strings.ReplaceAll(cell, "\n", " ")
		}
		text = append(text, cell...)
		if i == len(cells)-1 {
			break
		}
		text = append(text, '\t')
		if i == len(t.columns) {
			t.columns = append(t.columns, column{})
		}
		t.columns[i].add(utf8.RuneCountInString(cell))
	}
	t.parts[len(t.parts)-1] = append(text, '\n')
	for i := max(0, len(cells)-1); i < len(t.columns); i++ {
		t.columns[i].close(t.rows)
	}
	t.rows++
}

// room returns the part for a row of so many bytes.
func (t *Table) room(size int) []byte {
	if last := len(t.parts) - 1; last >= 0 && cap(t.parts[last])-len(t.parts[last]) >= size+1 {
		return t.parts[last]
	}
	next := part
	if len(t.parts) == 0 {
		next = firstPart
	}
	t.parts = append(t.parts, make([]byte, 0, max(next, size+1)))
	return t.parts[len(t.parts)-1]
}

// add notes the width of a cell of the present row.
func (c *column) add(cells int) {
	if !c.open {
		c.widths, c.open = append(c.widths, width{endless, 0}), true
	}
	last := &c.widths[len(c.widths)-1]
	last.cells = max(last.cells, cells)
}

// close ends the rows that follow each other before the row, which has no such cell.
func (c *column) close(row int) {
	if c.open {
		c.widths[len(c.widths)-1].end, c.open = row, false
	}
}

// at returns the width of the column in a row. Rows are asked for in order.
func (c *column) at(row int) int {
	for row >= c.widths[0].end {
		c.widths = c.widths[1:]
	}
	return c.widths[0].cells
}

// Flush writes the table. The next rows are a table of their own.
func (t *Table) Flush() error {
	row := 0
	var line []byte
	for _, text := range t.parts {
		for ; len(text) > 0; row++ {
			line, text = t.align(line[:0], text, row)
			_, _ = t.out.Write(line) // an error comes back from Flush
		}
	}
	t.parts, t.rows, t.columns = t.parts[:0], 0, nil
	return t.out.Flush()
}

// align appends the row that text begins with to line, and returns what follows the row.
func (t *Table) align(line, text []byte, row int) (_, rest []byte) {
	for i := 0; ; i++ {
		end := 0
		for text[end] != '\t' && text[end] != '\n' {
			end++
		}
		cell, ended := text[:end], text[end] == '\n'
		line, text = append(line, cell...), text[end+1:]
		if ended {
			return append(line, '\n'), text
		}
		for range t.columns[i].at(row) - utf8.RuneCount(cell) + gap {
			line = append(line, ' ')
		}
	}
}
