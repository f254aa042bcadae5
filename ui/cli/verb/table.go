package verb

import (
	"bufio"
	"io"
	"text/tabwriter"
)

// Table aligns the rows that Row writes to it. Flush ends the table; the next rows
// are a table of their own.
type Table struct {
	*tabwriter.Writer
	out *bufio.Writer
}

// NewTable makes a table that is written to out. A tabwriter alone would write every
// cell by itself.
func NewTable(out io.Writer) *Table {
	buffered := bufio.NewWriterSize(out, 32<<10)
	return &Table{tabwriter.NewWriter(buffered, 0, 0, 2, ' ', 0), buffered}
}

// Flush writes what has not been written yet.
func (t *Table) Flush() error {
	if err := t.Writer.Flush(); err != nil {
		return err
	}
	return t.out.Flush()
}
