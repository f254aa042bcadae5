package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/creack/pty"

	"suitekey/storage"
)

const (
	changes     = 10               // of a colleague
	screenLimit = 30 * time.Second // for the first list
)

// colleague measures how soon a colleague's change is on the screen of somebody who
// looks at the list.
func (b *teamBench) colleague(ctx context.Context, v *teamVault) error {
	home, err := b.another(v, "looking")
	if err != nil {
		return err
	}
	if _, err := b.list(ctx, home, v.name); err != nil { // the first copy
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, b.suitekey, "--home", home, "--vault", v.name, "--passphrase-file", b.passphrase())
	cmd.Env = append(os.Environ(), "TERM=xterm-256color", "COLORTERM=truecolor", "COLORFGBG=15;0")
	terminal, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 24, Cols: 80})
	if err != nil {
		return err
	}
	output := read(terminal)
	defer func() {
		cancel()
		terminal.Close()
		for range output {
		}
		_ = cmd.Wait()
	}()
	if err := await(output, filledProfile(0).Name, screenLimit); err != nil {
		return err
	}
	settle(output)
	var times []time.Duration
	for n := range changes {
		p := filledProfile(0)
		p.Name = strings.Repeat(string(rune('9'-n)), 12) // the first in the list, and drawn as a whole
		begin := time.Now()
		if err := v.session.Save(p, storage.Change{Journey: "setup"}); err != nil {
			return err
		}
		if err := await(output, p.Name, frameLimit); err != nil {
			return err
		}
		times = append(times, time.Since(begin))
		settle(output)
	}
	b.table = append(b.table, row{what: "a colleague's change, from saving it until it is on the screen", figure: short(median(times)) + " (" + spread(times) + ")", target: "within 200 ms"})
	return nil
}

// await waits until the screen shows a text.
func await(output <-chan []byte, text string, limit time.Duration) error {
	var seen bytes.Buffer
	timeout := time.After(limit)
	for {
		select {
		case chunk, ok := <-output:
			if !ok {
				return errors.New("suitekey ended: " + ansi.Strip(seen.String()))
			}
			seen.Write(chunk)
			if bytes.Contains([]byte(ansi.Strip(seen.String())), []byte(text)) {
				return nil
			}
		case <-timeout:
			return fmt.Errorf("%s does not appear on the screen: %s", text, ansi.Strip(seen.String()))
		}
	}
}
