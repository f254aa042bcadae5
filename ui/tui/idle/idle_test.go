//go:build unix

package idle

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/creack/pty"
)

// counter shows how many messages of its own and keys it has seen.
type counter struct{ news, keys int }

type newsMsg struct{}

func (c counter) Init() tea.Cmd { return nil }

func (c counter) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case newsMsg:
		c.news++
	case tea.KeyPressMsg:
		if c.keys++; msg.String() == "q" {
			return c, tea.Quit
		}
	}
	return c, nil
}

// words have no letter in the same place: a renderer that writes what has changed writes all.
var words = []string{"abcd", "efgh", "ijkl", "mnop", "qrst", "uvwx"}

func (c counter) View() tea.View { return tea.NewView(words[c.news+c.keys]) }

// left is a program in a terminal whose renderer waits at once, and for an hour.
type left struct {
	t       *testing.T
	program *tea.Program
	tty     *os.File
	waits   chan struct{}
	done    chan error
	stop    context.CancelFunc

	mu      sync.Mutex
	written bytes.Buffer
	news    chan struct{}
}

func leaveAlone(t *testing.T, options ...tea.ProgramOption) *left {
	t.Helper()
	tty, inside, err := pty.Open()
	if err != nil {
		t.Skipf("no terminal to be had: %v", err)
	}
	if err := pty.Setsize(tty, &pty.Winsize{Rows: 5, Cols: 60}); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	l := &left{t: t, tty: tty, waits: make(chan struct{}, 64), done: make(chan error, 1), stop: cancel, news: make(chan struct{}, 1)}
	idle := New(ctx, time.Millisecond)
	idle.longest, idle.waits = time.Hour, func() { l.waits <- struct{}{} }
	options = append([]tea.ProgramOption{tea.WithContext(ctx), tea.WithInput(inside), tea.WithOutput(idle.Output(inside)),
		tea.WithFilter(idle.Filter), tea.WithoutSignalHandler(), tea.WithEnvironment([]string{"TERM=xterm-256color"})}, options...)
	l.program = tea.NewProgram(counter{}, options...)
	stop := idle.Watch(l.program.Send)
	go func() {
		_, err := l.program.Run()
		stop()
		l.done <- err
	}()
	go l.read()
	t.Cleanup(func() { cancel(); tty.Close() }) // the program's reader may hold inside longer than Run
	return l
}

func (l *left) read() {
	buffer := make([]byte, 4096)
	for {
		n, err := l.tty.Read(buffer)
		l.mu.Lock()
		l.written.Write(buffer[:n])
		l.mu.Unlock()
		select {
		case l.news <- struct{}{}:
		default:
		}
		if err != nil {
			return
		}
	}
}

func (l *left) waiting() {
	l.t.Helper()
	select {
	case <-l.waits:
	case <-time.After(2 * time.Minute):
		l.t.Fatal("the renderer does not wait")
	}
}

func (l *left) until(text string) {
	l.t.Helper()
	for limit := time.After(2 * time.Minute); ; {
		l.mu.Lock()
		found := strings.Contains(l.written.String(), text)
		l.mu.Unlock()
		if found {
			return
		}
		select {
		case <-l.news:
		case <-limit:
			l.t.Fatalf("%q is not drawn: %q", text, l.written.String())
		}
	}
}

func (l *left) ended() error {
	l.t.Helper()
	select {
	case err := <-l.done:
		return err
	case <-time.After(2 * time.Minute):
		l.t.Fatal("it does not end")
		return nil
	}
}

// A key and a message are drawn although the renderer waits, it waits again after each of
// them, and the terminal never sees what makes it wait.
func TestWhatComesIsDrawn(t *testing.T) {
	l := leaveAlone(t)
	l.waiting()
	for i := range 4 {
		if i%2 == 0 {
			l.program.Send(newsMsg{})
		} else if _, err := io.WriteString(l.tty, "k"); err != nil {
			t.Fatal(err)
		}
		l.until(words[i+1])
		l.waiting()
	}
	if _, err := io.WriteString(l.tty, "q"); err != nil {
		t.Fatal(err)
	}
	if err := l.ended(); err != nil {
		t.Error(err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if strings.ContainsRune(l.written.String(), 0) || strings.Contains(l.written.String(), "wait") {
		t.Errorf("written %q", l.written.String())
	}
}

// The program reads no keys here: Bubble Tea closes its reader without waiting for it when the
// context ends (v2.1.1), which the race detector reports.
func TestTheEndOfTheContextEndsTheWait(t *testing.T) {
	l := leaveAlone(t, tea.WithInput(nil))
	l.waiting()
	l.stop()
	if err := l.ended(); !errors.Is(err, context.Canceled) && !errors.Is(err, tea.ErrProgramKilled) {
		t.Error(err)
	}
}

// Between a message and the wait a frame is drawn: the first mark after a message asks for
// another one, and a mark from before the message does nothing.
func TestAFrameIsDrawnBeforeTheWait(t *testing.T) {
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	defer write.Close()
	asked, waits := make(chan tea.Msg, 8), 0
	i := New(t.Context(), time.Hour)
	i.longest, i.waits = time.Nanosecond, func() { waits++ }
	defer i.Watch(func(msg tea.Msg) { asked <- msg })()
	i.alone = true
	out := i.Output(write)
	text := func(msg tea.Msg) string { return fmt.Sprint(msg.(tea.RawMsg).Msg) }
	wants := func(n int, what string) {
		t.Helper()
		if waits != n {
			t.Fatalf("%s: waited %d times, not %d", what, waits, n)
		}
	}

	i.Filter(nil, newsMsg{})
	first := text(<-asked)
	fmt.Fprint(out, first)
	wants(0, "before a frame")
	fmt.Fprint(out, text(<-asked))
	wants(1, "after a frame")
	again := text(<-asked) // the wait was long enough
	fmt.Fprint(out, again)
	wants(2, "once more")
	<-asked
	i.Filter(nil, newsMsg{})
	fmt.Fprint(out, first+again)
	wants(2, "the marks of a message that is no longer the last one")
	second := text(<-asked)
	fmt.Fprint(out, second+first) // they may overtake each other
	fmt.Fprint(out, text(<-asked)+first)
	wants(3, "the newest mark before an older one")
	<-asked
	i.Filter(nil, tea.KeyPressMsg{Code: 'k', Text: "k"})
	fmt.Fprint(out, second)
	wants(3, "a key was pressed")

	fmt.Fprint(out, "a"+second+"b", "\x00c")
	got := make([]byte, 16)
	n, err := read.Read(got)
	if err != nil || string(got[:n]) != "ab" && string(got[:n]) != "ab\x00c" {
		t.Errorf("written %q, %v", got[:n], err)
	}
}
