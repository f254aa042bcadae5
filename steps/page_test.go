package steps

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A screen shows the text of a page as it is: marks of Markdown would be read as text.
func TestPagesHaveNoMarks(t *testing.T) {
	paths, err := filepath.Glob("../assets/steps/*.md")
	if err != nil || len(paths) == 0 {
		t.Fatalf("%d pages: %v", len(paths), err)
	}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, mark := range []string{"`", "**", "]("} {
			if strings.Contains(string(text), mark) {
				t.Errorf("%s contains %q", path, mark)
			}
		}
	}
}
