package ui_test

import (
	"os"
	"path/filepath"
	"regexp"
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

// Every path that CONTRIBUTING names is there: all that begins with one of the
// folders of the house, in prose and in tables.
func TestContributingPaths(t *testing.T) {
	page, err := os.ReadFile("../CONTRIBUTING.md")
	if err != nil {
		t.Fatal(err)
	}
	checked := 0
	for _, span := range regexp.MustCompile("`(assets|core|docs|scripts|steps|storage|ui)(/[^` ]*)?`").FindAllString(string(page), -1) {
		name := strings.Trim(strings.ReplaceAll(span, "NAME", "*"), "`")
		checked++
		if found, err := filepath.Glob(filepath.Join("..", filepath.FromSlash(name))); err != nil || len(found) == 0 {
			t.Errorf("CONTRIBUTING.md names %s, which is not there", name)
		}
	}
	if checked < 30 {
		t.Errorf("only %d paths were found", checked)
	}
}
