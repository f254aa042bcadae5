package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"time"
)

// startUp takes turns between the two programs, so that a slow minute of the machine slows both.
func startUp(ctx context.Context, b built, runs int) ([]row, error) {
	var ours, empty []time.Duration
	for range runs {
		o, err := timeOf(ctx, b.suitekey, "version")
		if err != nil {
			return nil, err
		}
		e, err := timeOf(ctx, b.empty)
		if err != nil {
			return nil, err
		}
		ours, empty = append(ours, o), append(empty, e)
	}
	return []row{compare("suitekey version", median(ours), "empty Go program", median(empty), "within 4x")}, nil
}

func timeOf(ctx context.Context, program string, args ...string) (time.Duration, error) {
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Env = append(os.Environ(), "SUITEKEY_HOME="+os.DevNull)
	begin := time.Now()
	if err := cmd.Run(); err != nil {
		return 0, fmt.Errorf("%s %v: %w", program, args, err)
	}
	return time.Since(begin), nil
}

func median[T int64 | float64 | time.Duration](values []T) T {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}

func compare(what string, ours time.Duration, against string, theirs time.Duration, target string) row {
	r := row{what: what, figure: short(ours), against: against + " " + short(theirs), target: target}
	if theirs > 0 {
		r.ratio = fmt.Sprintf("%.2fx", float64(ours)/float64(theirs))
	}
	return r
}

// short keeps three figures or so: nobody reads nanoseconds of a millisecond.
func short(d time.Duration) string {
	switch {
	case d >= time.Second:
		return d.Round(10 * time.Millisecond).String()
	case d >= time.Millisecond:
		return d.Round(10 * time.Microsecond).String()
	default:
		return d.Round(10 * time.Nanosecond).String()
	}
}
