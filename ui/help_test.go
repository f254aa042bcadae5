package ui_test

import (
	"os/exec"
	"strings"
	"testing"
)

// Every verb says what it does, how it ends, and how it is used.
func TestHelpOfEveryVerb(t *testing.T) {
	out, err := exec.Command("suitekey", "--help").Output()
	if err != nil {
		t.Fatal(err)
	}
	_, list, _ := strings.Cut(string(out), "Available Commands:\n")
	list, _, _ = strings.Cut(list, "\n\n")
	verbs := strings.Split(list, "\n")
	if len(verbs) < 10 {
		t.Fatalf("there are only %d verbs:\n%s", len(verbs), out)
	}
	for _, line := range verbs {
		verb := strings.Fields(line)[0]
		if verb == "completion" {
			continue // cobra's own
		}
		help, err := exec.Command("suitekey", verb, "--help").Output()
		if err != nil {
			t.Errorf("%s: %v", verb, err)
		}
		for _, part := range []string{"Exit codes:\n  0", "Examples:\n  suitekey " + verb, "Usage:"} {
			if !strings.Contains(string(help), part) {
				t.Errorf("the help of %s lacks %q", verb, part)
			}
		}
		for _, line := range strings.Split(string(help), "\n") {
			if strings.Contains(line, "secret") && strings.HasPrefix(strings.TrimSpace(line), "--") && !strings.Contains(line, "--secrets-file") && !strings.Contains(line, "--reveal") {
				t.Errorf("%s has a flag for a secret: %s", verb, line)
			}
		}
	}
}

func TestCompletion(t *testing.T) {
	for _, shell := range []string{"bash", "zsh", "fish", "powershell"} {
		out, err := exec.Command("suitekey", "completion", shell).Output()
		if err != nil || !strings.Contains(string(out), "suitekey") {
			t.Errorf("%s: %v", shell, err)
		}
	}
}
