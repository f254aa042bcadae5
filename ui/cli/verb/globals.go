// Package verb has what all verbs share: the global flags, the streams, the vault of the
// run, the exit codes, and the errors for wrong arguments.
package verb

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"suitekey/ui/app"
	"suitekey/ui/plain"
)

// Program is what the verbs need from their process.
type Program struct {
	Args           []string
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	Getenv         func(string) string
	Unsetenv       func(string) error
	Now            func() time.Time

	// FullScreen opens the wizard that takes the whole terminal.
	FullScreen func(context.Context, *app.App, app.Opening) error

	// Release gives the signals to a verb that runs another program, which gets all later
	// signals. It is nil if nothing holds the signals.
	Release func()

	// WorkFactor is for tests only: see app.Options.
	WorkFactor int
}

// Reported wraps an error that is already printed: only its exit code remains.
type Reported struct{ Err error }

// Error returns the cause's text.
func (e *Reported) Error() string { return e.Err.Error() }

// Unwrap returns the cause.
func (e *Reported) Unwrap() error { return e.Err }

// ChildError says how a program ended that suitekey ran in its own place, or why it
// could not start. suitekey passes on its exit code.
type ChildError struct {
	Code int
	Err  error // nil if it was started: then it has said itself what there is to say
}

// Error returns the cause's text.
func (e *ChildError) Error() string {
	if e.Err == nil {
		return fmt.Sprintf("the program ended with exit code %d", e.Code)
	}
	return e.Err.Error()
}

// Unwrap returns the cause.
func (e *ChildError) Unwrap() error { return e.Err }

// Globals are the flags of all verbs.
type Globals struct {
	Program
	Home, Vault, CAFile, PassphraseFile, LogFile, Fault string
	Plain, NoInput, JSON, Demo, Strict, AcceptOlder     bool

	Version  string                    // of suitekey
	Changes  bool                      // the verb changes connections
	Describe map[*cobra.Command]func() // add the possible values of its flags to a verb's help

	console *plain.Console
	close   []func() error
}

// New returns the state of one run of the program.
func New(p Program, version string) *Globals {
	return &Globals{Program: p, Version: version, Describe: map[*cobra.Command]func(){}}
}

// CloseAll closes everything that the run has opened.
func (g *Globals) CloseAll() (err error) {
	for _, end := range g.close {
		err = errors.Join(err, end())
	}
	return err
}

// Open returns the App of this run.
func (g *Globals) Open() (*app.App, error) { return g.openFor(false) }

// OpenWithoutVault returns the App for a verb that needs no vault, and therefore no
// HOME.
func (g *Globals) OpenWithoutVault() (*app.App, error) { return g.openFor(true) }

func (g *Globals) openFor(noVault bool) (*app.App, error) {
	a, err := app.New(app.Options{
		NoVault: noVault,
		Home:    g.Home, Vault: g.Vault, CAFile: g.CAFile, Demo: g.Demo, PassphraseFile: g.PassphraseFile, LogFile: g.LogFile,
		Getenv: g.Getenv, Unsetenv: g.Unsetenv, Now: g.Now, WorkFactor: g.WorkFactor,
		Fault: g.Fault, Version: g.Version, Strict: g.Strict, Warn: g.Warn, AcceptOlder: g.AcceptOlder,
	})
	if err != nil {
		return nil, err
	}
	g.close = append(g.close, a.Close)
	return a, nil
}

// Ask returns the console over this process's streams, or nil if nobody can or may be
// asked.
func (g *Globals) Ask() *plain.Console {
	if g.NoInput || !plain.IsTerminal(g.Stdin) && !g.Plain {
		return nil
	}
	if g.console == nil {
		g.console = plain.NewConsole(g.Stdin, g.Stderr)
	}
	return g.console
}

// Wizard opens the full-screen or the plain wizard.
func (g *Globals) Wizard(ctx context.Context, opening app.Opening, without string) error {
	if !g.CanAsk() {
		return app.Usage(without, "suitekey --help lists the verbs", "suitekey --plain asks line by line, also through a pipe")
	}
	a, err := g.Open()
	if err != nil {
		return err
	}
	return g.Front(ctx, a, opening)
}

// CanAsk reports whether a wizard can be opened.
func (g *Globals) CanAsk() bool {
	if g.NoInput || g.JSON {
		return false
	}
	return g.Plain || plain.IsTerminal(g.Stdin) && plain.IsTerminal(g.Stderr)
}

// wantsPlain reports whether the wizard asks line by line: with --plain, for a screen
// reader (ACCESSIBLE, as in other terminal programs), or because of the terminal.
func (g *Globals) wantsPlain() bool {
	term := g.Getenv("TERM")
	return g.Plain || g.FullScreen == nil || g.Getenv("ACCESSIBLE") != "" || term == "dumb" || strings.HasPrefix(term, "eterm") || !plain.IsTerminal(g.Stdout)
}

// Front opens the wizard for the terminal.
func (g *Globals) Front(ctx context.Context, a *app.App, opening app.Opening) error {
	if g.wantsPlain() {
		return plain.Run(ctx, a, g.Ask(), opening)
	}
	if !a.UnlockByAgent() { // a hardware key may want a PIN, which is asked for line by line
		_, err := app.UnlockByKey(ctx, a, g.Person(ctx))
		if errors.Is(err, app.ErrCancelled) {
			return err
		}
		if err != nil {
			g.Warn(err.Error())
		}
	}
	defer a.HoldWarnings()() // told when the screen is gone
	return g.FullScreen(ctx, a, opening)
}
