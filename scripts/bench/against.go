package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"text/tabwriter"
	"time"
)

// leastRuns is how often each of two programs runs before their medians are compared.
const leastRuns = 20

// contest is the bench of another suitekey beside this one.
type contest struct {
	ctx      context.Context
	dir      string // of what is measured; in memory where the system has such a folder
	tool     string // the program run
	old, new string
	runs     int
	slow     int // runs of what takes minutes
	source   string
	passFile string
	table    *tabwriter.Writer
}

// against measures another suitekey beside this one and prints old, new and their ratio. The two take turns, so that a slow
// minute of the machine slows both; the spread is that of the middle half of the runs.
func against(ctx context.Context, other string, o options) error {
	slog.SetDefault(slog.New(slog.DiscardHandler)) // the low work factor is meant
	dir, err := os.MkdirTemp(inMemory(), "suitekey-bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	c := &contest{ctx: ctx, dir: dir, runs: max(o.runs, leastRuns), slow: o.slow, passFile: filepath.Join(dir, "passphrase")}
	b, err := build(ctx, dir)
	if err != nil {
		return err
	}
	c.new, c.tool = b.suitekey, b.run
	if c.old, err = c.otherProgram(other); err != nil {
		return err
	}
	if err := os.WriteFile(c.passFile, []byte(benchPassphrase+"\n"), 0o600); err != nil {
		return err
	}
	c.table = tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(c.table, "what\tmedian of\told\tspread\tnew\tspread\told/new\tmemory old\tnew\ttarget")
	for _, part := range []struct {
		name    string
		measure func() error
	}{
		{"start", func() error { return c.start(b) }}, {"unlocked", c.unlocked}, {"lists", func() error { return c.lists(o.profiles) }},
		{"signatures", c.signatures}, {"status", c.status}, {"import", c.imports},
	} {
		if len(o.parts) > 0 && !slices.Contains(o.parts, part.name) {
			continue
		}
		begin := time.Now()
		if err := part.measure(); err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
		fmt.Fprintf(os.Stderr, "%s took %s\n", part.name, time.Since(begin).Round(time.Second))
		if err := c.table.Flush(); err != nil {
			return err
		}
	}
	return nil
}

// inMemory is a folder of a file system in memory, or "" for the usual one: vaults of thousands are filled, each file synced.
func inMemory() string {
	const shared = "/dev/shm"
	if info, err := os.Stat(shared); err == nil && info.IsDir() {
		return shared
	}
	return ""
}

// otherProgram is a program if there is a file of that name; any other name is a commit, built from this repository's history.
func (c *contest) otherProgram(other string) (string, error) {
	if info, err := os.Stat(other); err == nil && info.Mode().IsRegular() {
		return filepath.Abs(other)
	}
	c.source = filepath.Join(c.dir, "source")
	archive, program := filepath.Join(c.dir, "source.tar"), filepath.Join(c.dir, "other")
	if err := os.Mkdir(c.source, 0o700); err != nil {
		return "", err
	}
	root, err := exec.CommandContext(c.ctx, "git", "rev-parse", "--show-toplevel").Output()
	if err != nil {
		return "", fmt.Errorf("%s is no file, and there is no history to build it from: %w", other, err)
	}
	for _, step := range []struct {
		in   string
		args []string
	}{
		{string(root[:len(root)-1]), []string{"git", "archive", "--output", archive, other, "--"}},
		{c.source, []string{"tar", "-xf", archive}},
		{c.source, []string{"go", "build", "-trimpath", "-ldflags=-s -w", "-o", program, "."}},
	} {
		cmd := exec.CommandContext(c.ctx, step.args[0], step.args[1:]...)
		cmd.Dir, cmd.Env = step.in, append(os.Environ(), "CGO_ENABLED=0")
		if out, err := cmd.CombinedOutput(); err != nil {
			return "", fmt.Errorf("building %s, %s: %w\n%s", other, step.args[0], err, out)
		}
	}
	return program, nil
}

// oneRun is one run of a program.
type oneRun struct {
	took time.Duration
	peak int64 // bytes; 0 if it is not known
}

// run runs a program with a home of its own.
func (c *contest) run(program string, args ...string) (oneRun, error) {
	cmd := exec.CommandContext(c.ctx, c.tool, append([]string{program}, args...)...)
	cmd.Env = c.environment()
	out, err := cmd.Output()
	var s oneRun
	if err == nil {
		_, err = fmt.Sscan(string(out), &s.took, &s.peak)
	}
	if failed := (*exec.ExitError)(nil); errors.As(err, &failed) {
		err = errors.New(string(failed.Stderr))
	}
	if err != nil {
		return s, fmt.Errorf("%s %v: %w", program, args, err)
	}
	return s, nil
}

// environment keeps what the person has out of the bench: vault, agent, proxies.
func (c *contest) environment() []string {
	return []string{"PATH=" + os.Getenv("PATH"), "HOME=" + filepath.Join(c.dir, "home"), "XDG_RUNTIME_DIR=" + filepath.Join(c.dir, "runtime"),
		"TERM=xterm-256color", "COLORTERM=truecolor", "COLORFGBG=15;0"}
}

// measured is the median of samples, with its spread.
type measured struct {
	took, least, most time.Duration
	peak              int64
}

func medianOf(samples []oneRun) measured {
	var times []time.Duration
	var peaks []int64
	for _, s := range samples {
		times, peaks = append(times, s.took), append(peaks, s.peak)
	}
	slices.Sort(times)
	return measured{times[len(times)/2], times[len(times)/4], times[len(times)*3/4], median(peaks)}
}

// beside measures the two by turns and writes their row. The first run of each fills the caches and does not count, unless it
// takes minutes.
func (c *contest) beside(what, target string, runs int, old, current func() (oneRun, error)) (measured, error) {
	fmt.Fprintln(os.Stderr, "measuring:", what)
	var samples [2][]oneRun
	warm := runs >= leastRuns
	for run := range runs + 1 {
		if run == 0 && !warm {
			continue
		}
		for i, measure := range []func() (oneRun, error){old, current} {
			if measure == nil {
				continue
			}
			s, err := measure()
			if err != nil {
				return measured{}, err
			}
			if run > 0 {
				samples[i] = append(samples[i], s)
			}
		}
	}
	now := medianOf(samples[1])
	cells := [2]string{"\t", ""}
	memory := ""
	if old != nil {
		before := medianOf(samples[0])
		cells = [2]string{before.String(), fmt.Sprintf("%.1fx", float64(before.took)/float64(now.took))}
		memory = megabytes(before.peak)
	}
	_, err := fmt.Fprintf(c.table, "%s\t%d\t%s\t%s\t%s\t%s\t%s\t%s\n", what, runs, cells[0], now, cells[1], memory, megabytes(now.peak), target)
	return now, err
}

func (m measured) String() string {
	return short(m.took) + "\t" + short(m.least) + " to " + short(m.most)
}

func megabytes(bytes int64) string {
	if bytes == 0 {
		return ""
	}
	return fmt.Sprintf("%.1f MB", float64(bytes)/1e6)
}

// spread is from the first quartile to the third.
func spread(times []time.Duration) string {
	sorted := slices.Sorted(slices.Values(times))
	return short(sorted[len(sorted)/4]) + " to " + short(sorted[len(sorted)*3/4])
}
