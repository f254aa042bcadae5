// Command years lets three years pass in some minutes: 40 connections in 12 practice
// accounts, a scheduler that runs `renew --all --due` and `status` each night and is
// killed now and then, administrators who upload late, sandboxes that are refreshed,
// roles that lose a permission, users who leave, and the end of TBA. The clock is our
// own; suitekey runs as a process of its own each time, with that clock.
//
//	go run ./scripts/years                three years
//	go run ./scripts/years -days 90 -v    a quarter, and what happens in it
//	go run ./scripts/years -seed 7        other years
//
// At the end it prints how many days each connection was cut off, how many sign-ins
// were refused, and what people had to do. It fails if a connection was cut off on a
// day on which somebody could have acted.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"time"

	"suitekey/ui"
)

// nowVariable makes this program suitekey itself, at the time in it.
const nowVariable = "SCRIPTS_YEARS_NOW"

func main() {
	if text := os.Getenv(nowVariable); text != "" {
		os.Exit(suitekey(text))
	}
	days := flag.Int("days", 3*365, "how many days")
	seed := flag.Uint64("seed", 1, "which years: the same number gives the same events")
	verbose := flag.Bool("v", false, "print what happens")
	flag.Parse()
	cut, err := run(context.Background(), *days, *seed, *verbose)
	if err != nil {
		fmt.Fprintln(os.Stderr, "years:", err)
		os.Exit(2)
	}
	if cut > 0 {
		os.Exit(1)
	}
}

// suitekey is main.go of the product, with another clock.
func suitekey(now string) int {
	start, err := time.Parse(time.RFC3339Nano, now)
	if err != nil {
		fmt.Fprintln(os.Stderr, "years:", err)
		return 2
	}
	began := time.Now()
	return ui.Main(ui.Program{
		Args: os.Args[1:], Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Getenv: os.Getenv, Unsetenv: os.Unsetenv,
		Now: func() time.Time { return start.Add(time.Since(began)) },
	})
}

// run lets the days pass. The result is the number of days on which a connection
// was cut off although somebody could have acted.
func run(ctx context.Context, days int, seed uint64, verbose bool) (cut int, err error) {
	y, err := begin(ctx, days, seed, verbose)
	if err != nil {
		return 0, err
	}
	defer func() {
		if failed := y.end(); err == nil {
			err = failed
		}
	}()
	for y.day = 0; y.day < days; y.day++ {
		y.at(2 * time.Hour)
		y.happens()
		if err := y.night(); err != nil {
			return 0, fmt.Errorf("night of %s: %w", y.date(), err)
		}
		y.at(9 * time.Hour)
		if err := y.morning(); err != nil {
			return 0, fmt.Errorf("morning of %s: %w", y.date(), err)
		}
		y.at(17 * time.Hour)
		y.products()
	}
	return y.report(), nil
}
