package ui_test

import (
	"os"
	"strings"
	"testing"

	"suitekey/core/export"
)

// The table of the export formats has a row for each of them.
func TestDocumentsFormats(t *testing.T) {
	page, err := os.ReadFile("../docs/at-work.md")
	if err != nil {
		t.Fatal(err)
	}
	table := ""
	for _, line := range strings.Split(string(page), "\n") {
		if strings.HasPrefix(line, "| `") {
			cell, _, _ := strings.Cut(line[2:], " |")
			table += cell + " "
		}
	}
	for _, f := range export.Formats() {
		if !strings.Contains(table, "`"+f.Key+"`") {
			t.Errorf("the table in docs/at-work.md has no row for the export format %s", f.Key)
		}
	}
}
