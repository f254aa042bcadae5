package ui_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// told is what `suitekey help --json` prints.
type told struct {
	Verbs  []struct{ Verb, Group, Short string }
	Topics []struct{ Topic, Short string }
}

func helpOfAll(t *testing.T) told {
	t.Helper()
	out, err := exec.Command("suitekey", "help", "--json").Output()
	var all told
	if err == nil {
		err = json.Unmarshal(out, &all)
	}
	if err != nil || len(all.Verbs) < 25 || len(all.Topics) < 7 {
		t.Fatalf("%v: %s", err, out)
	}
	return all
}

// Every verb says what it does, how it ends, and how it is used.
func TestHelpOfEveryVerb(t *testing.T) {
	list, err := exec.Command("suitekey", "help").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range helpOfAll(t).Verbs {
		verb := v.Verb
		if !strings.Contains(string(list), "\n  "+verb+" ") {
			t.Errorf("suitekey help does not list %s", verb)
		}
		help, err := exec.Command("suitekey", verb, "--help").Output()
		if err != nil {
			t.Errorf("%s: %v", verb, err)
		}
		for _, part := range []string{"Exit codes:\n  0", "\n  1 ", "\n  2 ", "Examples:\n  suitekey " + verb, "Usage:"} {
			if !strings.Contains(string(help), part) {
				t.Errorf("the help of %s lacks %q", verb, part)
			}
		}
		for _, line := range strings.Split(string(help), "\n") {
			if strings.Contains(line, "secret") && strings.HasPrefix(strings.TrimSpace(line), "--") && !strings.Contains(line, "--secrets-") && !strings.Contains(line, "--reveal") {
				t.Errorf("%s has a flag for a secret: %s", verb, line)
			}
		}
		if same, err := exec.Command("suitekey", "help", verb).Output(); err != nil || !strings.HasPrefix(string(same), string(help)) {
			t.Errorf("suitekey help %s tells something else than suitekey %s --help", verb, verb)
		}
	}
}

// A row of the table that nothing reads would be as wrong as a variable without
// a row.
func TestEveryVariableIsInTheHelp(t *testing.T) {
	out, err := exec.Command("suitekey", "help", "environment").Output()
	if err != nil {
		t.Fatal(err)
	}
	name := regexp.MustCompile(`\bSUITEKEY_[A-Z][A-Z_]*[A-Z]\b`)
	in := name.FindAllString(string(out), -1)
	used, err := exec.Command("sh", "-c", `cd .. && find ui steps storage core main.go -name '*.go' ! -name '*_test.go' -exec cat {} +`).Output()
	if err != nil {
		t.Skip("no shell to read the source with")
	}
	read := name.FindAllString(string(used), -1)
	for _, field := range []string{"RESULT", "ERROR", "NEXT", "EXPIRES", "CERTIFICATE_FILE"} { // renewhooks.go puts SUITEKEY_ before them
		read = append(read, "SUITEKEY_"+field)
	}
	for _, v := range read {
		if !slices.Contains(in, v) {
			t.Errorf("the help does not name %s", v)
		}
	}
	for _, v := range in {
		if !slices.Contains(read, v) {
			t.Errorf("nothing reads %s", v)
		}
	}
}

func TestTopics(t *testing.T) {
	for _, topic := range helpOfAll(t).Topics {
		out, err := exec.Command("suitekey", "help", topic.Topic).Output()
		if err != nil || len(out) < 300 || strings.Contains(string(out), "{{") {
			t.Errorf("%s: %v\n%s", topic.Topic, err, out)
		}
		for _, line := range strings.Split(string(out), "\n") {
			if len([]rune(line)) > 80 && topic.Topic != "policy" { // the verb's help comes first there
				t.Errorf("%s: too wide: %s", topic.Topic, line)
			}
		}
	}
}

// mandoc reads every page without a complaint.
func TestManPages(t *testing.T) {
	folder := t.TempDir()
	cmd := exec.Command("suitekey", "man", "--dir", folder)
	cmd.Env = append(os.Environ(), "SOURCE_DATE_EPOCH=1700000000")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	all := helpOfAll(t)
	pages, err := os.ReadDir(folder)
	if err != nil || len(pages) != 1+len(all.Verbs)+len(all.Topics) {
		t.Fatalf("%d pages, %v", len(pages), err)
	}
	if _, err := exec.LookPath("mandoc"); err != nil {
		missingTool(t, "mandoc")
	}
	for _, page := range pages {
		text, err := os.ReadFile(folder + "/" + page.Name())
		if err != nil || !strings.Contains(strings.SplitN(string(text), "\n", 2)[0], `"2023-11-14"`) {
			t.Errorf("%s: not the date that was set, or %v", page.Name(), err)
		}
		out, err := exec.Command("mandoc", "-Tlint", "-Wwarning", folder+"/"+page.Name()).CombinedOutput()
		if err != nil || len(out) > 0 {
			t.Errorf("%s: %v\n%s", page.Name(), err, out)
		}
	}
}

// missingTool leaves a test out, but not where everything has to be tried.
func missingTool(t *testing.T, name string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatalf("%s is not installed", name)
	}
	t.Skipf("%s is not installed", name)
}
