package ui_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"suitekey/ui"
)

// Every run of the program in a script leaves behind what it printed with --json,
// and how it ended. When all scripts have run, the first is held against the
// schemas in docs/schema by a validator that is not ours, and the second against
// the exit codes that the verb's help lists.

// seenVariable names the folder for that.
const seenVariable = "TEST_SEEN"

// watched is the program of the scripts.
func watched() {
	p := process(os.Args[1:])
	folder := os.Getenv(seenVariable)
	if folder == "" {
		os.Exit(ui.Main(p))
	}
	_ = os.Unsetenv(seenVariable) // nobody else's
	verb, ours := verbOf(p.Args)
	if !ours {
		os.Exit(ui.Main(p))
	}
	file, err := os.CreateTemp(folder, verb+".*.json")
	if err != nil {
		panic(err)
	}
	if slices.Contains(p.Args, "--json") {
		p.Stdout = io.MultiWriter(os.Stdout, file)
	}
	code := ui.Main(p)
	if err := os.WriteFile(file.Name()+".code", []byte(strconv.Itoa(code)), 0o600); err != nil {
		panic(err)
	}
	os.Exit(code)
}

// verbOf is the verb among arguments. Where exec or curl runs another program,
// what is printed is that program's: ours is false then.
func verbOf(args []string) (verb string, ours bool) {
	if slices.Contains(args, "--help") {
		return "help", true
	}
	known := verbs()
	for n, arg := range args {
		switch {
		case arg == "exec":
			return arg, !slices.Contains(args, "--")
		case arg == "curl":
			return arg, slices.Contains(args[:min(n+2, len(args))], "--json")
		case arg == "__complete":
			return arg, false
		case slices.Contains(known, arg):
			return arg, true
		}
	}
	return "suitekey", true
}

// verbs are all of them, as the help lists them.
func verbs() []string {
	var out bytes.Buffer
	p := process([]string{"help", "--json"})
	p.Stdout = &out
	p.Getenv, p.Unsetenv = func(string) string { return "" }, func(string) error { return nil } // what it takes out is the program's
	var all told
	if code := ui.Main(p); code != 0 || json.Unmarshal(out.Bytes(), &all) != nil {
		panic("suitekey help --json does not list the verbs")
	}
	var names []string
	for _, v := range all.Verbs {
		names = append(names, v.Verb)
	}
	return names
}

// checkSeen judges what all runs have left behind, and returns which verbs were seen to
// end well and to fail with --json.
func checkSeen(t *testing.T, folder string) (ended map[string]bool) {
	printed, err := filepath.Glob(filepath.Join(folder, "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	documents := map[string][]string{} // files with one document each, by verb
	ended = map[string]bool{}          // "list ends well", "list fails", with a document
	for _, path := range printed {
		verb, _, _ := strings.Cut(filepath.Base(path), ".")
		parts := split(t, path)
		if code, err := os.ReadFile(path + ".code"); err == nil { // else it was killed
			checkCode(t, verb, string(code))
			if len(parts) > 0 {
				ended[verb+map[bool]string{true: " ends well", false: " fails"}[string(code) == "0"]] = true
			}
		}
		documents[verb] = append(documents[verb], parts...)
	}
	validate(t, documents)
	return ended
}

// split writes each of the JSON documents in a file to one of its own.
func split(t *testing.T, path string) []string {
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	decoder := json.NewDecoder(bytes.NewReader(data))
	for n := 0; ; n++ {
		var document json.RawMessage
		if err := decoder.Decode(&document); err == io.EOF {
			return paths
		} else if err != nil {
			t.Errorf("%s prints what is no JSON: %v: %s", filepath.Base(path), err, data)
			return paths
		}
		one := fmt.Sprintf("%s.%d", path, n)
		if err := os.WriteFile(one, document, 0o600); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, one)
	}
}

// checkEnds demands that each verb was seen to end well and to fail with --json.
func checkEnds(t *testing.T, ended map[string]bool) {
	for _, v := range helpOfAll(t).Verbs {
		switch v.Verb {
		case "exec", "curl": // what they print is another program's
			continue
		}
		for _, end := range []string{" ends well", " fails"} {
			if !ended[v.Verb+end] {
				t.Errorf("no script runs suitekey %s --json so that it%s", v.Verb, end)
			}
		}
	}
}

// Each verb has its schema, and each schema its verb.
func TestEveryVerbHasASchema(t *testing.T) {
	want := []string{"problem.json", "report.json", "suitekey.json"}
	for _, v := range helpOfAll(t).Verbs {
		want = append(want, schemaOf(v.Verb))
	}
	entries, err := os.ReadDir("../docs/schema")
	if err != nil {
		t.Fatal(err)
	}
	var have []string
	for _, e := range entries {
		have = append(have, e.Name())
	}
	slices.Sort(want)
	if want = slices.Compact(want); !slices.Equal(have, want) {
		t.Errorf("docs/schema has %v, not %v", have, want)
	}
}

// schemaOf is the file with the schema of what a verb prints. The journeys share one.
func schemaOf(verb string) string {
	switch verb {
	case "setup", "import", "renew", "retoken", "migrate", "change":
		return "journey.json"
	}
	return verb + ".json"
}

var listedCodes = map[string]string{}

func checkCode(t *testing.T, verb, code string) {
	if _, known := listedCodes[verb]; !known {
		args := []string{verb, "--help"}
		if verb == "suitekey" {
			args = args[1:]
		}
		help, err := exec.Command("suitekey", args...).Output()
		if err != nil {
			t.Fatal(err)
		}
		_, listedCodes[verb], _ = strings.Cut(string(help), "Exit codes:\n")
	}
	if !strings.Contains("\n"+listedCodes[verb], "\n  "+code+" ") {
		t.Errorf("suitekey %s ends with %s, which its help does not list", verb, code)
	}
}

func validate(t *testing.T, documents map[string][]string) {
	validator, err := exec.Command("go", "tool", "-modfile=../scripts/tools/go.mod", "-n", "jv").Output()
	if err != nil {
		missingTool(t, "jv, the validator of scripts/tools,")
	}
	for verb, paths := range documents {
		if len(paths) == 0 {
			continue
		}
		schema := filepath.Join("..", "docs", "schema", schemaOf(verb))
		out, err := exec.Command(strings.TrimSpace(string(validator)), append([]string{schema}, paths...)...).CombinedOutput()
		if err != nil {
			t.Errorf("what suitekey %s --json prints is not as %s says (a new name belongs into the schema): %v\n%s", verb, schema, err, failures(string(out)))
		}
	}
}

// failures are the parts of the validator's output about documents that failed,
// with the documents.
func failures(out string) string {
	var kept []string
	for _, part := range strings.Split(out, "\n\n") {
		path, failed := strings.CutSuffix(strings.TrimPrefix(strings.SplitN(part, "\n", 2)[0], "instance "), ": failed")
		if !failed {
			continue
		}
		document, _ := os.ReadFile(path)
		kept = append(kept, part, string(document))
	}
	return strings.Join(kept, "\n")
}
