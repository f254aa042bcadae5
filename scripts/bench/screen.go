package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/creack/pty"
)

const (
	frameLimit = 10 * time.Second
	quiet      = 150 * time.Millisecond // no output for so long: the screen has settled
	keyLimit   = 500 * time.Millisecond
	keysEach   = 10 // at most: each is one digit
)

// screen measures the first frame of the demo, which is the whole wizard, and how long a key takes to show.
func screen(ctx context.Context, b built, runs int) ([]row, error) {
	var first, firstEmpty, keys, keysEmpty []time.Duration
	for i := range runs {
		f, k, err := watch(ctx, i%3 == 0, b.suitekey, "--demo")
		if err != nil {
			return nil, fmt.Errorf("suitekey --demo: %w", err)
		}
		fe, ke, err := watch(ctx, i%3 == 0, b.emptyTea)
		if err != nil {
			return nil, fmt.Errorf("the empty program: %w", err)
		}
		first, firstEmpty = append(first, f), append(firstEmpty, fe)
		keys, keysEmpty = append(keys, k...), append(keysEmpty, ke...)
	}
	rows := []row{compare("first frame of --demo", median(first), "empty Bubble Tea program", median(firstEmpty), "within 1.6x")}
	if len(keys) == 0 {
		return rows, errors.New("no key changed the screen, so key to frame is not known")
	}
	return append(rows, compare("key to frame", median(keys), "empty Bubble Tea program", median(keysEmpty), "")), nil
}

// watch starts a program in a terminal of its own and times its first visible character; with typing also how soon keys show.
func watch(ctx context.Context, typing bool, program string, args ...string) (first time.Duration, keys []time.Duration, err error) {
	ctx, cancel := context.WithTimeout(ctx, frameLimit+time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Env = append(os.Environ(), "TERM=xterm-256color", "COLORTERM=truecolor", "COLORFGBG=15;0")
	begin := time.Now()
	terminal, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 24, Cols: 80})
	if err != nil {
		return 0, nil, err
	}
	output := read(terminal)
	defer func() {
		cancel() // the program has no more to say
		terminal.Close()
		for range output {
		}
		_ = cmd.Wait()
	}()
	first, err = firstFrame(begin, output)
	if err != nil || !typing {
		return first, nil, err
	}
	settle(output)
	if _, err := io.WriteString(terminal, "\r"); err != nil { // past the welcome, to the first field
		return first, nil, err
	}
	settle(output)
	for i := range keysEach {
		pressed := time.Now()
		if _, err := fmt.Fprint(terminal, i); err != nil {
			return first, keys, err
		}
		select {
		case _, ok := <-output:
			if !ok {
				return first, keys, errors.New("it ended while keys were pressed")
			}
			keys = append(keys, time.Since(pressed))
			settle(output)
		case <-time.After(keyLimit): // this key changes nothing here
		}
	}
	return first, keys, nil
}

// frameWith starts a program in a terminal and tells when a text stands there.
func frameWith(ctx context.Context, environment []string, text, program string, args ...string) (time.Duration, error) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Env = environment
	begin := time.Now()
	terminal, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 24, Cols: 80})
	if err != nil {
		return 0, err
	}
	output := read(terminal)
	defer func() {
		cancel()
		terminal.Close()
		for range output {
		}
		_ = cmd.Wait()
	}()
	var seen bytes.Buffer
	for chunk := range output {
		seen.Write(chunk)
		if strings.Contains(ansi.Strip(seen.String()), text) {
			return time.Since(begin), nil
		}
	}
	return 0, fmt.Errorf("%s %v: %q never stood on the screen: %q", program, args, text, seen.String())
}

func firstFrame(begin time.Time, output <-chan []byte) (time.Duration, error) {
	var seen bytes.Buffer
	limit := time.After(frameLimit)
	for {
		select {
		case chunk, ok := <-output:
			if !ok {
				return 0, fmt.Errorf("it ended before it drew anything: %q", seen.String())
			}
			seen.Write(chunk)
			if strings.TrimSpace(ansi.Strip(seen.String())) != "" {
				return time.Since(begin), nil
			}
		case <-limit:
			return 0, fmt.Errorf("nothing was drawn within %s", frameLimit)
		}
	}
}

// read passes on what the program writes; a pty's end is an error on Linux and an EOF elsewhere, which is the same to us.
func read(terminal io.Reader) <-chan []byte {
	output := make(chan []byte, 64)
	go func() {
		defer close(output)
		for {
			chunk := make([]byte, 32<<10)
			n, err := terminal.Read(chunk)
			if n > 0 {
				output <- chunk[:n]
			}
			if err != nil {
				return
			}
		}
	}()
	return output
}

// settle waits until the screen has been quiet for a while.
func settle(output <-chan []byte) {
	for {
		select {
		case _, ok := <-output:
			if !ok {
				return
			}
		case <-time.After(quiet):
			return
		}
	}
}
