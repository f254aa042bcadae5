//go:build unix

package ui_test

import (
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"suitekey/storage/team/people"
	"suitekey/storage/team/teamtest"
	"suitekey/storage/team/vaults"
)

// TestTeamReaderLineByLine chooses every line of the plain menu as a reader of a team's
// vault: whatever changes a connection is refused before a question.
func TestTeamReaderLineByLine(t *testing.T) {
	c := teamCluster(t)
	r := newTeamTrial(t, c, "team-readers")
	e := teamtest.User(t, c, r.known.Engine.Vault, "rita", people.Reader)
	identity, home := filepath.Join(r.dir, "rita.key"), t.TempDir()
	for _, args := range [][]string{{"team", "add", "rita", "--machine", "--role", "reader", "--out", identity}, {"tag", "acme", "+web"},
		{"copy", "acme", "begun", "--account", "9999901_SB1", "--no-input"}} {
		if out, err := r.suitekey(args...).CombinedOutput(); err != nil {
			t.Fatalf("suitekey %v: %v\n%s", args, err, out)
		}
	}
	known := r.known.Known
	if err := vaults.New(home, e, "rita").Learn(known); err != nil {
		t.Fatal(err)
	}
	chosen := func(answers ...string) string {
		cmd := r.suitekey("--plain")
		cmd.Env = append(cmd.Env, "SUITEKEY_HOME="+home, "SUITEKEY_IDENTITY_FILE="+identity)
		cmd.Stdin = strings.NewReader(strings.Join(answers, "\n") + "\n")
		out, _ := cmd.CombinedOutput() // ends because the input ends
		return string(out)
	}
	allowed := []string{"Test a connection", "Show a connection", "Export a connection to the product that uses it",
		"Show the history of a connection, or restore an earlier state", "Quit"}
	const refusal = "for reading only: the role reader changes no connection"
	menu := func(text string) (lines []string) {
		_, text, _ = strings.Cut(text, "What do you want to do?")
		for n := 1; ; n++ {
			_, after, found := strings.Cut(text, " "+strconv.Itoa(n)+". ")
			if !found {
				return lines
			}
			line, _, _ := strings.Cut(after, "\n")
			lines, text = append(lines, line), after
		}
	}
	first := chosen()
	if !strings.Contains(first, "The vault is team-readers, open to rita for reading only.") {
		t.Errorf("the vault is not named:\n%s", first)
	}
	lines := menu(first)
	if len(lines) < 8 {
		t.Fatalf("the menu is %q", lines)
	}
	for i, line := range lines {
		if slices.Contains(allowed, line) {
			continue
		}
		out := chosen(strconv.Itoa(i + 1))
		_, after, _ := strings.Cut(out, "Number from 1 to "+strconv.Itoa(len(lines))+": ")
		before, _, _ := strings.Cut(strings.Join(strings.Fields(after), " "), " suitekey: connections to NetSuite")
		if !strings.HasPrefix(before, "Problem: ") || !strings.Contains(before, refusal) {
			t.Errorf("%s: %s", line, before)
		}
	}
	history := slices.Index(lines, allowed[3])
	out := strings.Join(strings.Fields(chosen(strconv.Itoa(history+1), "acme")), " ")
	if !strings.Contains(out, refusal) || !strings.Contains(out, "State 1") || strings.Contains(out, "What now?") {
		t.Errorf("the history of acme: %s", out)
	}
}
