package layout

import (
	"go/parser"
	"go/token"
	"strings"
	"testing"
)

// TestNoTemplatesByName keeps the linker able to leave out what nobody calls: text/template and html/template call methods by
// names that they read at run time, so that every exported method of every type would be kept, 3.6 MB.
func TestNoTemplatesByName(t *testing.T) {
	for _, path := range productFiles(t) {
		if strings.HasPrefix(path, root+"/scripts/") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, imported := range file.Imports {
			if name := imported.Path.Value; name == `"text/template"` || name == `"html/template"` {
				t.Errorf("%s imports %s: core/template fills in the same templates", path, name)
			}
		}
	}
}
