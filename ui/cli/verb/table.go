package verb

import (
	"bufio"
	"bytes"
	"io"
	"strings"
	"unicode/utf8"

	"suitekey/core/termsafe"
)

// Table aligns rows of cells as text/tabwriter does. text/tabwriter keeps an object for
// each cell, which for 10,000 rows takes as much memory as everything else. A column is
// as wide as its widest cell in consecutive rows; the last cell of a row belongs to no
// column.
type Table struct {
	out     *bufio.Writer
	parts   [][]byte // the rows, each whole in one part: cells with tabs between, and a line break
	rows    int
	columns []column
}

// column is the widths of a column, from its first row to the present one.
type column struct {
	widths []width
	open   bool // the last row has a cell of the column
}

// width returns the width of a column in its rows before the row number end.
type width struct{ end, cells int }

const (
	gap      = 2 // spaces between columns
	endless  = int(^uint(0) >> 1)
	oneWrite = 32 << 10
	spaces   = "                                "

	firstPart, part = 4 << 10, 64 << 10 // a text that grows would be copied again and again
)

// NewTable returns a table that writes to out.
func NewTable(out io.Writer) *Table { return &Table{out: bufio.NewWriterSize(out, oneWrite)} }

// Row adds a row without control characters, and without empty cells at its end.
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
		wide := len(cell)
		if !termsafe.Plain(cell) {
			cell = strings.ReplaceAll(termsafe.Visible(cell), "\n", " ")
			wide = utf8.RuneCountInString(cell)
		}
		text = append(text, cell...)
		if i == len(cells)-1 {
			break
		}
		text = append(text, '\t')
		if i == len(t.columns) {
			t.columns = append(t.columns, column{})
		}
		t.columns[i].add(wide)
	}
	t.parts[len(t.parts)-1] = append(text, '\n')
	for i := max(0, len(cells)-1); i < len(t.columns); i++ {
		t.columns[i].close(t.rows)
	}
	t.rows++
}

// room returns a part with room for a row of so many bytes.
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

// close ends the consecutive rows of a column before the row, which has no such cell.
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

// Flush writes the table. Later rows form a new table.
func (t *Table) Flush() error {
	row := 0
	for _, text := range t.parts {
		for ; len(text) > 0; row++ {
			end := bytes.IndexByte(text, '\n') + 1
			_, _ = t.out.Write(t.align(t.out.AvailableBuffer(), text[:end], row)) // an error comes back from Flush
			text = text[end:]
		}
	}
	t.parts, t.rows, t.columns = t.parts[:0], 0, nil
	return t.out.Flush()
}

// align appends a row, with spaces for its tabs, to line.
func (t *Table) align(line, text []byte, row int) []byte {
	for i := 0; ; i++ {
		end := bytes.IndexByte(text, '\t')
		if end < 0 {
			return append(line, text...)
		}
		line = append(line, text[:end]...)
		for missing := t.columns[i].at(row) - utf8.RuneCount(text[:end]) + gap; missing > 0; missing -= len(spaces) {
			line = append(line, spaces[:min(missing, len(spaces))]...)
		}
		text = text[end+1:]
	}
}
