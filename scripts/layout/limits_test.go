package layout

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What a newcomer can hold in mind, in lines and methods. Tests are not counted.
const (
	longestFile     = 350
	longestFunction = 60
	largestPackage  = 4500
	mostMethods     = 50

	// The root of the full screen grants wishes; what a screen can do is the screen's.
	screenRoot    = "ui/tui.model"
	mostOfTheRoot = 45
)

// TestLimits names every file, function, package and type of the product that has outgrown the limits.
func TestLimits(t *testing.T) {
	packages, methods := map[string]int{}, map[string]int{}
	measure := func(path string) {
		source, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Count(string(source), "\n")
		folder, _ := filepath.Rel(root, filepath.Dir(path))
		packages[folder] += lines
		if lines > longestFile {
			t.Errorf("%s has %d lines, more than %d", path, lines, longestFile)
		}
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, path, source, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, declared := range file.Decls {
			function, ok := declared.(*ast.FuncDecl)
			if !ok {
				continue
			}
			if long := fset.Position(function.End()).Line - fset.Position(function.Pos()).Line + 1; long > longestFunction {
				t.Errorf("%s: %s has %d lines, more than %d", path, function.Name.Name, long, longestFunction)
			}
			if receiver := receiverOf(function); receiver != "" {
				methods[folder+"."+receiver]++
			}
		}
	}
	for _, path := range productFiles(t) {
		measure(path)
	}
	if len(packages) < 20 {
		t.Fatalf("only %d packages were found under %s", len(packages), root)
	}
	for name, lines := range packages {
		if lines > largestPackage {
			t.Errorf("package %s has %d lines, more than %d", name, lines, largestPackage)
		}
	}
	if methods[screenRoot] == 0 {
		t.Errorf("there is no type %s: name the root of the full screen", screenRoot)
	}
	for name, n := range methods {
		most := mostMethods
		if name == screenRoot {
			most = mostOfTheRoot
		}
		if n > most {
			t.Errorf("type %s has %d methods, more than %d", name, n, most)
		}
	}
}

const root = "../.."

// productFiles returns the Go files under root without tests, test data and packages of other people.
func productFiles(t *testing.T) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		switch name := filepath.Base(path); {
		case err != nil:
			return err
		case entry.IsDir() && path != root && (name == "node_modules" || name == "testdata" || strings.HasPrefix(name, ".")):
			return filepath.SkipDir
		case !entry.IsDir() && strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go"):
			files = append(files, path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// receiverOf returns the name of the type that has a method, and nothing for a function.
func receiverOf(function *ast.FuncDecl) string {
	if function.Recv == nil {
		return ""
	}
	of := function.Recv.List[0].Type
	if pointer, ok := of.(*ast.StarExpr); ok {
		of = pointer.X
	}
	if generic, ok := of.(*ast.IndexExpr); ok {
		of = generic.X
	}
	if name, ok := of.(*ast.Ident); ok {
		return name.Name
	}
	return ""
}
