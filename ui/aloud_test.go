//go:build unix

package ui_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"
)

// listener is a person who hears what a screen reader reads aloud of --plain, and answers.
// The answers are named by a part of their prompts; "#text" is the number under which the
// choice that begins so was offered last. Everything else is answered by what is proposed.
type listener struct {
	*person
	answers map[string][]string
	teased  map[string]bool // prompts that were given an answer which they have to refuse
	typed   map[string]bool // lines of the screen that end in what the person typed
}

const (
	columns = 80
	most    = 90 // questions of a journey
)

// hear runs suitekey on a terminal of 80 columns until it ends, and returns what stood on
// it. Whatever a screen reader would stumble over is an error.
func hear(t *testing.T, home string, env []string, answers map[string][]string, code int, args ...string) string {
	t.Helper()
	l := &listener{person: sit(t, home, env, args...), answers: answers, teased: map[string]bool{}, typed: map[string]bool{}}
	if err := pty.Setsize(l.tty, &pty.Winsize{Cols: columns, Rows: 24}); err != nil {
		t.Fatal(err)
	}
	for asked := 0; ; asked++ {
		prompt, open := l.next()
		if !open {
			break
		}
		if asked > most {
			t.Fatalf("it does not come to an end:\n%s", l.screen())
		}
		l.hearPrompt(prompt)
		l.answer(prompt)
	}
	said := l.leaves(code)
	l.check(said)
	for prompt, left := range answers {
		if len(left) > 0 {
			t.Errorf("%q was not asked, for %q:\n%s", prompt, left, said)
		}
	}
	return said
}

// next waits for the next prompt; false if the program has ended.
func (l *listener) next() (string, bool) {
	l.t.Helper()
	for limit := time.After(patience); ; {
		l.mu.Lock()
		unread := l.seen.String()[l.read:]
		asked := strings.HasSuffix(unread, ": ")
		if asked {
			l.read += len(unread)
		}
		l.mu.Unlock()
		if asked {
			return unread[strings.LastIndexByte(unread, '\n')+1:], true
		}
		select {
		case <-l.news:
		case <-l.ended:
			return "", false
		case <-limit:
			l.t.Fatalf("nothing is asked after:\n%s", unread)
		}
	}
}

// A prompt tells by itself what is asked: at least a word besides the number, the default
// and what becomes of the answer.
var besides = regexp.MustCompile(`\[[^\]]*\]|Numbers? from 1 to \d+|, separated by commas|, not shown|as above|What now\?|[^A-Za-z ]`)

func (l *listener) hearPrompt(prompt string) {
	l.t.Helper()
	if len(strings.Fields(besides.ReplaceAllString(prompt, ""))) == 0 && !strings.HasPrefix(prompt, "What now?") {
		l.t.Errorf("the prompt %q names nothing", prompt)
	}
	if first := prompt[0]; first < 'A' || first > 'Z' {
		l.t.Errorf("the prompt %q does not begin as a sentence does", prompt)
	}
	if len([]rune(prompt)) > columns {
		l.t.Errorf("the prompt %q has %d columns", prompt, len([]rune(prompt)))
	}
}

// refused is an answer that a prompt cannot take, "" where none is known.
func refused(prompt string) string {
	switch {
	case ofNumbers.MatchString(prompt):
		return "99"
	case strings.HasSuffix(prompt, "[yes]: "), strings.HasSuffix(prompt, "[no]: "):
		return "perhaps"
	case strings.HasPrefix(prompt, "Account ID or any"):
		return "not-an-account!"
	case strings.HasPrefix(prompt, "Name for this"):
		return "no name!"
	case strings.Contains(prompt, "in seconds"):
		return "-1"
	}
	return ""
}

func (l *listener) answer(prompt string) {
	l.t.Helper()
	if wrong := refused(prompt); wrong != "" && !l.teased[prompt] {
		l.teased[prompt] = true
		before := len(l.screen())
		l.reply(prompt, wrong)
		again, open := l.next()
		if !open || !strings.Contains(l.screen()[before:], "Problem: ") {
			l.t.Fatalf("%q was taken at %q:\n%s", wrong, prompt, l.screen())
		}
		if strings.Contains(again, "["+wrong) {
			l.t.Errorf("what was refused is proposed: %q", again)
		}
		prompt = again
	}
	for part, answers := range l.answers {
		if len(answers) > 0 && strings.Contains(prompt, part) {
			l.answers[part] = answers[1:]
			l.reply(prompt, l.number(answers[0]))
			return
		}
	}
	if strings.HasPrefix(prompt, "Certificate ID") {
		l.reply(prompt, "*") // the practice administrator uploads it
		return
	}
	if numbers := ofNumbers.FindStringSubmatch(prompt); numbers != nil && !strings.Contains(prompt, "[") {
		l.reply(prompt, numbers[1]) // nothing is proposed: the last one
		return
	}
	l.reply(prompt, usual(prompt))
}

var ofNumbers = regexp.MustCompile(`umbers? from 1 to (\d+)`)

// reply notes the line that the terminal shows then.
func (l *listener) reply(prompt, line string) {
	l.t.Helper()
	if !strings.Contains(prompt, "not shown") {
		l.typed[prompt+line] = true
	}
	l.person.reply(prompt, line)
}

// number is the number of a choice.
func (l *listener) number(text string) string {
	label, choice := strings.CutPrefix(text, "#")
	if !choice {
		return text
	}
	number := ""
	for line := range strings.SplitSeq(l.screen(), "\n") {
		if n, offered, ok := strings.Cut(strings.TrimSpace(line), ". "); ok && strings.HasPrefix(offered, label) {
			if _, err := strconv.Atoi(n); err == nil {
				number = n
			}
		}
	}
	if number == "" {
		l.t.Fatalf("%q is no choice:\n%s", label, l.screen())
	}
	return number
}

// check looks at everything that stood on the terminal: only lines of text, none drawn
// over, none that the terminal has to break within a word.
func (l *listener) check(said string) {
	l.t.Helper()
	for i, r := range strings.ReplaceAll(said, "\r\n", "\n") {
		if r < ' ' && r != '\n' || r == 0x7f {
			l.t.Fatalf("a control character %q after %q", r, said[max(i-80, 0):min(i, len(said))])
		}
	}
	for line := range strings.SplitSeq(strings.ReplaceAll(said, "\r", ""), "\n") {
		if len([]rune(line)) <= columns || l.typed[line] || strings.Contains(line, "for tests only") {
			continue
		}
		if words := strings.Fields(line); len(words) > 1 && len(words[0])+1+len(words[1]) <= columns {
			l.t.Errorf("a line of %d columns: %q", len([]rune(line)), line)
		}
	}
	for _, bare := range []string{"✓", "✗", "●", "○", "◐", "·", "→", "…"} {
		if strings.Contains(said, bare) {
			l.t.Errorf("the sign %s stands in what is read aloud", bare)
		}
	}
}

// step says where the person is in words, such as "Credentials, step 2 of 4: Token".
var inWords = regexp.MustCompile(`(?m)^[A-Z][a-z]+, step \d+ of \d+: `)

// The set-up by either method, to its end.
func TestSetUpIsReadAloud(t *testing.T) {
	for _, method := range []string{"tba", "m2m"} {
		t.Run(method, func(t *testing.T) {
			answers := map[string][]string{"Passphrase, not shown": {passphrase}, "once more": {passphrase}}
			said := hear(t, t.TempDir(), nil, answers, 0, "setup", "acme", "--plain", "--demo", "--method", method)
			for _, want := range []string{"acme is ready", "ok: Sign-in", "64 characters"} {
				if !strings.Contains(said, want) {
					t.Errorf("%q was not said:\n%s", want, said)
				}
			}
			if !inWords.MatchString(said) {
				t.Errorf("no step is numbered in words:\n%s", said)
			}
		})
	}
}

// Each journey about saved connections, from the list.
func TestJourneysAreReadAloud(t *testing.T) {
	file := filepath.Join(t.TempDir(), ".env")
	if err := os.WriteFile(file, []byte("NETSUITE_ACCOUNT_ID=9999901_SB1\nNETSUITE_CONSUMER_KEY="+strings.Repeat("ab", 32)+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	const menu = "What do you want to do?"
	for _, c := range []struct {
		name    string
		choices []string
		answers map[string][]string
		said    string
	}{
		{"test", []string{"#Test a connection"}, map[string][]string{"Which connection?": {"#robot-sb1"}}, "The connection works."},
		{"export", []string{"#Export a connection"}, map[string][]string{"Which connection?": {"#shop-sb1"}, "Which product?": {"#Celigo"}, "Type a number to show": {"1", "w", ""}}, "Written to"},
		{"renew", []string{"#Renew a certificate"}, map[string][]string{"Which connection?": {"#shop"}, "former credential?": {"#Revoke it"}, "Type": {"9999901"}}, "shop is ready: production 9999901"},
		{"new tokens", []string{"#Refresh the practice sandbox", "#Replace tokens"}, nil, "2 connections of 9999901_SB1 fixed"},
		{"leave TBA", []string{"#Migrate a connection"}, nil, "shop-sb1 is ready: sandbox 9999901_SB1, M2M"},
		{"change", []string{"#Change a saved answer"}, nil, "changed"},
		{"remove and bring back", []string{"#Remove a connection", "#Show the history"}, map[string][]string{
			"Which connection?": {"#shop-sb1"}, "Remove shop-sb1?": {"yes"}, "Name of the connection": {"shop-sb1"}, "What now?": {"#Restore state"}, "Restore state": {"yes"},
		}, "now has state"},
		{"import", []string{"#Import a connection"}, map[string][]string{"Path of the file": {file}, "Consumer key": {"*"}}, "Found: account, consumer key."},
		{"faults", []string{"#Simulate a fault", "#Test a connection"}, map[string][]string{
			"Which kind of fault?": {"#access token"}, "Which fault?": {"#The access token was revoked"}, "Which connection?": {"#shop-sb1"},
			"Which value is shown?": {"#token_rejected"}, "What now?": {"#Enter the value", "#Back to the list"},
		}, "The Login Audit Trail says token_rejected"},
	} {
		t.Run(c.name, func(t *testing.T) {
			answers := map[string][]string{menu: slices.Concat([]string{"#Add three practice"}, c.choices, []string{"#Quit"})}
			for part, list := range c.answers {
				answers[part] = list
			}
			said := hear(t, t.TempDir(), nil, answers, 0, "--plain", "--demo")
			if !strings.Contains(strings.Join(strings.Fields(said), " "), c.said) {
				t.Errorf("%q was not said:\n%s", c.said, said)
			}
		})
	}
}

// The verbs that ask: about the vault, about a connection, and about a team's vault.
func TestVerbsAreReadAloud(t *testing.T) {
	c, stop, err := startPractice("suitekey")
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	home := t.TempDir()
	env := []string{"COLUMNS=80"}
	for name, value := range c.environment() {
		env = append(env, name+"="+value)
	}
	secrets := append(slices.Clone(env), "SUITEKEY_CONSUMER_SECRET="+c.Accounts[1].ConsumerSecret, "SUITEKEY_TOKEN_SECRET="+c.Accounts[1].TokenSecret)
	made := sit(t, home, secrets, "setup", "acme-sb1", "--no-input", "--passphrase-file", writePassphrase(t), "--account", "9999901_SB1", "--method", "tba",
		"--surfaces", "rest", "--consumer-key", c.Accounts[1].ConsumerKey, "--token-id", c.Accounts[1].TokenID)
	made.leaves(0)
	const next = "practise makes perfect"
	for _, step := range []struct {
		args    []string
		answers map[string][]string
		said    string
	}{
		{[]string{"test", "acme-sb1", "--plain"}, map[string][]string{"Passphrase": {passphrase}}, "The role has what is needed"},
		{[]string{"change", "acme-sb1", "--plain"}, map[string][]string{"Passphrase": {passphrase}, "What do you want to change?": {"1"}, "Call time-out": {"60"}}, "acme-sb1 is saved. Changed: "},
		{[]string{"undo", "acme-sb1", "--plain"}, map[string][]string{"Passphrase": {passphrase}, "?": {"yes"}}, "now has state"},
		{[]string{"passphrase", "change", "--plain"}, map[string][]string{"Passphrase of": {passphrase}, "New passphrase": {"short", next, next}, "once more": {"another one", next}}, "The passphrase is changed."},
		{[]string{"remove", "acme-sb1", "--plain"}, map[string][]string{"Passphrase": {next}, "Remove acme-sb1?": {"yes"}}, "acme-sb1 is removed"},
		{[]string{"undo", "acme-sb1", "--plain"}, map[string][]string{"Passphrase": {next}, "?": {"yes"}}, "now has state"},
	} {
		said := hear(t, home, env, step.answers, 0, step.args...)
		if !strings.Contains(strings.Join(strings.Fields(said), " "), step.said) {
			t.Errorf("%v: %q was not said:\n%s", step.args, step.said, said)
		}
	}
}
