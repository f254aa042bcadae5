package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"text/tabwriter"
	"time"
)

// leastRuns is how often each of two programs runs before their medians are compared.
const leastRuns = 20

// against measures another suitekey beside this one and prints old, new and their ratio. The two take turns, so that a slow
// minute of the machine slows both; the spread is that of the middle half of the runs.
func against(ctx context.Context, other string, runs int) error {
	dir, err := os.MkdirTemp("", "suitekey-bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	b, err := build(ctx, dir)
	if err != nil {
		return err
	}
	old, err := otherProgram(ctx, dir, other)
	if err != nil {
		return err
	}
	runs = max(runs, leastRuns)
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "what, median of %d\told\tspread\tnew\tspread\tnew/old\n", runs)
	for _, args := range [][]string{{"version"}, {"help"}, {"list", "--demo"}} {
		measure := func(program string) (time.Duration, error) { return timeOf(ctx, program, args...) }
		if err := beside(w, fmt.Sprint("suitekey ", args[0]), runs, measure, old, b.suitekey); err != nil {
			return err
		}
	}
	frame := func(program string) (time.Duration, error) {
		first, _, err := watch(ctx, false, program, "--demo")
		return first, err
	}
	if err := beside(w, "first frame of --demo", runs, frame, old, b.suitekey); err != nil {
		return err
	}
	return w.Flush()
}

// otherProgram is a program if there is a file of that name; any other name is a commit, built from this repository's history.
func otherProgram(ctx context.Context, dir, other string) (string, error) {
	if info, err := os.Stat(other); err == nil && info.Mode().IsRegular() {
		return filepath.Abs(other)
	}
	source, archive, program := filepath.Join(dir, "source"), filepath.Join(dir, "source.tar"), filepath.Join(dir, "other")
	if err := os.Mkdir(source, 0o700); err != nil {
		return "", err
	}
	root, err := exec.CommandContext(ctx, "git", "rev-parse", "--show-toplevel").Output()
	if err != nil {
		return "", fmt.Errorf("%s is no file, and there is no history to build it from: %w", other, err)
	}
	for _, step := range []struct {
		in   string
		args []string
	}{
		{string(root[:len(root)-1]), []string{"git", "archive", "--output", archive, other, "--"}},
		{source, []string{"tar", "-xf", archive}},
		{source, []string{"go", "build", "-trimpath", "-ldflags=-s -w", "-o", program, "."}},
	} {
		cmd := exec.CommandContext(ctx, step.args[0], step.args[1:]...)
		cmd.Dir, cmd.Env = step.in, append(os.Environ(), "CGO_ENABLED=0")
		if out, err := cmd.CombinedOutput(); err != nil {
			return "", fmt.Errorf("building %s, %s: %w\n%s", other, step.args[0], err, out)
		}
	}
	return program, nil
}

// beside measures two programs by turns and writes their row. The first run of each fills the caches and does not count.
func beside(w *tabwriter.Writer, what string, runs int, measure func(program string) (time.Duration, error), programs ...string) error {
	fmt.Fprintln(os.Stderr, "measuring:", what)
	times := make([][]time.Duration, len(programs))
	for run := range runs + 1 {
		for i, program := range programs {
			took, err := measure(program)
			if err != nil {
				return err
			}
			if run > 0 {
				times[i] = append(times[i], took)
			}
		}
	}
	old, current := median(times[0]), median(times[1])
	_, err := fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%.2fx\n", what, short(old), spread(times[0]), short(current), spread(times[1]), float64(current)/float64(old))
	return err
}

// spread is from the first quartile to the third.
func spread(times []time.Duration) string {
	sorted := slices.Sorted(slices.Values(times))
	return short(sorted[len(sorted)/4]) + " to " + short(sorted[len(sorted)*3/4])
}
