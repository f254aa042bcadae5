//go:build unix

package ui_test

import (
	"errors"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

// person sits at a terminal and runs suitekey.
type person struct {
	t    *testing.T
	cmd  *exec.Cmd
	tty  *os.File
	done chan error

	mu   sync.Mutex
	seen strings.Builder
	read int // how much of what was seen has been expected

	news  chan struct{} // more is on the screen
	ended chan struct{} // no more will be
}

// sit starts suitekey on a terminal. No keyring and no network are in reach.
func sit(t *testing.T, home string, env []string, args ...string) *person {
	t.Helper()
	cmd := exec.Command("suitekey", args...)
	cmd.Dir = home
	cmd.Env = append(environment("HOME="+home, "TERM=xterm", "HTTPS_PROXY=http://127.0.0.1:9"), env...)
	return run(t, cmd)
}

// run starts a program on a terminal.
func run(t *testing.T, cmd *exec.Cmd) *person {
	t.Helper()
	tty, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 40, Cols: 100})
	if err != nil {
		t.Fatal(err)
	}
	p := &person{t: t, cmd: cmd, tty: tty, done: make(chan error, 1), news: make(chan struct{}, 1), ended: make(chan struct{})}
	go func() {
		defer close(p.ended)
		buffer := make([]byte, 4096)
		for {
			n, err := tty.Read(buffer)
			p.mu.Lock()
			p.seen.Write(buffer[:n])
			p.mu.Unlock()
			select {
			case p.news <- struct{}{}:
			default: // it is known already
			}
			if err != nil {
				return
			}
		}
	}()
	go func() { p.done <- cmd.Wait() }()
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = tty.Close()
		<-p.ended
	})
	return p
}

const patience = 30 * time.Second

// sees waits until text is on the screen, after what was seen before.
func (p *person) sees(text string) {
	p.t.Helper()
	p.until(strconv.Quote(text), func(unread string) int {
		if at := strings.Index(unread, text); at >= 0 {
			return at + len(text)
		}
		return -1
	})
}

// prompt waits for the next question.
func (p *person) prompt() string {
	p.t.Helper()
	seen := p.until("a question", func(unread string) int {
		if strings.HasSuffix(unread, ": ") {
			return len(unread)
		}
		return -1
	})
	return seen[strings.LastIndexByte(seen, '\n')+1:]
}

// until waits until end finds what it looks for in what has not been read. It takes
// what is before that end as read, and returns it.
func (p *person) until(what string, end func(unread string) int) string {
	p.t.Helper()
	for limit := time.After(patience); ; {
		p.mu.Lock()
		unread := p.seen.String()[p.read:]
		at := end(unread)
		p.read += max(at, 0)
		p.mu.Unlock()
		if at >= 0 {
			return unread[:at]
		}
		select {
		case <-p.news:
		case <-limit:
			p.t.Fatalf("%s did not appear after:\n%s", what, unread)
		}
	}
}

// types sends keys as they are.
func (p *person) types(keys string) {
	p.t.Helper()
	if _, err := io.WriteString(p.tty, keys); err != nil {
		p.t.Fatal(err)
	}
}

// answers waits for a prompt and types a line.
func (p *person) answers(prompt, line string) {
	p.t.Helper()
	p.sees(prompt)
	p.reply(prompt+p.restOfLine(), line)
}

// goesOnTo takes what is preselected until a prompt comes, and types a line there.
// What has no answer yet gets that of the practice account. So a new question edits
// no test.
func (p *person) goesOnTo(prompt, line string) {
	p.t.Helper()
	const most = 60 // questions of a journey
	for range most {
		asked := p.prompt()
		if strings.Contains(asked, prompt) {
			p.reply(asked, line)
			return
		}
		p.reply(asked, usual(asked))
	}
	p.t.Fatalf("%q was not asked", prompt)
}

func (p *person) reply(prompt, line string) {
	p.t.Helper()
	if strings.Contains(prompt, "not shown") {
		p.hides()
	}
	p.types(line + "\r")
}

// restOfLine reads on to the end of what is there, if it is one line.
func (p *person) restOfLine() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	rest := p.seen.String()[p.read:]
	if strings.Contains(rest, "\n") {
		return ""
	}
	p.read += len(rest)
	return rest
}

// hides waits until the terminal shows nothing of what is typed.
func (p *person) hides() {
	p.t.Helper()
	for limit := time.After(patience); ; runtime.Gosched() {
		mode, err := unix.IoctlGetTermios(int(p.tty.Fd()), getTermios)
		if err != nil {
			p.t.Fatal(err)
		}
		if mode.Lflag&unix.ECHO == 0 {
			return
		}
		select {
		case <-limit:
			p.t.Fatalf("what is typed is shown:\n%s", p.screen())
		default:
		}
	}
}

// leaves waits for the end and demands the exit code.
func (p *person) leaves(code int) string {
	p.t.Helper()
	var err error
	select {
	case err = <-p.done:
	case <-time.After(patience):
		p.t.Fatalf("it does not end:\n%s", p.screen())
	}
	got := 0
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		got = exit.ExitCode()
	} else if err != nil {
		p.t.Fatal(err)
	}
	if got != code {
		p.t.Fatalf("exit code %d, want %d:\n%s", got, code, p.screen())
	}
	select { // a program in the background may keep the terminal
	case <-p.ended:
	case <-time.After(time.Second):
	}
	return p.screen()
}

func (p *person) screen() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.seen.String()
}

const ctrlC = "\x03"

func TestPlainOnATerminal(t *testing.T) {
	p := sit(t, t.TempDir(), nil, "setup", "acme", "--plain", "--demo", "--method", "tba", "--surfaces", "rest")
	p.answers("Account ID or any NetSuite link", " 9999901-sb1 ")
	p.sees("surrounding spaces were removed")
	p.goesOnTo("Call time-out in seconds", "0")
	p.sees("Problem: Type a whole number from 1 to 900")
	p.answers("Call time-out in seconds", "60")
	p.goesOnTo("Consumer key (client ID):", "*")
	p.answers("Consumer secret (client secret), not shown:", "0123456789canary")
	p.sees("16 of 64 characters: is the end missing?")
	p.sees("Warning: The consumer secret is unusual.")
	p.answers("Use the value as it is? Number from 1 to 2:", "1") // no: back to the pair
	p.answers("Consumer key (client ID) [", "?")
	p.answers("Consumer key (client ID) [", "")
	p.answers("[as before, 16 characters, ending in nary]:", "*")
	p.goesOnTo("Passphrase, not shown:", "too short")
	p.sees("Problem: ")
	p.answers("Passphrase, not shown:", "canary horse battery staple")
	p.answers("Passphrase once more, not shown:", "canary horse battery staple")
	p.answers("Number from 1 to 2 [1]:", "")
	p.sees("acme is ready")
	screen := p.leaves(0)
	for _, secret := range []string{"0123456789canary", "canary horse", "too short"} {
		if strings.Contains(screen, secret) {
			t.Errorf("%q was shown", secret)
		}
	}
	if strings.ContainsRune(screen, '\x1b') {
		t.Error("there are escape sequences in plain mode")
	}
}

// The account cannot be asked for here (there is no network), so the set-up
// goes on without.
func TestCtrlCKeepsADraft(t *testing.T) {
	home := t.TempDir()
	p := sit(t, home, nil, "setup", "acme", "--plain", "--method", "tba", "--surfaces", "rest", "--consumer", "other")
	p.answers("Account ID or any NetSuite link", "1234567")
	p.goesOnTo("Consumer key", strings.Repeat("ab", 32))
	p.sees("Consumer secret (client secret), not shown:")
	p.hides()
	p.types("half a secr" + ctrlC) // while nothing is echoed
	p.answers("Keep your answers, encrypted, and resume later? [yes]:", "yes")
	p.sees("yes") // what is typed is shown again
	p.answers("New passphrase, not shown:", passphrase)
	p.answers("once more, not shown:", passphrase)
	p.sees("Kept as acme")
	p.leaves(130)

	p = sit(t, home, nil, "setup", "acme", "--plain")
	p.answers("Passphrase of the vault, not shown:", "wrong")
	p.sees("Problem: The passphrase does not open the vault")
	p.answers("Passphrase of the vault, not shown:", passphrase)
	p.sees("Resuming the unfinished first set-up, acme.")
	p.sees(": Integration")
	p.sees("Consumer key (client ID) [as above]:")
	p.types(ctrlC) // at a question that is shown
	p.answers("Keep your answers", "no")
	p.leaves(130)

	p = sit(t, home, nil, "list")
	p.answers("Passphrase of the vault, not shown:", passphrase)
	p.sees("acme  unfinished set-up")
	p.leaves(0)
}

// Ctrl+C works at every question, and a second one ends the question about the
// draft too.
func TestCtrlCAtEveryQuestion(t *testing.T) {
	begin := func(t *testing.T) *person {
		return sit(t, t.TempDir(), nil, "setup", "--plain", "--demo", "--method", "m2m")
	}
	answer := func(p *person) string {
		prompt, line := p.prompt(), ""
		if line = usual(prompt); strings.HasPrefix(prompt, "Certificate ID") {
			line = "*" // the practice administrator uploads it
		}
		p.reply(prompt, line)
		return prompt
	}
	var questions []string
	for p := begin(t); !slices.ContainsFunc(questions, func(asked string) bool { return strings.Contains(asked, "once more") }); {
		questions = append(questions, answer(p))
	}
	for n, question := range questions {
		t.Run(question, func(t *testing.T) {
			t.Parallel()
			p := begin(t)
			for range n {
				answer(p)
			}
			if prompt := p.prompt(); strings.Contains(prompt, "not shown") {
				p.hides()
			}
			p.types(ctrlC)
			if n > 0 { // before the first answer there is nothing to keep
				p.sees("Keep your answers")
				p.types(ctrlC)
			}
			p.leaves(130)
		})
	}
}

func TestFullScreenIsTheRule(t *testing.T) {
	p := sit(t, t.TempDir(), nil)
	p.sees(`the full screen opens "" for ""`)
	p.leaves(0)
	p = sit(t, t.TempDir(), nil, "setup", "acme")
	p.sees(`the full screen opens "setup" for "acme"`)
	p.leaves(0)
	p = sit(t, t.TempDir(), nil, "setup", "acme", "--no-input")
	p.sees("missing answers")
	p.leaves(2)
}

func TestPlainIsChosenByTheTerminal(t *testing.T) {
	for _, env := range []string{"TERM=dumb", "ACCESSIBLE=1"} {
		t.Run(env, func(t *testing.T) {
			p := sit(t, t.TempDir(), []string{env})
			p.sees("There is no connection yet.")
			p.answers("What do you want to do? Number from 1 to 3:", "7")
			p.sees("Problem: type a number from 1 to 3.")
			p.answers("What do you want to do? Number from 1 to 3:", "3")
			p.leaves(0)
		})
	}
}

func TestPastedKeyIsNotShown(t *testing.T) {
	folder := t.TempDir()
	if out, err := exec.Command("suitekey", "keygen", "--out", filepath.Join(folder, "pair")).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	key, err := os.ReadFile(filepath.Join(folder, "pair-private.pem"))
	if err != nil {
		t.Fatal(err)
	}
	p := sit(t, folder, nil, "setup", "acme", "--plain", "--demo", "--account", "9999901", "--method", "m2m", "--surfaces", "rest", "--key-type", "existing")
	p.goesOnTo("Private key (path, or paste the PEM)", "p")
	p.sees("Nothing is shown.")
	p.hides()
	p.types(strings.ReplaceAll(string(key), "\n", "\r"))
	p.sees("lines were read")
	p.answers("Passphrase of the key", "")
	p.answers("Certificate (path, or paste the PEM)", "~/pair-certificate.pem")
	p.sees("Certificate ID") // the pair was accepted
	p.types(ctrlC)
	p.answers("Keep your answers", "no")
	screen := p.leaves(130)
	if body := strings.Split(string(key), "\n")[1]; strings.Contains(screen, body) || strings.Contains(screen, "BEGIN PRIVATE") {
		t.Error("the private key was shown")
	}
}

// The whole of M2M line by line, against a NetSuite in another process, with an
// administrator who uploads the certificate in between.
func TestPlainM2MAgainstPractice(t *testing.T) {
	c, stop, err := startPractice("suitekey")
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	home := t.TempDir()
	p := sit(t, home, []string{"HTTPS_PROXY=" + c.Proxy}, "setup", "acme", "--plain", "--ca-file", c.CAFile, "--account", "9999901", "--method", "m2m", "--surfaces", "rest,restlet")
	p.goesOnTo("Consumer key", c.Accounts[0].ConsumerKey)
	p.goesOnTo("Certificate ID in the list [", "") // too early
	certificate, err := os.ReadFile(filepath.Join(home, "suitekey", "acme-certificate.pem"))
	if err != nil {
		t.Fatal(err)
	}
	p.goesOnTo("What now?", "x")
	if !strings.Contains(p.screen(), "FAILED: Sign-in") {
		t.Fatalf("the sign-in did not fail:\n%s", p.screen())
	}
	if err := uploadTo(c.Proxy, c.CAFile, "9999901", string(certificate)); err != nil {
		t.Fatal(err)
	}
	p.answers("What now?", "1")
	p.answers("Passphrase, not shown:", passphrase)
	p.answers("Passphrase once more, not shown:", passphrase)
	p.answers("Number from 1 to 2 [1]:", "")
	p.sees("acme is ready: production 9999901, M2M ES256")
	p.leaves(0)
	stop() // all that it told is there
	for _, want := range []string{"OAuth 2.0 token endpoint", "refused: ", "user 1207, role 1000  ok", "certificate uploaded: ID "} {
		if !strings.Contains(c.told.String(), want) {
			t.Errorf("practice does not tell %q:\n%s", want, c.told)
		}
	}
}

// A closed window ends the program, which takes its throw-away vault along.
func TestClosedTerminal(t *testing.T) {
	temporary := t.TempDir()
	p := sit(t, t.TempDir(), []string{"TMPDIR=" + temporary}, "setup", "--plain", "--demo")
	p.answers("Account ID", "*")
	p.sees("Used by")
	if left, err := os.ReadDir(temporary); err != nil || len(left) != 1 {
		t.Fatalf("the throw-away vault is not there: %v, %v", left, err)
	}
	if err := p.cmd.Process.Signal(syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	p.leaves(130)
	if left, err := os.ReadDir(temporary); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestInterruptedVerb(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0") // a proxy that never answers
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	home := t.TempDir()
	p := sit(t, home, []string{"HTTPS_PROXY=http://" + silent.Addr().String(), "SUITEKEY_CONSUMER_SECRET=s", "SUITEKEY_TOKEN_SECRET=t"},
		"setup", "acme", "--no-input", "--json", "--unusual-values", "--passphrase-file", writePassphrase(t), "--account", "9999901", "--method", "tba", "--surfaces", "rest", "--consumer-key", "k", "--token-id", "i")
	p.sees("Checking with NetSuite")
	p.types(ctrlC)
	p.sees(`"exit_code":130`)
	p.leaves(130)
}

func TestVerbsThatAsk(t *testing.T) {
	c, stop, err := startPractice("suitekey")
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	home := t.TempDir()
	var env []string
	for name, value := range c.environment() {
		env = append(env, name+"="+value)
	}
	env = append(env, "SUITEKEY_CONSUMER_SECRET="+c.Accounts[0].ConsumerSecret, "SUITEKEY_TOKEN_SECRET="+c.Accounts[0].TokenSecret)
	p := sit(t, home, env, "setup", "acme", "--no-input", "--passphrase-file", writePassphrase(t), "--account", "9999901", "--method", "tba",
		"--surfaces", "rest", "--consumer-key", c.Accounts[0].ConsumerKey, "--token-id", c.Accounts[0].TokenID)
	p.leaves(0)

	p = sit(t, home, env, "show", "acme", "--reveal")
	p.answers("Passphrase of the vault", passphrase)
	p.sees(c.Accounts[0].TokenSecret)
	p.leaves(0)

	p = sit(t, home, env, "list")
	for range 3 {
		p.answers("Passphrase of the vault, not shown:", "wrong wrong wrong")
	}
	p.leaves(5)

	p = sit(t, home, env, "list")
	p.sees("Passphrase of the vault, not shown:")
	p.hides()
	p.types(ctrlC)
	p.leaves(130)

	p = sit(t, home, env, "keygen", "--encrypt")
	p.answers("Passphrase for the private key, not shown:", "")
	p.leaves(130)

	p = sit(t, home, env, "remove", "acme")
	p.answers("Passphrase of the vault", passphrase)
	p.answers("Type the account ID to remove it:", "yes")
	p.sees("Nothing was removed")
	p.leaves(130)

	p = sit(t, home, env, "remove", "acme")
	p.answers("Passphrase of the vault", passphrase)
	p.answers("Type the account ID to remove it:", "9999901")
	p.answers("Revoke its token in NetSuite, too? Revoking cannot be undone.", "n")
	p.sees("acme is removed")
	p.leaves(0)
}

// At a terminal doctor asks for the passphrase, and goes on without it.
func TestDoctorWithoutPassphrase(t *testing.T) {
	c, stop, err := startPractice("suitekey")
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	home := t.TempDir()
	env := []string{"HTTPS_PROXY=" + c.Proxy, "SSL_CERT_FILE=" + c.CAFile, "SUITEKEY_CONSUMER_SECRET=" + c.Accounts[0].ConsumerSecret, "SUITEKEY_TOKEN_SECRET=" + c.Accounts[0].TokenSecret}
	p := sit(t, home, env, "setup", "acme", "--no-input", "--passphrase-file", writePassphrase(t), "--account", "9999901", "--method", "tba", "--surfaces", "rest",
		"--consumer-key", c.Accounts[0].ConsumerKey, "--token-id", c.Accounts[0].TokenID)
	p.leaves(0)
	p = sit(t, home, env, "doctor")
	p.answers("(empty: leave it locked):", "")
	p.sees("100 columns, 40 rows; a terminal for input, output, messages")
	p.sees("No connection was tested: the vault stays locked.")
	p.leaves(0)
	p = sit(t, home, env, "doctor")
	p.answers("(empty: leave it locked):", passphrase)
	p.sees("ok           Sign-in")
	p.leaves(0)
}
