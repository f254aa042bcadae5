//go:build unix

package ui_test

import (
	"bufio"
	"context"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
)

// connected gives a home with a connection by token, and the environment to
// use it in.
func connected(t *testing.T) (home string, env []string, c card) {
	t.Helper()
	c, stop, err := startPractice("suitekey")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	home = t.TempDir()
	env = []string{
		"HOME=" + home, "HTTPS_PROXY=" + c.Proxy, "SSL_CERT_FILE=" + c.CAFile, "SUITEKEY_PASSPHRASE_FILE=" + writePassphrase(t),
	}
	cmd := exec.Command("suitekey", "setup", "acme", "--no-input", "--account", "9999901", "--method", "tba", "--surfaces", "rest",
		"--consumer-key", c.Accounts[0].ConsumerKey, "--token-id", c.Accounts[0].TokenID)
	cmd.Env = append(environment(env...),
		"SUITEKEY_CONSUMER_SECRET="+c.Accounts[0].ConsumerSecret, "SUITEKEY_TOKEN_SECRET="+c.Accounts[0].TokenSecret)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return home, env, c
}

// A program has a terminal on every stream, of the right size, and its secrets
// are masked there too. What it asks is seen at once, also if that begins like a
// secret.
func TestExecOnATerminal(t *testing.T) {
	home, env, c := connected(t)
	secret := c.Accounts[0].TokenSecret
	p := sit(t, home, env, "exec", "acme", "--", "sh", "-c", `test -t 0 && test -t 1 && test -t 2 && echo all three
stty size <&1
echo $NETSUITE_TOKEN_SECRET
printf 'go on? %.2s' $NETSUITE_TOKEN_SECRET; read answer; echo "got $answer" >&2; exit 9`)
	p.sees("all three\r\n40 100\r\n<hidden by suitekey>\r\n")
	p.sees("go on? " + secret[:2])
	p.types("yes\r")
	p.sees("got yes")
	if screen := p.leaves(9); strings.Contains(screen, secret) || strings.Contains(screen, "\r\r") {
		t.Errorf("on the screen: %q", screen)
	}
}

// The program, not suitekey, decides what Ctrl+C does, and gets it once.
func TestExecCtrlC(t *testing.T) {
	home, env, _ := connected(t)
	for _, more := range [][]string{nil, {"--no-mask"}} {
		args := append(append([]string{"exec", "acme"}, more...), "--", "sh", "-c",
			`n=0; trap 'n=$((n+1)); echo caught $n' INT; echo ready; while [ $n -lt 4 ]; do sleep 0.05; done; sleep 0.2; exit $n`)
		p := sit(t, home, env, args...)
		p.sees("ready")
		for n := 1; n <= 4; n++ {
			p.types(ctrlC)
			p.sees("caught " + strconv.Itoa(n))
		}
		p.leaves(4)
	}
	p := sit(t, home, env, "exec", "acme", "--", "sh", "-c", "echo ready; exec sleep 60")
	p.sees("ready")
	p.types(ctrlC)
	if screen := p.leaves(130); strings.Contains(screen, "suitekey") {
		t.Errorf("it says %q", screen)
	}
}

// The program learns of a new size.
func TestExecResize(t *testing.T) {
	home, env, _ := connected(t)
	p := sit(t, home, env, "exec", "acme", "--", "sh", "-c", `trap 'stty size <&1; exit 0' WINCH; echo ready; while :; do sleep 0.05; done`)
	p.sees("ready")
	if err := pty.Setsize(p.tty, &pty.Winsize{Rows: 21, Cols: 77}); err != nil {
		t.Fatal(err)
	}
	p.sees("21 77")
	p.leaves(0)
}

// Ctrl+Z stops both, and a shell's fg takes both up again.
func TestExecJobControl(t *testing.T) {
	if _, err := exec.LookPath("bash"); err != nil {
		t.Skip("there is no bash")
	}
	home, env, _ := connected(t)
	bash := exec.Command("bash", "--norc", "--noprofile", "-i")
	bash.Dir, bash.Env = home, append(environment("TERM=dumb", "PS1=prompt> "), env...)
	p := run(t, bash)
	p.sees("prompt> ")
	p.types("suitekey exec acme -- sh -c 'echo begun; read x; echo end-$x'\r")
	p.sees("begun\r\n")
	p.types("\x1a")
	p.sees("Stopped")
	p.sees("prompt> ")
	p.types("fg\r")
	p.sees("fg\r\nsuitekey exec acme")
	p.hides() // suitekey hands the keys on again
	p.types("well\r")
	p.sees("end-well")
	p.sees("prompt> ")
	p.types("exit 3\r")
	p.leaves(3)
}

// Where no shell could bring suitekey back, as in ssh -tt HOST suitekey exec ..., Ctrl+Z
// stops nobody.
func TestExecWithoutJobControl(t *testing.T) {
	home, env, _ := connected(t)
	p := sit(t, home, env, "exec", "acme", "--", "sh", "-c", "echo begun; read x; echo end-$x")
	p.sees("begun\r\n")
	p.types("\x1a")
	p.types("well\r")
	p.sees("end-well")
	p.leaves(0)
}

// A signal for suitekey alone is the program's.
func TestExecForwardsSignals(t *testing.T) {
	home, env, _ := connected(t)
	for _, s := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP, syscall.SIGQUIT, syscall.SIGUSR1} {
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		defer cancel()
		cmd := exec.CommandContext(ctx, "suitekey", "exec", "acme", "--", "sh", "-c",
			`trap 'exit 42' TERM INT HUP QUIT USR1; echo ready; while :; do sleep 0.05; done`)
		cmd.Env = environment(env...)
		cmd.Dir, cmd.SysProcAttr = home, &syscall.SysProcAttr{Setsid: true}
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if line, err := bufio.NewReader(out).ReadString('\n'); err != nil || line != "ready\n" {
			t.Fatalf("it does not start: %q, %v", line, err)
		}
		_ = cmd.Process.Signal(s)
		_ = cmd.Wait()
		if code := cmd.ProcessState.ExitCode(); code != 42 {
			t.Errorf("%v: exit code %d, want 42", s, code)
		}
	}
}

// What a program leaves behind in the background does not keep a terminal
// waiting.
func TestExecLeavesDaemons(t *testing.T) {
	home, env, _ := connected(t)
	start := time.Now()
	p := sit(t, home, env, "exec", "acme", "--", "sh", "-c", "sleep 20 & echo bye")
	p.sees("bye")
	p.leaves(0)
	if took := time.Since(start); took > 10*time.Second {
		t.Errorf("it took %v", took)
	}
}

// A shell to type into has its own job control, and what it prints is masked all
// the same.
func TestExecAShell(t *testing.T) {
	if _, err := exec.LookPath("bash"); err != nil {
		t.Skip("there is no bash")
	}
	home, env, _ := connected(t)
	p := sit(t, home, append(env, "PS1=inner> ", "HISTFILE="), "exec", "acme", "--", "bash", "--norc", "--noprofile", "-i")
	p.sees("inner> ")
	if strings.Contains(p.screen(), "no job control") {
		t.Error(p.screen())
	}
	p.types("echo $NETSUITE_TOKEN_SECRET\r")
	p.sees("<hidden by suitekey>")
	p.types("sh -c 'echo begun; exec sleep 50'\r")
	p.sees("begun\r\n")
	p.types("\x1a")
	p.sees("Stopped")
	p.types("kill %1; tty; exit 5\r")
	p.sees("/dev/")
	p.leaves(5)
}
