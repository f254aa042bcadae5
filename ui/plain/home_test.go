package plain

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"suitekey/core/clocktest"
	"suitekey/ui/app"
)

// atHome answers the prompts of the list of the practice connections, and returns what
// was said. The choices of the menu are named by their beginning.
func atHome(t *testing.T, inject string, answers map[string][]string) (string, error) {
	t.Helper()
	a, err := app.New(app.Options{Demo: true, Now: clocktest.Now, Getenv: func(string) string { return "" }, Unsetenv: func(string) error { return nil }, WorkFactor: 4})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if err := a.Practice().Furnish(); err != nil {
		t.Fatal(err)
	}
	if err := a.Practice().Inject(inject); err != nil {
		t.Fatal(err)
	}
	p := &person{answers: answers}
	err = Run(t.Context(), a, NewConsole(p, &p.said), app.Opening{})
	return p.said.String(), err
}

func TestASavedConnectionIsTested(t *testing.T) {
	said, err := atHome(t, "", map[string][]string{"What do you want to do?": {"#Test a connection", "#Quit"}, "Which connection?": {"1"}})
	if err != nil {
		t.Error(err)
	}
	expect(t, said, "Connection test of ", "ok: Sign-in", "The connection works.", "Company: ")
	if strings.Contains(said, "Nothing is saved yet") {
		t.Error("a saved connection is not waiting to be saved")
	}
}

// A test that fails offers what fixes its causes, and the way back.
func TestAFailedTestOfASavedConnectionGoesBack(t *testing.T) {
	said, err := atHome(t, "token-revoked", map[string][]string{
		"What do you want to do?": {"#Test a connection", "#Quit"}, "What now?": {"#Run the test again", "#Back to the list"}, "Which connection?": {"#shop-sb1"},
	})
	if err != nil {
		t.Error(err)
	}
	expect(t, said, "The connection test did not pass. ", "In order of likelihood:", "Back to the list", "What do you want to do?")
	if strings.Contains(said, "Go back one step") || strings.Contains(said, "Nothing is saved yet") {
		t.Errorf("the test of a saved connection is no step of a journey:\n%s", said)
	}
}

func TestAnImportGoesOnAsASetUp(t *testing.T) {
	file := filepath.Join(t.TempDir(), ".env")
	if err := os.WriteFile(file, []byte("NETSUITE_ACCOUNT_ID=9999901_SB1\nNETSUITE_CONSUMER_KEY="+strings.Repeat("ab", 32)+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	said, err := atHome(t, "", map[string][]string{
		"What do you want to do?": {"#Import a connection"}, "[1]:": {"#.env"}, "Path of the file": {file + ".gone", file}, "Account": {""},
	})
	var usage *app.UsageError
	if !errors.As(err, &usage) {
		t.Errorf("the input ended in the set-up: %v", err)
	}
	expect(t, said, "Import a connection from another program", "Problem: ", "Found: account, consumer key.", "[9999901_SB1]")
}

// What is practised line by line: a fault, what decides its cause, and a removal.
func TestATourOfThePractice(t *testing.T) {
	said, err := atHome(t, "", map[string][]string{
		"What do you want to do?": {"#Show a connection", "#Simulate a fault", "#Test a connection", "#Remove a connection", "#Quit"},
		"What now?":               {"#Enter the value", "#Back to the list"},
		"Which fault?":            {"#The access token was revoked"},
		"Which connection?":       {"#shop-sb1", "#shop-sb1", "#shop"},
		"Which kind of fault?":    {"#access token"},
		"Which value is shown?":   {"#token_rejected"},
		"Type the account ID to":  {"9999901"},
		"in NetSuite, too?":       {"n"},
	})
	if err != nil {
		t.Error(err)
	}
	expect(t, said, "Token ID: ", "Simulated fault: The access token was revoked (token-revoked).", "FAILED: Sign-in", "NetSuite does not name the reason.",
		"The Login Audit Trail says token_rejected:", "Answer to change: Token ID (token_id), in the step Token", "shop is removed. Its certificate still works in NetSuite")
	if strings.Contains(said, "\x1b") {
		t.Error("an escape sequence was written")
	}
}
