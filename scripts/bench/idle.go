package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"github.com/creack/pty"
)

const (
	untouched = 10 * time.Second // without a key, before it counts
	watched   = 60 * time.Second
)

// idle measures what a screen costs that is left open: processor time of the program, in
// percent of a core, beside an empty Bubble Tea program.
func idle(ctx context.Context, b built) ([]row, error) {
	ours, err := leave(ctx, b.suitekey, "--demo")
	if err != nil {
		return nil, err
	}
	theirs, err := leave(ctx, b.emptyTea)
	if err != nil {
		return nil, err
	}
	var shares [2]float64
	for i, used := range []func() (time.Duration, error){ours, theirs} {
		cost, err := used()
		if err != nil {
			return nil, err
		}
		shares[i] = 100 * float64(cost) / float64(watched)
	}
	return []row{{
		what: "left open, of a core", figure: fmt.Sprintf("%.2f %%", shares[0]),
		against: fmt.Sprintf("empty Bubble Tea program %.2f %%", shares[1]), ratio: fmt.Sprintf("%.2fx", shares[0]/shares[1]), target: "0.30 %",
	}}, nil
}

// leave starts a program in a terminal and returns what waits and tells the processor time
// that it used.
func leave(ctx context.Context, program string, args ...string) (used func() (time.Duration, error), err error) {
	ctx, cancel := context.WithTimeout(ctx, untouched+watched+time.Minute)
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Env = append(os.Environ(), "TERM=xterm-256color", "COLORTERM=truecolor", "COLORFGBG=15;0")
	terminal, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 24, Cols: 80})
	if err != nil {
		cancel()
		return nil, err
	}
	output := read(terminal)
	go func() {
		for range output {
		}
	}()
	type result struct {
		cost time.Duration
		err  error
	}
	done := make(chan result, 1)
	go func() {
		defer func() { cancel(); terminal.Close(); _ = cmd.Wait() }()
		time.Sleep(untouched)
		before, err := processorTime(cmd.Process.Pid)
		time.Sleep(watched)
		after, failed := processorTime(cmd.Process.Pid)
		done <- result{after - before, errors.Join(err, failed)}
	}()
	return func() (time.Duration, error) { r := <-done; return r.cost, r.err }, nil
}

// processorTime is what a process used, of user and system, as Linux counts it: in
// hundredths of a second.
func processorTime(pid int) (time.Duration, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, err
	}
	_, rest, _ := strings.Cut(string(text), ") ") // behind the name of the program
	fields := strings.Fields(rest)
	if len(fields) < 13 {
		return 0, fmt.Errorf("/proc/%d/stat has %d fields", pid, len(fields))
	}
	user, err := strconv.Atoi(fields[11])
	system, failed := strconv.Atoi(fields[12])
	return time.Duration(user+system) * 10 * time.Millisecond, errors.Join(err, failed)
}
