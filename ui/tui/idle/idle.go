// Package idle lets a screen that nobody touches cost next to nothing.
//
// Bubble Tea's renderer wakes up at its full pace, 120 times a second here, whether or not
// anything has changed, and has no way to wait (v2.1.1). What it does have is an output that
// may block, as that of a terminal does which somebody has stopped with ctrl+s. So the
// output here blocks on purpose: a mark that is written by tea.Raw makes the renderer's
// goroutine wait in Write until the next message. The mark itself never reaches the terminal.
package idle

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"regexp"
	"strconv"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"
)

const (
	// Untouched is how long nobody may press a key before the renderer waits.
	Untouched = 10 * time.Second
	// longest is how long it waits at once. A message ends the wait; a program that breaks down
	// sends none, and is not kept any longer than this from giving the terminal back.
	longest = time.Second
)

// Idle makes the renderer of a program wait.
type Idle struct {
	ctx       context.Context
	untouched time.Duration
	longest   time.Duration
	send      func(tea.Msg)
	waits     func() // for tests

	mu      sync.Mutex
	alone   bool          // nobody has pressed a key for a while
	timer   *time.Timer   // until then
	message int           // the number of the last message
	drawn   int           // a frame was drawn since the message of this number
	woken   chan struct{} // closed by the next message
}

// New makes the renderer wait once nobody has pressed a key for a time. The end of ctx ends
// each wait.
func New(ctx context.Context, untouched time.Duration) *Idle {
	return &Idle{ctx: ctx, untouched: untouched, longest: longest, waits: func() {}, woken: make(chan struct{})}
}

// Watch begins to count the time. send is the program's Send.
func (i *Idle) Watch(send func(tea.Msg)) (stop func()) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.send = send
	i.timer = time.AfterFunc(i.untouched, func() {
		i.mu.Lock()
		defer i.mu.Unlock()
		i.alone = true
		i.ask()
	})
	return func() { i.timer.Stop() }
}

// mark is the text that makes the output wait, if no message has come since the one of this
// number.
type mark int

func (m mark) String() string { return fmt.Sprintf("\x00wait %d\x00", int(m)) }

var marks = regexp.MustCompile("\x00wait ([0-9]+)\x00")

// ask sends a mark. The mark is a message, so it arrives after the changes by the
// present message.
func (i *Idle) ask() { go i.send(tea.RawMsg{Msg: mark(i.message)}) }

// Filter sees each message before the program does, for tea.WithFilter: it ends the wait.
func (i *Idle) Filter(_ tea.Model, msg tea.Msg) tea.Msg {
	if raw, ok := msg.(tea.RawMsg); ok {
		if _, own := raw.Msg.(mark); own {
			return msg
		}
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	i.message++
	close(i.woken)
	i.woken = make(chan struct{})
	switch msg.(type) {
	case tea.KeyMsg, tea.PasteMsg, tea.MouseMsg:
		i.alone = false
		i.timer.Reset(i.untouched)
	default:
		if i.alone {
			i.ask()
		}
	}
	return msg
}

// wait keeps the renderer waiting, unless a message has come since the one of the number. The
// first mark after a message only asks for another one: the renderer draws a frame between
// the two.
func (i *Idle) wait(number int) {
	i.mu.Lock()
	woken := i.woken
	switch {
	case number != i.message || !i.alone:
		i.mu.Unlock()
		return
	case i.drawn != number:
		i.drawn = number
		i.ask()
		i.mu.Unlock()
		return
	}
	i.mu.Unlock()
	i.waits()
	enough := time.NewTimer(i.longest)
	defer enough.Stop()
	select {
	case <-woken:
		return
	case <-i.ctx.Done():
		return
	case <-enough.C:
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	if number == i.message {
		i.ask()
	}
}

// Output returns the output for tea.WithOutput. It returns a writer that is not a file
// unchanged.
func (i *Idle) Output(w io.Writer) io.Writer {
	if file, ok := w.(*os.File); ok {
		return &output{file, i}
	}
	return w
}

// output is still a file, so that Bubble Tea finds the terminal.
type output struct {
	*os.File
	idle *Idle
}

// Write writes all but the marks, and waits where the newest one says so.
func (o *output) Write(p []byte) (int, error) {
	if bytes.IndexByte(p, 0) < 0 {
		return o.File.Write(p)
	}
	found := marks.FindAllSubmatch(p, -1)
	if text := marks.ReplaceAll(p, nil); len(text) > 0 {
		if _, err := o.File.Write(text); err != nil {
			return 0, err
		}
	}
	newest := -1 // they come in any order
	for _, m := range found {
		if number, err := strconv.Atoi(string(m[1])); err == nil {
			newest = max(newest, number)
		}
	}
	o.idle.wait(newest)
	return len(p), nil
}
