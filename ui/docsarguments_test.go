package ui_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// expanded is a secret of suitekey that a shell puts into a word of a command.
var expanded = regexp.MustCompile(`(?m)(\S*)\$\(suitekey (?:token|header|export|connect-password)\b[^\n]*`)

// assignment is the one word in which that stays out of the arguments.
var assignment = regexp.MustCompile(`^"?[A-Z_]+="?$`)

// secretArguments are the places in a text where a secret goes into an argument,
// which every user of the computer can read.
func secretArguments(text string) []string {
	var found []string
	for _, match := range expanded.FindAllStringSubmatch(text, -1) {
		if !assignment.MatchString(match[1]) {
			found = append(found, match[0])
		}
	}
	return found
}

// A curl that reads a header from its standard input begins with -q: a ~/.curlrc of
// somebody could send the credentials elsewhere, or print them.
var curlWithHeader = regexp.MustCompile(`\bcurl (?:-q )?[^\n|]*(?:-H|--header) @-`)

func curlsWithoutQ(text string) []string {
	return slices.DeleteFunc(curlWithHeader.FindAllString(text, -1), func(found string) bool { return strings.HasPrefix(found, "curl -q ") })
}

func TestDocumentsPutNoSecretIntoAnArgument(t *testing.T) {
	for text, want := range map[string]int{
		`curl -H "$(suitekey header acme GET /x)" URL`: 1, `curl -H "Authorization: Bearer $(suitekey token acme)"`: 1,
		`isql acme TBA "$(suitekey connect-password acme)"`: 1,
		`TOKEN=$(suitekey token acme) ./report`:             0, `TOKEN="$(suitekey token acme)"`: 0,
		"see `suitekey token`": 0, "suitekey header acme GET /x | curl -H @- URL": 0,
	} {
		if found := secretArguments(text); len(found) != want {
			t.Errorf("in %q: %q", text, found)
		}
	}
	if found := curlsWithoutQ("suitekey header acme GET /x | curl -sS -H @- URL; suitekey header acme GET /x | curl -q -H @- URL"); len(found) != 1 {
		t.Errorf("curl without -q: %q", found)
	}
	var paths []string
	for _, root := range []string{"../docs", "../assets", "../scripts", ".", "../README.md", "../CONTRIBUTING.md", "../CHANGELOG.md"} {
		err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
			if err == nil && entry.IsDir() && entry.Name() == "node_modules" {
				return fs.SkipDir
			}
			if slices.Contains([]string{".md", ".tmpl", ".go", ".json", ".txtar", ".sh"}, filepath.Ext(path)) && !strings.HasSuffix(path, "_test.go") {
				paths = append(paths, path)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(paths) < 200 {
		t.Errorf("only %d files were read", len(paths))
	}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range secretArguments(string(text)) {
			t.Errorf("%s gives a secret to a program as an argument: %s", path, found)
		}
		for _, found := range curlsWithoutQ(string(text)) {
			t.Errorf("%s calls curl with credentials and without -q: %s", path, found)
		}
	}
}
