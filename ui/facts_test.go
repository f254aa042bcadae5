package ui

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"suitekey/core/account"
)

// TestTextsNameTheEndOfTBA: pages and steps say about the end of Token-Based
// Authentication what the release calendar says. Texts are no Go: this is how they
// share the constant.
func TestTextsNameTheEndOfTBA(t *testing.T) {
	end, ok := account.FindDeadline(account.SubjectTBAEnd)
	if !ok {
		t.Fatal("the calendar has no end of TBA")
	}
	named := 0
	for _, pattern := range []string{"../docs/*.md", "../assets/steps/*.md", "../assets/help/*.md", "../README.md"} {
		paths, err := filepath.Glob(pattern)
		if err != nil || len(paths) == 0 {
			t.Fatalf("%s: %v", pattern, err)
		}
		for _, path := range paths {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			plain := strings.Join(strings.Fields(string(text)), " ")
			named += strings.Count(plain, end.When())
			if rest := strings.ReplaceAll(plain, end.When(), ""); strings.Contains(rest, end.Older.String()) {
				t.Errorf("%s names %s outside of %q", path, end.Older, end.When())
			}
		}
	}
	if named < 3 {
		t.Errorf("%q stands %d times in steps and pages, want one in the step of the method and two in the pages at least", end.When(), named)
	}
}
