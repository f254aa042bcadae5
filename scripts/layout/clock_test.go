package layout

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// dated are the folders whose tests make a world with a calendar: releases of
// NetSuite, certificates, dates on the screen.
var dated = []string{"steps", "ui/app", "ui/plain", "ui/tui"}

// clocked take the true clock where their options name none.
var clocked = []string{"app.New", "simulator.New", "netsuite.New"}

// TestTestsKnowNoToday: what a test builds takes its time from core/clocktest or
// from a value in the test, so that the tests pass on any day.
func TestTestsKnowNoToday(t *testing.T) {
	for _, folder := range dated {
		err := filepath.WalkDir(filepath.Join("..", "..", folder), func(name string, entry os.DirEntry, err error) error {
			if err != nil || entry.IsDir() || !strings.HasSuffix(name, "_test.go") {
				return err
			}
			source, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			for _, wrong := range usesToday(t, name, source) {
				t.Error(wrong)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestTodayIsFound(t *testing.T) {
	const source = `package steps
func f() {
	began := time.Now()
	_ = time.Since(began)
	_ = netsuite.New(netsuite.Options{Transport: x, Now: clocktest.Now})
	_ = simulator.New(simulator.Options{})
	_ = app.New(o)
	_ = Facts{Now: time.Now()}
	_ = time.Until(p.Expires)
	began := time.Now
}`
	got := usesToday(t, "x_test.go", []byte(source))
	want := []string{"x_test.go:6:6: simulator.New", "x_test.go:7:6: app.New", "x_test.go:8:17: time.Now", "x_test.go:9:6: time.Until", "x_test.go:10:11: time.Now"}
	if len(got) != len(want) {
		t.Fatalf("found:\n%s", strings.Join(got, "\n"))
	}
	for i := range want {
		if !strings.HasPrefix(got[i], want[i]) {
			t.Errorf("%s, want %s", got[i], want[i])
		}
	}
}

// usesToday lists where a test file takes the true time. "began := time.Now()" is
// how a test measures, and is no date.
func usesToday(t *testing.T, name string, source []byte) []string {
	t.Helper()
	files := token.NewFileSet()
	parsed, err := parser.ParseFile(files, name, source, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	ast.Inspect(parsed, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			return !measures(n)
		case *ast.SelectorExpr:
			if called := dotted(n); called == "time.Now" || called == "time.Until" {
				found = append(found, files.Position(n.Pos()).String()+": "+called+" is another day tomorrow: take clocktest.Now")
			}
		case *ast.CallExpr:
			called := dotted(n.Fun)
			if own, ok := n.Fun.(*ast.Ident); ok {
				called = parsed.Name.Name + "." + own.Name
			}
			if slices.Contains(clocked, called) && len(n.Args) == 1 && !setsNow(parsed, n.Args[0]) {
				found = append(found, files.Position(n.Pos()).String()+": "+called+" takes today's clock: give it Now: clocktest.Now")
			}
		}
		return true
	})
	return found
}

func measures(n *ast.AssignStmt) bool {
	if len(n.Lhs) != 1 || len(n.Rhs) != 1 {
		return false
	}
	variable, ok := n.Lhs[0].(*ast.Ident)
	call, called := n.Rhs[0].(*ast.CallExpr)
	return ok && called && variable.Name == "began" && dotted(call.Fun) == "time.Now"
}

func dotted(n ast.Expr) string {
	selector, ok := n.(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	if in, ok := selector.X.(*ast.Ident); ok {
		return in.Name + "." + selector.Sel.Name
	}
	return ""
}

// setsNow tells whether options have a clock: by a field of the literal, or by an
// assignment somewhere in the file.
func setsNow(file *ast.File, options ast.Expr) bool {
	found := false
	switch options := options.(type) {
	case *ast.CompositeLit:
		for _, e := range options.Elts {
			if pair, ok := e.(*ast.KeyValueExpr); ok {
				key, ok := pair.Key.(*ast.Ident)
				found = found || ok && key.Name == "Now"
			}
		}
	case *ast.Ident:
		ast.Inspect(file, func(n ast.Node) bool {
			if set, ok := n.(*ast.AssignStmt); ok && slices.ContainsFunc(set.Lhs, func(e ast.Expr) bool { return dotted(e) == options.Name+".Now" }) {
				found = true
			}
			return true
		})
	}
	return found
}
