//go:build unix

package tui

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"

	"suitekey/core/clocktest"
	"suitekey/steps"
	"suitekey/steps/setup"
	"suitekey/ui/app"
	"suitekey/ui/signaltest"
)

// childVariable makes the test binary the program itself.
const childVariable = "SUITEKEY_TUI_TEST_CHILD"

func TestMain(m *testing.M) {
	if os.Getenv(childVariable) == "" {
		signaltest.Default()
		os.Exit(m.Run())
	}
	a, err := app.New(app.Options{Demo: true, Now: clocktest.Now})
	if err == nil {
		err = errors.Join(Run(context.Background(), a, Options{}), a.Close())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(7)
	}
	os.Exit(0)
}

// terminal is the program in a terminal of its own, and what stands on it. The
// emulator is guarded by a mutex of ours: its own safe variant races.
type terminal struct {
	t     *testing.T
	cmd   *exec.Cmd
	tty   *os.File
	mu    sync.Mutex
	emu   *vt.Emulator
	raw   strings.Builder
	drawn chan struct{} // something new is on the screen
	done  chan struct{}
}

func openTerminal(t *testing.T) *terminal {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childVariable+"=1", "TERM=xterm-256color", "COLORTERM=truecolor", "LANG=C.UTF-8", "SUITEKEY_HOME=")
	tty, err := pty.StartWithSize(cmd, &pty.Winsize{Cols: 80, Rows: 24})
	if err != nil {
		t.Skipf("no terminal to be had: %v", err)
	}
	c := &terminal{t: t, cmd: cmd, tty: tty, emu: vt.NewEmulator(80, 24), drawn: make(chan struct{}, 1), done: make(chan struct{})}
	c.emu.RegisterCsiHandler('r', func(params ansi.Params) bool {
		// A frame for the size before does not set the margins: a terminal keeps them within its
		// screen, this emulator does not (x/vt v0.1.0).
		bottom, _, _ := params.Param(1, 0)
		return bottom > c.emu.Height()
	})
	go c.watch()
	go func() { _, _ = io.Copy(tty, c.emu) }() // what a terminal answers; ends with the test
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		<-c.done
		tty.Close()
	})
	return c
}

func (c *terminal) watch() {
	defer close(c.done)
	buffer := make([]byte, 4096)
	for {
		n, err := c.tty.Read(buffer)
		c.mu.Lock()
		c.raw.Write(buffer[:n])
		_, _ = c.emu.Write(buffer[:n])
		c.mu.Unlock()
		select {
		case c.drawn <- struct{}{}:
		default: // it is known already
		}
		if err != nil {
			return
		}
	}
}

func (c *terminal) screen() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.emu.String()
}

func (c *terminal) until(text string) {
	c.t.Helper()
	for limit := time.After(hangs); !strings.Contains(flat(c.screen()), text); {
		select {
		case <-c.drawn:
		case <-limit:
			c.t.Fatalf("%q never came to the screen:\n%s", text, c.screen())
		}
	}
}

func (c *terminal) send(keys string) {
	c.t.Helper()
	if _, err := io.WriteString(c.tty, keys); err != nil {
		c.t.Fatal(err)
	}
}

// wait gives the exit code and everything that was written.
func (c *terminal) wait() (code int, output string) {
	c.t.Helper()
	select {
	case <-c.done:
	case <-time.After(hangs):
		c.t.Fatalf("it did not end:\n%s", c.screen())
	}
	_ = c.cmd.Wait()
	return c.cmd.ProcessState.ExitCode(), c.raw.String()
}

const (
	enter     = "\r"
	takeValue = "\x10" // ctrl+p
)

// The real program in a real terminal, from the first frame to a saved profile.
// Keys of one step are sent in one burst, as a paste without brackets is.
func TestInATerminal(t *testing.T) {
	c := openTerminal(t)
	c.until("Set up a practice connection")
	c.send(enter)
	c.setUp("acme-sb1 is ready", map[string]string{
		"account":     "9999901_sb1" + enter + enter,
		"method":      "\x1b[B\t\t\x15acme-sb1" + enter,
		"role":        enter,
		"integration": takeValue + enter,
		"token":       takeValue + enter,
		"passphrase":  takeValue + enter,
	})
	c.send(enter)
	c.until("Last tested")
	c.send("q")
	code, output := c.wait()
	_, after, _ := strings.Cut(output, "\x1b[?1049l")
	if code != 0 || !strings.Contains(after, "acme-sb1 is ready: sandbox 9999901_SB1") {
		t.Errorf("exit code %d, and in the scrollback:\n%q", code, after)
	}
}

// setUp goes through set-up by tokens until text is on the screen: a step whose
// heading shows gets its keys, or enter for each of its fields.
func (c *terminal) setUp(text string, keys map[string]string) {
	c.t.Helper()
	state := steps.NewState(steps.Facts{Now: clocktest.Now()}).With(steps.KeyMethod, "tba").With(steps.KeyAccount, "9999901_SB1")
	todo := slices.Clone(setup.Setup().Steps)
	for limit := time.After(hangs); ; {
		shown := flat(c.screen())
		open := slices.IndexFunc(todo, func(step steps.Step) bool { return strings.Contains(shown, flat(step.Doc(state).Title)) })
		switch {
		case strings.Contains(shown, text):
			return
		case open >= 0:
			step := todo[open]
			todo = slices.Delete(todo, open, open+1)
			if _, ok := keys[step.Name]; !ok {
				keys[step.Name] = enter
				if !step.OneEnter {
					keys[step.Name] = strings.Repeat(enter, max(1, len(step.Fields)))
				}
			}
			c.send(keys[step.Name])
			if step.Name == "test" {
				c.until("The connection works.")
				c.send(enter)
			}
			continue
		}
		select {
		case <-c.drawn:
		case <-limit:
			c.t.Fatalf("%q never came to the screen:\n%s", text, c.screen())
		}
	}
}

func TestSignalsRestoreTheScreen(t *testing.T) {
	for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGHUP} {
		c := openTerminal(t)
		c.until("Set up a practice connection")
		if err := c.cmd.Process.Signal(signal); err != nil {
			t.Fatal(err)
		}
		code, output := c.wait()
		if code != 7 || !strings.Contains(output, "\x1b[?1049l") || !strings.Contains(output, "ended by a signal") {
			t.Errorf("%s: exit code %d, the last output is %q", signal, code, output[max(len(output)-300, 0):])
		}
	}
}

// A paste whose end mark is lost ends by itself, and the keys after it work.
func TestAPasteWithoutItsEnd(t *testing.T) {
	c := openTerminal(t)
	c.until("Set up a practice connection")
	c.send(enter)
	c.until("Which NetSuite account?")
	c.send("\x1b[200~9999901_sb1")
	c.until("sandbox")
	c.send("\x1b[201~") // late: it means nothing any more
	c.send(enter)
	c.until("Type to find")
	c.send("\x1b[200~abc")
	c.send("\x03")
	c.until("Leave the set-up?")
	c.send("\x03")
	if code, _ := c.wait(); code != 7 {
		t.Errorf("exit code %d", code)
	}
}

// Where no shell could bring the program back, ctrl+z does not stop the screen.
func TestCtrlZWithoutJobControl(t *testing.T) {
	c := openTerminal(t) // the program leads its session
	c.until("Set up a practice connection")
	c.send("\x1a")
	c.until("suitekey was not started from a shell")
	c.send(enter)
	c.until("Which NetSuite account?")
}
