package ui_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"suitekey/core/export"
	"suitekey/core/profile"
)

// The tables in docs/exports.md are those of assets/export: UPDATE_DOCS=1 writes
// them again.
func TestDocumentsFormats(t *testing.T) {
	const path = "../docs/exports.md"
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	page := string(text)
	for name, table := range map[string]string{"formats": formatTable(), "readers": readerTable()} {
		begin, end := "<!-- table: "+name+" -->\n", "<!-- end of "+name+" -->\n"
		before, rest, found := strings.Cut(page, begin)
		is, after, ended := strings.Cut(rest, end)
		if !found || !ended {
			t.Fatalf("docs/exports.md has no table %s", name)
		}
		if is != table && os.Getenv("UPDATE_DOCS") == "" {
			t.Errorf("the table %s in docs/exports.md is not that of assets/export (UPDATE_DOCS=1 writes it)", name)
		}
		page = before + begin + table + end + after
	}
	if os.Getenv("UPDATE_DOCS") != "" {
		if err := os.WriteFile(path, []byte(page), 0o644); err != nil { //nolint:gosec // it is to be read
			t.Fatal(err)
		}
	}
}

func formatTable() string {
	table := "| `--to` | what | methods | source | tried |\n|---|---|---|---|---|\n"
	for _, f := range export.Formats() {
		var methods []string
		for _, m := range f.Methods() {
			methods = append(methods, map[profile.Method]string{profile.TBA: "TBA", profile.M2M: "M2M", profile.Code: "browser"}[m])
		}
		table += fmt.Sprintf("| `%s` | %s: %s | %s | %s | %s |\n", f.Key, f.Name, f.Note, strings.Join(methods, ", "), pagesOf(f.Source), f.Tried)
	}
	return table
}

// pagesOf are the pages of a source as links, called by their hosts.
func pagesOf(source string) string {
	return regexp.MustCompile(`https://([^/ ]+)[^ ]*`).ReplaceAllString(source, "[$1]($0)")
}

func readerTable() string {
	table := "| `--reader` | program | a key of several lines | tried |\n|---|---|---|---|\n"
	for _, r := range export.Readers() {
		lines := "with `--reader`"
		switch {
		case r.Default:
			lines = "yes"
		case !r.Lines:
			lines = "no: " + regexp.MustCompile(`(suitekey exec [^,:;]*|--to \w+)`).ReplaceAllString(r.Instead, "`$1`")
		}
		table += fmt.Sprintf("| `%s` | [%s](%s) | %s | %s |\n", r.Key, r.Name, r.Source, lines, r.Tried)
	}
	return table
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
