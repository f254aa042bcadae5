package app

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"suitekey/steps"
)

// A file of several environments offers them with their accounts, and nothing is
// read before one is chosen. The next file has a list of its own, or none.
func TestImportingOneOfSeveral(t *testing.T) {
	a := newApp(t, Options{Demo: true})
	folder := t.TempDir()
	write := func(name string, lines ...string) string {
		t.Helper()
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(strings.Join(lines, "\n")), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	values := func(prefix, account, digit string) []string {
		return []string{prefix + "ACCOUNT=" + account, prefix + "CONSUMER_KEY=" + strings.Repeat("c", 64), prefix + "TOKEN_ID=" + strings.Repeat(digit, 64), prefix + "TOKEN_SECRET=" + strings.Repeat("5", 64)}
	}
	two := write("two.env", slices.Concat(values("NS_SB_", "9999901_SB1", "1"), values("NS_PROD_", "9999901", "2"))...)
	others := write("others.env", slices.Concat(values("NS_OLD_", "no account, but a secret", "1"), values("NS_NEW_", "7654321", "2"))...)
	one := write("one.env", values("NETSUITE_", "9999901_SB1", "1")...)

	var given steps.Given
	walk := steps.NewWalk(a.Env(), Importing(a, &given), steps.NewState(steps.Facts{Now: a.Now()}))
	set := func(key, text string) {
		t.Helper()
		for _, f := range walk.Fields() {
			if f.Key == key {
				walk.Set(f, text)
				return
			}
		}
		t.Fatalf("there is no field %s", key)
	}
	offered := func() string {
		t.Helper()
		_, err := walk.StartWork()(t.Context(), func(steps.Progress) {})
		var text []string
		for _, f := range walk.Fields() {
			if f.Key == importPart {
				for _, o := range f.Options(walk.State()) {
					text = append(text, strings.TrimSpace(o.Label+" "+o.Note))
				}
			}
		}
		if (err != nil) != (len(text) > 0 && !strings.HasPrefix(walk.State().Hidden(importPart), "NS_")) {
			t.Errorf("%v, with the choice %q", err, text)
		}
		return strings.Join(text, ", ")
	}
	set(importFormat, "dotenv")
	set(importFile, two)
	if got := offered(); got != "NS_SB_ sandbox 9999901_SB1, NS_PROD_ production 9999901" {
		t.Errorf("two.env offers %s", got)
	}
	set(importPart, "NS_SB_")
	offered()
	if given.Answers[steps.KeyAccount] != "9999901_SB1" || given.Answers["token_id"] != strings.Repeat("1", 64) {
		t.Errorf("what is taken: %v", given.Answers)
	}
	set(importFile, others) // the answer of the file before is none of this one's
	if _, err := walk.StartWork()(t.Context(), func(steps.Progress) {}); err == nil || !strings.Contains(err.Error(), "several environments") {
		t.Errorf("the choice for another file is taken: %v", err)
	}
	set(importPart, "")
	if got := offered(); got != "NS_OLD_, NS_NEW_ production 7654321" {
		t.Errorf("others.env offers %s", got)
	}
	set(importFile, one)
	if got := offered(); got != "" {
		t.Errorf("one.env offers %s", got)
	}
}
