package plain

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"suitekey/core/clocktest"
	"suitekey/steps"
	"suitekey/steps/setup"
	"suitekey/ui/app"
)

// walked answers the questions of a practice set-up with lines, and returns
// what was said and how it ended.
func walked(t *testing.T, given map[string]string, lines ...string) (string, error) {
	t.Helper()
	a, err := app.New(app.Options{Demo: true, Now: clocktest.Now, Getenv: func(string) string { return "" }, Unsetenv: func(string) error { return nil }, WorkFactor: 4})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	var out bytes.Buffer
	err = Run(t.Context(), a, NewConsole(strings.NewReader(strings.Join(lines, "\n")), &out), app.Opening{Flow: "setup", Given: steps.Given{Answers: given}})
	return out.String(), err
}

func expect(t *testing.T, said string, wants ...string) {
	t.Helper()
	text := strings.Join(strings.Fields(said), " ") // lines are wrapped
	for _, want := range wants {
		if !strings.Contains(text, want) {
			t.Errorf("%q was not said in:\n%s", want, said)
		}
	}
}

var tba = map[string]string{"account": "9999901", "name": "acme", "consumer": "other", "surfaces": "rest", "method": "tba"}

// upToKeys are the empty lines that take the given answers.
var upToKeys = []string{"", "", "", "", "", ""}

func lines(parts ...[]string) []string {
	var all []string
	for _, part := range parts {
		all = append(all, part...)
	}
	return all
}

func TestEndOfInput(t *testing.T) {
	var usage *app.UsageError
	if _, err := walked(t, tba, upToKeys...); !errors.As(err, &usage) {
		t.Errorf("got %v", err)
	}
}

func TestHugePasteChangesNothing(t *testing.T) {
	said, _ := walked(t, tba, lines(upToKeys, []string{"*", strings.Repeat("f", 5<<20), "*"})...)
	expect(t, said, "Problem: That paste is 5120 kB long", "Note: 64 of 64.")
	if len(said) > 64<<10 {
		t.Error("the paste was repeated")
	}
}

func TestPageIsTakenApart(t *testing.T) {
	key, secret := strings.Repeat("ab", 32), strings.Repeat("cd", 32)
	said, _ := walked(t, tba, lines(upToKeys, []string{"CONSUMER KEY / CLIENT ID " + key + " CONSUMER SECRET / CLIENT SECRET " + secret, "", ""})...)
	expect(t, said, "Note: Consumer key (client ID) was taken from the pasted text.", "Note: Consumer secret (client secret) was taken from",
		"[as before, 64 characters, ending in cdcd]", "Token ID and secret")
	if strings.Contains(said, secret) {
		t.Error("the secret was shown")
	}
}

func TestPageOfSeveralLines(t *testing.T) {
	key, secret := strings.Repeat("ab", 32), strings.Repeat("cd", 32)
	said, _ := walked(t, tba, lines(upToKeys, []string{"CONSUMER KEY / CLIENT ID", key, "CONSUMER SECRET / CLIENT SECRET", secret, ""})...)
	expect(t, said, "Note: Consumer key (client ID) was taken from", "Note: Consumer secret (client secret) was taken from", "Token ID and secret")
	if strings.Contains(said, secret) {
		t.Error("the secret was shown")
	}
}

func TestFailedTestLeadsBack(t *testing.T) {
	bad := strings.Repeat("0", 64)
	said, err := walked(t, tba, lines(upToKeys, []string{
		"*", "*", "*", bad, "", "", "", "", // a wrong token secret, up to the test
		"99",    // no such choice
		"3",     // go to the first step that may mend it
		"", "*", // its two values
		"", "*", "", "", "", "",
		"*", "*",
	})...)
	expect(t, said, "FAILED: Sign-in", "The connection test did not pass. Nothing is saved yet.", "In order of likelihood:", "Run the test again", "Go to the step ", "Stop here",
		"acme is ready")
	if err != nil {
		t.Error(err)
	}
}

func TestWaitingKeepsTheDraft(t *testing.T) {
	m2m := map[string]string{"account": "9999901", "name": "acme", "consumer": "other", "surfaces": "rest", "method": "m2m", "key_type": "p256"}
	said, err := walked(t, m2m, lines(upToKeys, []string{"", "", "*", "", "", "w", "practise makes perfect", "practise makes perfect"})...)
	expect(t, said, "If somebody else does this, type w", "Kept as acme. To resume: suitekey setup acme")
	if !errors.Is(err, app.ErrWaiting) {
		t.Errorf("got %v", err)
	}
}

func TestPastedPairThatDoesNotFit(t *testing.T) {
	m2m := map[string]string{"account": "9999901", "name": "acme", "consumer": "other", "surfaces": "rest", "method": "m2m", "key_type": "existing"}
	said, _ := walked(t, m2m, lines(upToKeys, []string{"", "", "*", "",
		"-----BEGIN PRIVATE KEY-----", "canarycanary", "-----END PRIVATE KEY-----", "", "nowhere.pem"})...)
	expect(t, said, "Note: 3 lines were read.", "Problem: ")
	if strings.Contains(said, "canary") {
		t.Error("the key was shown")
	}
}

func TestHomeAsksAgain(t *testing.T) {
	a, err := app.New(app.Options{Demo: true, Now: clocktest.Now, Getenv: func(string) string { return "" }, Unsetenv: func(string) error { return nil }, WorkFactor: 4})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	var out bytes.Buffer
	if err := Run(t.Context(), a, NewConsole(strings.NewReader("x\n5\n"), &out), app.Opening{}); err != nil {
		t.Error(err)
	}
	expect(t, out.String(), "There is no connection yet.", "Problem: type a number from 1 to 5.")
}

// Of a passphrase neither the length nor the end is told when it is asked again.
func TestPassphrasesAreNotDescribed(t *testing.T) {
	a, err := app.New(app.Options{Demo: true, Now: clocktest.Now, Getenv: func(string) string { return "" }, Unsetenv: func(string) error { return nil }})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	asked := 0
	for _, f := range steps.Fields() {
		if f.Kind != steps.Secret || !strings.Contains(f.Key, "passphrase") {
			continue
		}
		asked++
		j := &journey{walk: steps.NewWalk(a.Env(), setup.Setup(), steps.NewState(steps.Facts{})), app: a}
		for _, again := range []string{steps.KeyPassphrase, f.Key} { // the second one has to be the same
			j.walk.Set(steps.Field{Key: again, Kind: steps.Secret}, "a passphrase of which nothing is shown")
		}
		if prompt := j.prompt(f, nil); !f.Passphrase || prompt != f.Label+" [as before]:" {
			t.Errorf("the prompt of %s is %q", f.Key, prompt)
		}
	}
	if asked != 3 {
		t.Errorf("%d passphrases were asked for", asked)
	}
}
