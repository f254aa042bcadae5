package verb

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"text/tabwriter"
)

// TestTable holds tables of random rows against those of text/tabwriter.
func TestTable(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for n := range 2000 {
		var ours, theirs bytes.Buffer
		table, reference := NewTable(&ours), tabwriter.NewWriter(&theirs, 0, 0, gap, ' ', 0)
		for range 1 + n%3 { // several tables, one after the other
			for range random.IntN(8) {
				cells := make([]string, random.IntN(6))
				for i := range cells {
					cells[i] = strings.Repeat([]string{"x", "é", "日"}[random.IntN(3)], random.IntN(5))
				}
				fmt.Fprintln(reference, strings.TrimRight(strings.Join(cells, "\t"), "\t"))
				table.Row(cells...)
			}
			if err := table.Flush(); err != nil {
				t.Fatal(err)
			}
			if err := reference.Flush(); err != nil {
				t.Fatal(err)
			}
		}
		if ours.String() != theirs.String() {
			t.Fatalf("ours:\n%stheirs:\n%s", ours.String(), theirs.String())
		}
	}
}

func TestTableObeysNothing(t *testing.T) {
	var out bytes.Buffer
	table := NewTable(&out)
	table.Row("a\x1b[31m\tb\nc", "d")
	if err := table.Flush(); err != nil || out.String() != "a[31mb c  d\n" {
		t.Errorf("%q, %v", out.String(), err)
	}
}
