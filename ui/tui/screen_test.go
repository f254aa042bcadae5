package tui

import (
	"context"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"suitekey/steps"
	"suitekey/ui/app"
)

// screen drives a model by hand: keys go into Update, commands run beside it,
// and what they return goes into Update again. No terminal is needed.
type screen struct {
	t       *testing.T
	model   *model
	app     *app.App
	msgs    chan tea.Msg
	held    chan struct{}     // while it is there, what commands send waits until it is closed
	whole   bool              // golden frames have the list of steps
	answers map[string]string // of answer
	frames  *strings.Builder  // every frame so far, for the search for secrets
}

// hangs is how long a test waits before it says that a screen never comes. A machine that has much
// else to do must not reach it.
const hangs = 2 * time.Minute

var fixedNow = time.Date(2026, 11, 21, 14, 2, 0, 0, time.UTC)

type setting struct {
	demo    bool
	home    string
	options Options
	env     map[string]string
}

// getenv is the environment. The background is a dark one unless a test says otherwise.
func (s setting) getenv(name string) string {
	if value, set := s.env[name]; set || name != "SUITEKEY_BACKGROUND" {
		return value
	}
	return "dark"
}

func newScreen(t *testing.T, s setting) *screen {
	t.Helper()
	if s.home == "" {
		s.home = filepath.Join(tempDir(t), "vault")
	}
	a, err := app.New(app.Options{
		Demo: s.demo, Home: s.home, WorkFactor: 1, Getenv: s.getenv,
		Now:   func() time.Time { return fixedNow },
		Start: func(string, []string) error { return nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	return openScreen(t, a, s)
}

// tempDir is t.TempDir for a vault into which a command may still write a line of the log
// while the folder is removed: that is no fault of the test.
func tempDir(t *testing.T) string {
	t.Helper()
	folder, err := os.MkdirTemp("", "suitekey-tui-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		err := os.RemoveAll(folder)
		for tries := 0; err != nil && tries < 10; tries++ {
			err = os.RemoveAll(folder)
		}
		if err != nil {
			t.Error(err)
		}
	})
	return folder
}

func openScreen(t *testing.T, a *app.App, s setting) *screen {
	t.Helper()
	s.options.Getenv = s.getenv
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	c := &screen{
		t: t, app: a, model: newModel(ctx, a, s.options.complete()),
		msgs: make(chan tea.Msg, 1024), frames: &strings.Builder{},
	}
	c.run(c.model.Init())
	c.pump(10 * time.Millisecond)
	return c
}

// run starts a command as Bubble Tea would.
func (c *screen) run(cmd tea.Cmd) { c.runUntil(cmd, c.held) }

// runUntil keeps back what the command and those in its batch send until held is closed. Only
// the goroutine of the test reads c.held.
func (c *screen) runUntil(cmd tea.Cmd, held chan struct{}) {
	if cmd == nil {
		return
	}
	go func() {
		msg := cmd()
		if list, ok := commands(msg); ok {
			for _, each := range list {
				c.runUntil(each, held)
			}
			return
		}
		if held != nil {
			<-held
		}
		if msg != nil {
			c.msgs <- msg
		}
	}()
}

// hold keeps back what the commands send that begin from now on: the screen stands as
// it does while they are at work.
func (c *screen) hold() (release func()) {
	held := make(chan struct{})
	c.held = held
	release = sync.OnceFunc(func() {
		c.held = nil
		close(held)
	})
	c.t.Cleanup(release)
	return release
}

// commands takes a batch or a sequence apart; the type of the latter is not exported.
func commands(msg tea.Msg) ([]tea.Cmd, bool) {
	v := reflect.ValueOf(msg)
	if !v.IsValid() || v.Kind() != reflect.Slice || v.Type().Elem() != reflect.TypeOf(tea.Cmd(nil)) {
		return nil, false
	}
	list := make([]tea.Cmd, v.Len())
	for i := range list {
		list[i], _ = v.Index(i).Interface().(tea.Cmd)
	}
	return list, true
}

// send gives one message to Update and looks at the frame.
func (c *screen) send(msg tea.Msg) {
	c.t.Helper()
	_, cmd := c.model.Update(msg)
	c.run(cmd)
	c.look()
}

func (c *screen) look() string {
	frame := ansi.Strip(c.model.View().Content)
	c.frames.WriteString(frame + "\n")
	if !c.model.quits {
		lines := strings.Split(frame, "\n")
		if len(lines) > c.model.frame.Height {
			c.t.Errorf("%d lines in a window of %d:\n%s", len(lines), c.model.frame.Height, frame)
		}
		for _, line := range lines {
			if width(line) > c.model.frame.Width {
				c.t.Errorf("a line of %d columns in a window of %d: %q", width(line), c.model.frame.Width, line)
			}
		}
	}
	return frame
}

// pump handles what commands send until nothing came for a while.
func (c *screen) pump(quiet time.Duration) {
	for {
		select {
		case msg := <-c.msgs:
			c.send(msg)
		case <-time.After(quiet):
			return
		}
	}
}

// until waits for text on the screen.
func (c *screen) until(text string) {
	c.t.Helper()
	limit := time.After(hangs)
	for !strings.Contains(flat(c.look()), text) {
		select {
		case msg := <-c.msgs:
			c.send(msg)
		case <-limit:
			c.t.Fatalf("%q never came to the screen:\n%s", text, c.look())
		}
	}
}

// flat joins the columns of the body, so that a wrapped sentence can be found.
func flat(frame string) string {
	var b strings.Builder
	for _, line := range strings.Split(frame, "\n") {
		if _, right, ok := strings.Cut(line, ruleUp); ok {
			line = right
		}
		b.WriteString(strings.TrimSpace(line) + " ")
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// shows fails unless text is on the screen.
func (c *screen) shows(text string) {
	c.t.Helper()
	c.explained(text)
	if frame := c.look(); !strings.Contains(flat(frame), text) {
		c.t.Errorf("%q is not on the screen:\n%s", text, frame)
	}
}

func (c *screen) hides(text string) {
	c.t.Helper()
	if frame := c.look(); strings.Contains(flat(frame), text) {
		c.t.Errorf("%q is on the screen:\n%s", text, frame)
	}
}

// press sends keys by name: "enter", "ctrl+p", "x".
func (c *screen) press(names ...string) {
	c.t.Helper()
	for _, name := range names {
		c.send(keyOf(name))
	}
}

// type sends text key by key.
func (c *screen) typed(text string) {
	c.t.Helper()
	for _, r := range text {
		c.send(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
}

func (c *screen) paste(text string) { c.send(tea.PasteMsg{Content: text}) }

func (c *screen) resize(w, h int) { c.send(tea.WindowSizeMsg{Width: w, Height: h}) }

var named = map[string]rune{
	"enter": tea.KeyEnter, "esc": tea.KeyEscape, "tab": tea.KeyTab, "up": tea.KeyUp, "down": tea.KeyDown,
	"backspace": tea.KeyBackspace, "pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown, "home": tea.KeyHome, "end": tea.KeyEnd,
	"f1": tea.KeyF1, "f3": tea.KeyF3, "left": tea.KeyLeft,
}

func keyOf(name string) tea.KeyPressMsg {
	if code, ok := named[name]; ok {
		return tea.KeyPressMsg{Code: code}
	}
	if name == "space" {
		return tea.KeyPressMsg{Code: tea.KeySpace, Text: " "}
	}
	if name == "shift+tab" {
		return tea.KeyPressMsg{Code: tea.KeyTab, Mod: tea.ModShift}
	}
	if letter, ok := strings.CutPrefix(name, "ctrl+"); ok {
		return tea.KeyPressMsg{Code: rune(letter[0]), Mod: tea.ModCtrl}
	}
	return tea.KeyPressMsg{Code: rune(name[0]), Text: name}
}

// stable replaces what differs from run to run: key material, folders, times.
func (c *screen) stable(frame string) string {
	for text, mark := range map[string]string{c.app.Home(): "HOME", os.TempDir(): "TMP"} {
		frame = strings.ReplaceAll(frame, text, mark)
	}
	if w := c.model.top(); w != nil {
		frame = mask(frame, w.Walk().State().Certificate.ID())
	}
	frame = milliseconds.ReplaceAllString(frame, "    n ms")
	return apart.ReplaceAllString(frame, "n.n s apart")
}

// mask hides id and every longer part of it, since it may be wrapped.
func mask(frame, id string) string {
	for n := len(id); n >= 6; n-- {
		for i := 0; i+n <= len(id); i++ {
			frame = strings.ReplaceAll(frame, id[i:i+n], strings.Repeat("I", n))
		}
	}
	return frame
}

var (
	milliseconds = regexp.MustCompile(`    \d ms|   \d\d ms|  \d{3} ms| \d{4} ms`)
	apart        = regexp.MustCompile(`\d+\.\d s apart`)
)

// at tells which step is open.
func (c *screen) at() string {
	if w := c.model.top(); w != nil {
		return w.Walk().Step().Name
	}
	return "home"
}

func (c *screen) wantStep(name string) {
	c.t.Helper()
	if c.at() != name {
		c.t.Fatalf("step %s is open, not %s:\n%s", c.at(), name, c.look())
	}
}

func (c *screen) state() steps.State { return c.model.top().Walk().State() }
