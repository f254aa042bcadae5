// Command kills runs suitekey against a practice NetSuite and kills it on the way
// into every system call that changes a file or sends something, one call a run.
// After each kill nothing may be lost, and the same command comes to its end.
//
//	go run ./scripts/kills                    all operations; some minutes for each
//	go run ./scripts/kills -only rename,tag   just these
//	go run ./scripts/kills -every 5           each fifth call
//	go run ./scripts/kills -cheap             with a cheap passphrase, which saves hours where a
//	                                          run derives the key several times
//
// It prints trials and losses, and fails if there was a loss. Linux alone: it traces
// the program by ptrace.
package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"suitekey/ui"
)

func main() {
	if filepath.Base(os.Args[0]) == "suitekey" { // see cheap
		os.Exit(ui.Main(ui.Program{
			Args: os.Args[1:], Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr,
			Getenv: os.Getenv, Unsetenv: os.Unsetenv, Now: time.Now, WorkFactor: cheapWorkFactor,
		}))
	}
	only := flag.String("only", "", "operations, separated by commas; all of them if empty")
	every := flag.Int("every", 1, "kill at each so-manieth call")
	program := flag.String("program", "", "the program to kill; it is built if empty")
	cheaply := flag.Bool("cheap", false, "derive keys cheaply: the program is this one, which does all that suitekey does")
	verbose := flag.Bool("v", false, "list the calls of each operation")
	flag.Parse()
	if *cheaply {
		var err error
		if *program, err = cheap(); err != nil {
			fmt.Fprintln(os.Stderr, "kills:", err)
			os.Exit(2)
		}
		defer func() { _ = os.RemoveAll(filepath.Dir(*program)) }()
	}
	losses, err := run(*program, *only, max(*every, 1), *verbose)
	if err != nil {
		fmt.Fprintln(os.Stderr, "kills:", err)
		os.Exit(2)
	}
	if losses > 0 {
		os.Exit(1)
	}
}

// cheap gives this program the name suitekey: then it is suitekey, but for the work of a
// passphrase, which no flag of suitekey can set.
func cheap() (string, error) {
	own, err := os.Executable()
	if err != nil {
		return "", err
	}
	folder, err := os.MkdirTemp("", "cheap")
	if err != nil {
		return "", err
	}
	named := filepath.Join(folder, "suitekey")
	return named, os.Symlink(own, named)
}

func run(program, only string, every int, verbose bool) (losses int, err error) {
	work, err := os.MkdirTemp("", "kills")
	if err != nil {
		return 0, err
	}
	defer func() { _ = os.RemoveAll(work) }()
	if program == "" {
		program = filepath.Join(work, "suitekey")
		if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil { // #nosec G204 -- a folder of our own
			return 0, fmt.Errorf("building suitekey: %w\n%s", err, out)
		}
	}
	if program, err = filepath.Abs(program); err != nil {
		return 0, err
	}
	w, err := newWorld(work, program)
	if err != nil {
		return 0, err
	}
	defer w.stop()
	fmt.Printf("%-18s %6s %7s %7s %9s\n", "operation", "calls", "kills", "losses", "seconds")
	chosen := strings.Split(only, ",")
	var kills int
	for _, o := range operations {
		if only != "" && !slices.Contains(chosen, o.name) {
			continue
		}
		t, err := w.trials(o, every, verbose)
		if err != nil {
			return losses, fmt.Errorf("%s: %w", o.name, err)
		}
		kills += t.kills
		losses += t.losses
	}
	fmt.Printf("%d kills, %d losses\n", kills, losses)
	return losses, nil
}

// counted is the outcome of one operation's trials.
type counted struct{ kills, losses int }

// trials kills an operation at its first call, its second, and so on, until a run
// comes to its end before the call.
func (w *world) trials(o operation, every int, verbose bool) (counted, error) {
	began := time.Now()
	var c counted
	calls := 0
	for stopAt := 1; ; stopAt += every {
		if err := w.fresh(o); err != nil {
			return c, err
		}
		end, err := traced(w.command(w.passphrase, o.args...), stopAt)
		if err != nil {
			return c, err
		}
		if !end.killed {
			if end.code != 0 {
				return c, fmt.Errorf("the operation itself ended with exit code %d: %s", end.code, w.said())
			}
			calls = len(end.calls)
			if verbose {
				for n, call := range end.calls {
					fmt.Printf("  %3d %s\n", n+1, call)
				}
			}
			break
		}
		c.kills++
		at := end.calls[len(end.calls)-1]
		if err := o.after(w); err != nil {
			c.losses++
			fmt.Printf("LOSS: %s killed before call %d (%s): %v\n", o.name, stopAt, at, err)
		}
	}
	fmt.Printf("%-18s %6d %7d %7d %9.0f\n", o.name, calls, c.kills, c.losses, time.Since(began).Seconds())
	return c, nil
}
