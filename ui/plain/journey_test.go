package plain

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"suitekey/core/clocktest"
	"suitekey/steps"
	"suitekey/steps/setup"
	"suitekey/ui/app"
)

// walked answers the questions of a practice set-up and returns what was said and
// how it ended. The answers are named by a part of their prompts. The input ends
// when all of them are given.
func walked(t *testing.T, given map[string]string, answers map[string][]string) (string, error) {
	t.Helper()
	return walkedBy(t, given, &person{answers: answers})
}

func walkedBy(t *testing.T, given map[string]string, p *person) (string, error) {
	t.Helper()
	a, err := app.New(app.Options{Demo: true, Now: clocktest.Now, Getenv: func(string) string { return "" }, Unsetenv: func(string) error { return nil }, WorkFactor: 4})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	err = Run(t.Context(), a, NewConsole(p, &p.said), app.Opening{Flow: "setup", Given: steps.Given{Answers: given}})
	return p.said.String(), err
}

// person reads the prompts and answers them: with what the test wants, else with
// what is preselected, else with what the practice account has. So a new question
// edits no test.
type person struct {
	said    bytes.Buffer
	answers map[string][]string
	typed   string // and not read yet
	toEnd   bool   // goes on after the last answer
}

func (p *person) Read(into []byte) (int, error) {
	if p.typed == "" {
		said := strings.TrimSpace(p.said.String())
		prompt := said[strings.LastIndexByte(said, '\n')+1:]
		left := 0
		for part, answers := range p.answers {
			left += len(answers)
			if len(answers) > 0 && strings.Contains(prompt, part) {
				p.typed = numberOf(said, answers[0]) + "\n"
				p.answers[part] = answers[1:]
				break
			}
		}
		switch {
		case p.typed != "":
		case left == 0 && !p.toEnd, p.said.Len() > 1<<20: // an answer that is never asked for would be waited for
			return 0, io.EOF
		case strings.Contains(prompt, "[") || strings.Contains(prompt, "optional"):
			p.typed = "\n"
		default:
			p.typed = "*\n"
		}
	}
	n := copy(into, p.typed)
	p.typed = p.typed[n:]
	return n, nil
}

// numberOf is the number under which the choice of that text, or that begins so, was
// offered last; text itself where no list is meant.
func numberOf(said, text string) string {
	label, list := strings.CutPrefix(text, "#")
	if !list {
		return text
	}
	begins := ""
	for line := range strings.SplitSeq(said, "\n") {
		switch number, offered, ok := strings.Cut(strings.TrimSpace(line), ". "); {
		case ok && offered == label:
			text = number
		case ok && strings.HasPrefix(offered, label):
			begins = number
		}
	}
	if text[0] == '#' {
		return begins
	}
	return text
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

func TestEndOfInput(t *testing.T) {
	var usage *app.UsageError
	if _, err := walked(t, tba, map[string][]string{"Consumer key": {"*"}}); !errors.As(err, &usage) {
		t.Errorf("got %v", err)
	}
}

// A value that was refused is not what an empty line takes.
func TestARefusedAnswerIsNotTheNextDefault(t *testing.T) {
	said, _ := walked(t, nil, map[string][]string{"Account ID": {"9999901_SB1"}, "Call time-out": {"0", ""}, "Retries": {""}})
	expect(t, said, "Problem: Type a whole number from 1 to 900")
	if strings.Contains(said, "[0]") {
		t.Errorf("the refused answer is the default of the next question:\n%s", said)
	}
}

func TestHugePasteChangesNothing(t *testing.T) {
	said, _ := walked(t, tba, map[string][]string{"Consumer secret": {strings.Repeat("f", 5<<20), "*"}})
	expect(t, said, "Problem: The pasted text has 5120 kB", "Note: 64 of 64 characters.")
	if len(said) > 64<<10 {
		t.Error("the paste was repeated")
	}
}

func TestPageIsTakenApart(t *testing.T) {
	key, secret := strings.Repeat("ab", 32), strings.Repeat("cd", 32)
	said, _ := walked(t, tba, map[string][]string{"Consumer key": {"CONSUMER KEY / CLIENT ID " + key + " CONSUMER SECRET / CLIENT SECRET " + secret}, "Token ID": {""}})
	expect(t, said, "Note: Consumer key (client ID) was taken from the pasted text.", "Note: Consumer secret (client secret) was taken from",
		"[as before, 64 characters, ending in cdcd]", "Token ID and secret")
	if strings.Contains(said, secret) {
		t.Error("the secret was shown")
	}
}

func TestPageOfSeveralLines(t *testing.T) {
	key, secret := strings.Repeat("ab", 32), strings.Repeat("cd", 32)
	said, _ := walked(t, tba, map[string][]string{
		"Consumer key": {"CONSUMER KEY / CLIENT ID\n" + key + "\nCONSUMER SECRET / CLIENT SECRET\n" + secret}, "Token ID": {""}})
	expect(t, said, "Note: Consumer key (client ID) was taken from", "Note: Consumer secret (client secret) was taken from", "Token ID and secret")
	if strings.Contains(said, secret) {
		t.Error("the secret was shown")
	}
}

func TestFailedTestLeadsBack(t *testing.T) {
	bad := strings.Repeat("0", 64)
	said, err := walkedBy(t, tba, &person{toEnd: true, answers: map[string][]string{
		"Token secret": {bad, "*"},
		"What now":     {"99", "3"}, // no such choice, then the first step that may mend it
	}})
	expect(t, said, "FAILED: Sign-in", "The connection test did not pass. Nothing is saved yet.", "In order of likelihood:", "Run the test again", "Go to the step ", "Stop here",
		"acme is ready")
	if err != nil {
		t.Error(err)
	}
}

func TestThePracticeAdministratorUploads(t *testing.T) {
	m2m := map[string]string{"account": "9999901_SB1", "name": "acme", "consumer": "other", "surfaces": "rest", "method": "m2m", "key_type": "p256"}
	said, err := walkedBy(t, m2m, &person{toEnd: true, answers: map[string][]string{"Certificate ID": {"*"}}})
	expect(t, said, "the certificate was uploaded to the practice account", "acme is ready: sandbox 9999901_SB1, M2M ES256")
	if err != nil {
		t.Error(err)
	}
}

func TestWaitingKeepsTheDraft(t *testing.T) {
	m2m := map[string]string{"account": "9999901", "name": "acme", "consumer": "other", "surfaces": "rest", "method": "m2m", "key_type": "p256"}
	said, err := walked(t, m2m, map[string][]string{"Certificate ID": {"w"}, "New passphrase": {"practise makes perfect"}, "once more": {"practise makes perfect"}})
	expect(t, said, "If somebody else does this, type w", "Kept as acme. To resume: suitekey setup acme")
	if !errors.Is(err, app.ErrWaiting) {
		t.Errorf("got %v", err)
	}
}

func TestPastedPairThatDoesNotFit(t *testing.T) {
	m2m := map[string]string{"account": "9999901", "name": "acme", "consumer": "other", "surfaces": "rest", "method": "m2m", "key_type": "existing"}
	said, _ := walked(t, m2m, map[string][]string{
		"Private key": {"-----BEGIN PRIVATE KEY-----\ncanarycanary\n-----END PRIVATE KEY-----"}, "Certificate (path": {"nowhere.pem"},
	})
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

// The test costs a sign-in: it is asked for, once, and not again by who wants it again.
func TestPlainAsksBeforeItSignsIn(t *testing.T) {
	said, _ := walked(t, tba, map[string][]string{"The test signs in once": {"what", "?", "no", ""}, "Consumer secret": {strings.Repeat("a0", 32)}, "What now?": {"1", "9"}})
	before, after, _ := strings.Cut(said, "The test signs in once")
	if strings.Contains(before, "Sign-in,") || !strings.Contains(after, "FAILED: Sign-in") {
		t.Errorf("the test did not wait:\n%s", said)
	}
	expect(t, said, "Problem: press enter to run the test, or type < to go back.")
	if n := strings.Count(said, "The test signs in once"); n != 4 {
		t.Errorf("the test is asked for %d times:\n%s", n, said)
	}
}
