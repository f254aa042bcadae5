// Command bench measures suitekey on this machine and prints a table: go run ./scripts/bench
//
// It compares what can be compared (an empty Go program, an empty Bubble Tea program, the bare cryptography), takes the median of
// many runs and prints the target beside each figure. With --against it measures another suitekey instead, a program or a commit of
// this repository, by turns with this one. With --team it measures a team's vault. It judges nothing: a busy machine is no reason to fail.
package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"time"
)

// A row of the table. Cells are texts, for the units differ.
type row struct{ what, figure, against, ratio, target string }

// options of the comparison with another suitekey.
type options struct {
	runs, slow, profiles int
	parts                []string
}

func main() {
	runs := flag.Int("runs", 0, "how often each program is started; 0 is 60, and 20 with --against")
	profiles := flag.Int("profiles", 0, "size of the largest vault; 0 is 10,000, and 50,000 with --against")
	slow := flag.Int("slow", 3, "with --against: how often what takes minutes is run")
	parts := flag.String("parts", "", "with --against: only these `parts`, with commas between: start, unlocked, lists, signatures, status, import")
	other := flag.String("against", "", "measure this `program or commit` beside the present one, and nothing else")
	team := flag.Bool("team", false, "measure a team's vault on a real etcd, and nothing else")
	large := flag.Int("large", 50_000, "with --team: size of an even larger vault, 0 for none")
	renewals := flag.Int("renewals", 2000, "with --team: how many certificates are due, 0 for none")
	latency := flag.Duration("latency", 250*time.Millisecond, "with --team: how long NetSuite takes for each answer")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	measure := func() error { return bench(ctx, cmp.Or(*runs, 60), cmp.Or(*profiles, 10_000)) }
	if *team {
		measure = func() error { return benchTeam(ctx, teamSizes{cmp.Or(*profiles, 10_000), *large, *renewals, *latency}) }
	}
	if *other != "" {
		o := options{runs: *runs, slow: max(1, *slow), profiles: cmp.Or(*profiles, 50_000)}
		if *parts != "" {
			o.parts = strings.Split(*parts, ",")
		}
		measure = func() error { return against(ctx, *other, o) }
	}
	if err := measure(); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func bench(ctx context.Context, runs, profiles int) error {
	dir, err := os.MkdirTemp("", "suitekey-bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	b, err := build(ctx, dir)
	if err != nil {
		return err
	}
	var (
		table   []row
		missing []error
	)
	for _, part := range []struct {
		name    string
		measure func() ([]row, error)
	}{
		{"start-up", func() ([]row, error) { return startUp(ctx, b, runs) }},
		{"screen", func() ([]row, error) { return screen(ctx, b, runs) }},
		{"left open", func() ([]row, error) { return idle(ctx, b) }},
		{"signatures", func() ([]row, error) { return signatures(ctx, dir) }},
		{"vault", func() ([]row, error) { return vault(ctx, b, dir, profiles) }},
		{"size", func() ([]row, error) { return size(b) }},
	} {
		fmt.Fprintln(os.Stderr, "measuring:", part.name)
		rows, err := part.measure()
		table = append(table, rows...)
		if err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			missing = append(missing, fmt.Errorf("not measured, %s: %w", part.name, err))
		}
	}
	return errors.Join(append(missing, printTable(table))...)
}

func printTable(table []row) error {
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "what\tsuitekey\tagainst\tratio\ttarget")
	for _, r := range table {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", r.what, r.figure, r.against, r.ratio, r.target)
	}
	return w.Flush()
}

// built holds the programs under measurement, all built as scripts/release does.
type built struct{ suitekey, empty, emptyTea, run string }

func build(ctx context.Context, dir string) (built, error) {
	b := built{filepath.Join(dir, "suitekey"), filepath.Join(dir, "empty"), filepath.Join(dir, "emptytea"), filepath.Join(dir, "run")}
	for _, p := range [][2]string{
		{b.suitekey, "suitekey"}, {b.empty, "suitekey/scripts/bench/empty"}, {b.emptyTea, "suitekey/scripts/bench/emptytea"}, {b.run, "suitekey/scripts/bench/run"},
	} {
		cmd := exec.CommandContext(ctx, "go", "build", "-tags=grpcnotrace", "-trimpath", "-ldflags=-s -w", "-o", p[0], p[1])
		cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
		if out, err := cmd.CombinedOutput(); err != nil {
			return b, fmt.Errorf("building %s: %w\n%s", p[1], err, out)
		}
	}
	return b, nil
}

func size(b built) ([]row, error) {
	info, err := os.Stat(b.suitekey)
	if err != nil {
		return nil, err
	}
	return []row{{"stripped binary", fmt.Sprintf("%.1f MB", float64(info.Size())/1e6), "", "", "at most 20 MB"}}, nil
}
