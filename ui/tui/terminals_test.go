//go:build unix

package tui

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"
)

// multiplexer is the program in a terminal multiplexer: keys go in and the screen comes
// out through its commands.
type multiplexer struct {
	t    *testing.T
	keys func(...string) *exec.Cmd // names of keys as tmux has them
	look func() string
}

func (m multiplexer) press(keys ...string) {
	m.t.Helper()
	if err := m.keys(keys...).Run(); err != nil {
		m.t.Fatal(err)
	}
}

func (m multiplexer) until(text string) {
	m.t.Helper()
	for limit := time.After(hangs); !strings.Contains(flat(m.look()), text); {
		select {
		case <-time.After(50 * time.Millisecond): // nobody tells when the screen has changed
		case <-limit:
			m.t.Fatalf("%q never came to the screen:\n%s", text, m.look())
		}
	}
}

// tool is a program without which a test is left out.
func tool(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("%s is not installed", name)
	}
	return path
}

// socketFolder is short: the path of a socket has a limit of about 100 characters.
func socketFolder(t *testing.T) string {
	t.Helper()
	folder, err := os.MkdirTemp("/tmp", "sk")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	return folder
}

func childEnvironment() []string {
	return append(os.Environ(), childVariable+"=1", "LANG=C.UTF-8", "LC_ALL=C.UTF-8", "SUITEKEY_HOME=", "TMUX=", "STY=")
}

func inTmux(t *testing.T) multiplexer {
	t.Helper()
	socket := filepath.Join(socketFolder(t), "s")
	tmux := func(args ...string) *exec.Cmd {
		cmd := exec.Command(tool(t, "tmux"), append([]string{"-S", socket, "-f", "/dev/null"}, args...)...)
		cmd.Env = childEnvironment()
		return cmd
	}
	if err := tmux("new-session", "-d", "-x", "80", "-y", "24", os.Args[0]).Run(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = tmux("kill-server").Run() })
	return multiplexer{t,
		func(keys ...string) *exec.Cmd { return tmux(append([]string{"send-keys"}, keys...)...) },
		func() string {
			out, _ := tmux("capture-pane", "-p").Output()
			return string(out)
		}}
}

func inScreen(t *testing.T) multiplexer {
	t.Helper()
	folder := socketFolder(t)
	screen := func(args ...string) *exec.Cmd {
		cmd := exec.Command(tool(t, "screen"), append([]string{"-U", "-c", "/dev/null"}, args...)...)
		cmd.Env = append(childEnvironment(), "SCREENDIR="+folder, "TERM=xterm")
		return cmd
	}
	if err := os.Chmod(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := screen("-dmS", "sk", os.Args[0]).Run(); err != nil { // no pipe: its server would keep that open
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = screen("-S", "sk", "-X", "quit").Run() })
	names := map[string]string{"Enter": "\r", "Escape": "\x1b", "Down": "\x1b[B", "C-c": "\x03", "C-z": "\x1a"}
	shown := filepath.Join(folder, "hardcopy")
	return multiplexer{t,
		func(keys ...string) *exec.Cmd {
			typed := ""
			for _, key := range keys {
				if name, ok := names[key]; ok {
					key = name
				}
				typed += key
			}
			return screen("-S", "sk", "-p", "0", "-X", "stuff", strings.NewReplacer(`\`, `\\`, "^", `\^`, "$", `\$`).Replace(typed))
		},
		func() string {
			_ = screen("-S", "sk", "-p", "0", "-X", "hardcopy", shown).Run()
			out, _ := os.ReadFile(shown)
			return string(out)
		}}
}

// The same keys in every multiplexer: a journey begins, text arrives, Escape goes back
// even right before another key, and ctrl+z has no shell to go to.
func TestInMultiplexers(t *testing.T) {
	for name, start := range map[string]func(*testing.T) multiplexer{"tmux": inTmux, "screen": inScreen} {
		t.Run(name, func(t *testing.T) {
			m := start(t)
			m.until("Set up a practice connection")
			m.press("C-z")
			m.until("suitekey was not started from a shell")
			m.press("Enter")
			m.until("Which NetSuite account?")
			m.press("9999901_sb1", "Enter")
			m.until("9999901-sb1")
			m.press("Enter")
			m.until("How does the connection")
			m.press("Escape", "Down") // as one key with alt, where the multiplexer waits
			m.until("Which NetSuite account?")
			m.press("C-c")
			m.until("Leave the set-up?")
		})
	}
}

// openAny runs the program in a terminal of any size, also of none.
func openAny(t *testing.T, size *pty.Winsize, env ...string) *terminal {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(append(childEnvironment(), "TERM=xterm-256color", "COLORTERM=truecolor"), env...)
	tty, err := pty.StartWithSize(cmd, size)
	if err != nil {
		t.Skipf("no terminal to be had: %v", err)
	}
	c := &terminal{t: t, cmd: cmd, tty: tty, emu: vt.NewEmulator(80, 24), drawn: make(chan struct{}, 1), done: make(chan struct{})}
	go c.watch()
	go func() { _, _ = io.Copy(io.Discard, c.emu) }() // the answers that this terminal does not give
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		<-c.done
		tty.Close()
	})
	return c
}

// A terminal of 0x0, as of ssh -tt from a job or of a serial line, shows the screen of 80
// columns and 24 rows; it answers no question either.
func TestATerminalWithoutSize(t *testing.T) {
	c := openAny(t, &pty.Winsize{})
	c.until("Set up a practice connection")
	c.send(enter)
	c.until("Which NetSuite account?")
	c.send("9999901_sb1" + enter)
	c.until("9999901-sb1")
	c.send("\x03")
	c.until("Leave the set-up?")
}

// Where the background is not told, no text is in a colour that one of both backgrounds
// makes unreadable.
func TestColoursWithoutABackground(t *testing.T) {
	for _, background := range []string{"", "light", "dark"} {
		c := openAny(t, &pty.Winsize{Cols: 80, Rows: 24}, "SUITEKEY_BACKGROUND="+background, "COLORFGBG=")
		c.until("Set up a practice connection")
		c.mu.Lock()
		drawn := c.raw.String()
		c.mu.Unlock()
		// The accents of both palettes, as true colour.
		dark, light := strings.Contains(drawn, "38;2;124;196;255"), strings.Contains(drawn, "38;2;10;80;168")
		if dark != (background == "dark") || light != (background == "light") {
			t.Errorf("background %q: the colours of a dark one %v, of a light one %v", background, dark, light)
		}
	}
}
