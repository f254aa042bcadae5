// Package ui is the interface for people and scripts: it chooses between verb, plain and
// full-screen wizard, and turns the result into the exit code.
package ui

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"syscall"

	"suitekey/core/account"
	"suitekey/core/lockout"
	"suitekey/core/netsuite"
	"suitekey/core/termsafe"
	"suitekey/steps"
	"suitekey/steps/setup"
	"suitekey/storage"
	"suitekey/storage/agent"
	"suitekey/storage/private"
	"suitekey/ui/app"
	"suitekey/ui/app/problem"
	"suitekey/ui/cli"
	"suitekey/ui/cli/verb"
)

// Program is the process: its arguments, streams, environment and clock.
type Program = verb.Program

// Main runs suitekey and returns its exit code.
func Main(p Program) int {
	if len(p.Args) == 1 && (p.Args[0] == "version" || p.Args[0] == "--version") {
		cli.PrintVersion(p.Stdout)
		return verb.ExitDone
	}
	if len(p.Args) == 1 && p.Args[0] == agent.Verb {
		return cli.RunAgent(p)
	}
	if len(p.Args) > 0 {
		collectLate(p.Getenv)
	}
	private.HideMemory()
	log.SetOutput(io.Discard) // net/http prints what a server sends unasked, and a screen is drawn on
	p = hidden(p)
	ctx, release, stop := untilSignal(context.Background())
	defer stop()
	p.Release = release
	err := cli.Run(ctx, p)
	if err == nil {
		return verb.ExitDone
	}
	code := exitCode(ctx, err)
	var child *verb.ChildError
	if errors.As(err, &child) && child.Err == nil {
		return code
	}
	var reported *verb.Reported
	if !errors.As(err, &reported) {
		tell(p, err, code)
	}
	return code
}

// collectLate delays the first garbage collection until there are 16 MB, instead of 4:
// most verbs end before that. Later collections are as usual.
func collectLate(getenv func(string) string) {
	if getenv("GOGC") != "" {
		return // somebody knows better
	}
	usual := debug.SetGCPercent(400)
	runtime.AddCleanup(new([64]byte), func(percent int) { debug.SetGCPercent(percent) }, usual)
}

// hidden removes variables that lead to a passphrase from the environment and keeps them
// for p: later programs do not inherit them, whichever library starts the program.
func hidden(p Program) Program {
	kept := map[string]string{}
	for _, name := range []string{"SUITEKEY_PASSPHRASE_FILE", "SUITEKEY_PASSPHRASE_COMMAND", "SUITEKEY_SECRETS_COMMAND"} {
		if value := p.Getenv(name); value != "" && p.Unsetenv(name) == nil {
			kept[name] = value
		}
	}
	environment := p.Getenv
	p.Getenv = func(name string) string {
		if value, ok := kept[name]; ok {
			return value
		}
		return environment(name)
	}
	return p
}

// exitCode is the one place where errors become exit codes.
func exitCode(ctx context.Context, err error) int {
	var (
		wrongCall *app.UsageError
		missing   *steps.MissingError
		answer    *steps.FieldError
		shut      *app.LockedError
		test      *setup.TestFailed
		call      *netsuite.Error
		child     *verb.ChildError
		company   *netsuite.CompanyError
		redirect  *netsuite.RedirectError
	)
	switch {
	case errors.As(err, &child):
		return child.Code
	case ctx.Err() != nil, errors.Is(err, app.ErrCancelled), errors.Is(err, context.Canceled):
		return verb.ExitCancelled
	case errors.Is(err, app.ErrWaiting):
		return verb.ExitWaiting
	case errors.Is(err, app.ErrDue):
		return verb.ExitDue
	case errors.Is(err, app.ErrExpired):
		return verb.ExitExpired
	case errors.As(err, &wrongCall), errors.As(err, &missing), errors.As(err, &answer):
		return verb.ExitUsage
	case errors.As(err, &shut), errors.Is(err, app.ErrLocked), errors.Is(err, storage.ErrWrongPassphrase):
		return verb.ExitLocked
	case problem.Unreachable(err):
		return verb.ExitUnreachable
	case errors.As(err, &test), errors.As(err, &call), errors.Is(err, account.ErrNoAccount), errors.Is(err, lockout.ErrSpent),
		errors.Is(err, netsuite.ErrDenied), errors.As(err, &company), errors.As(err, &redirect):
		return verb.ExitRefused
	default:
		return verb.ExitFailed
	}
}

// tell prints an error and its hints as lines; with --json it prints one object.
func tell(p Program, err error, code int) {
	hints := hintsOf(err)
	if code == verb.ExitCancelled {
		err, hints = app.ErrCancelled, nil
	}
	for i, line := range strings.Split(err.Error(), "\n") {
		if i == 0 && (code == verb.ExitCancelled || errors.Is(err, app.ErrKept)) {
			line = err.Error() // meant, and no error
		} else if i == 0 {
			line = "error: " + line
		} else {
			line = "  " + line
		}
		fmt.Fprintln(p.Stderr, "suitekey: "+termsafe.Visible(line))
	}
	for _, hint := range hints {
		fmt.Fprintln(p.Stderr, "suitekey: hint: "+termsafe.Visible(hint))
	}
	if wantsJSON(p.Args) {
		tellJSON(p.Stdout, err, code, hints)
	}
}

// failure is the JSON object of an error.
type failure struct {
	OK       bool              `json:"ok"`
	Error    string            `json:"error"`
	ExitCode int               `json:"exit_code"`
	Hints    []string          `json:"hints,omitempty"`
	Missing  []string          `json:"missing,omitempty"`  // keys of answers
	Problems map[string]string `json:"problems,omitempty"` // by key of the answer
	Test     any               `json:"test,omitempty"`     // as `suitekey test --json` prints it
}

func tellJSON(out io.Writer, err error, code int, hints []string) {
	object := failure{Error: err.Error(), ExitCode: code, Hints: hints}
	var missing *steps.MissingError
	if errors.As(err, &missing) {
		for _, f := range missing.Missing {
			object.Missing = append(object.Missing, f.Key)
		}
		object.Problems = missing.Problems
	}
	var answer *steps.FieldError
	if errors.As(err, &answer) {
		object.Problems = map[string]string{answer.Key: answer.Error()}
	}
	var test *setup.TestFailed
	if errors.As(err, &test) {
		object.Test = test.Report
	}
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(object) // nobody is left to be told
}

// hintsOf collects the hints of an error and of its causes.
func hintsOf(err error) []string {
	var hints []string
	var wrongCall *app.UsageError
	var hinted *app.HintedError
	for next := err; errors.As(next, &hinted); next = hinted.Err {
		hints = append(hints, hinted.Hints...)
	}
	if errors.As(err, &wrongCall) {
		hints = append(hints, wrongCall.Hints...)
	}
	return hints
}

// wantsJSON searches the arguments themselves, because the error may be about parsing
// them.
func wantsJSON(args []string) bool {
	if end := slices.Index(args, "--"); end >= 0 {
		args = args[:end]
	}
	if verb := slices.Index(args, "curl"); verb >= 0 { // what follows its connection's name is curl's
		if name := slices.IndexFunc(args[verb+1:], func(arg string) bool { return !strings.HasPrefix(arg, "-") }); name >= 0 {
			args = args[:verb+1+name]
		}
	}
	return slices.Contains(args, "--json") || slices.Contains(args, "--json=true")
}

// ended is the cause of a context that a signal has ended.
type ended struct{ signal os.Signal }

func (e *ended) Error() string     { return "ended by " + e.signal.String() }
func (e *ended) Signal() os.Signal { return e.signal }

// untilSignal returns a context that ends with the first SIGINT, SIGTERM or SIGHUP (the
// terminal was closed), so that a journey can keep its draft. The second signal is for
// the front end, which may be asking about the draft; the third ends the process at
// once. After release, signals do not affect the context.
func untilSignal(parent context.Context) (ctx context.Context, release, stop func()) {
	ctx, cancel := context.WithCancelCause(parent)
	signals := make(chan os.Signal, 3)
	done := make(chan struct{})
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	if !signal.Ignored(syscall.SIGHUP) { // as nohup wants
		signal.Notify(signals, syscall.SIGHUP)
	}
	go func() {
		for n := 1; ; n++ {
			select {
			case s := <-signals:
				cancel(&ended{s})
			case <-done:
				return
			}
			if n == 3 {
				os.Exit(verb.ExitCancelled)
			}
		}
	}()
	release = sync.OnceFunc(func() {
		signal.Stop(signals)
		close(done)
	})
	return ctx, release, func() {
		release()
		cancel(nil)
	}
}
