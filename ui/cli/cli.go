// Package cli holds suitekey's verbs. A constructor only parses; a run function
// only works. People read standard error, programs read standard output.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"suitekey/steps"
	"suitekey/ui/app"
	"suitekey/ui/plain"
)

// Program is what the verbs need of the process they run in.
type Program struct {
	Args           []string
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	Getenv         func(string) string
	Unsetenv       func(string) error
	Now            func() time.Time

	// FullScreen opens the wizard that takes the whole terminal.
	FullScreen func(context.Context, *app.App, app.Opening) error

	// Release gives the signals to a verb that runs another program: from then on
	// they are that program's. Nil where nobody holds them.
	Release func()

	// WorkFactor is for tests only: see app.Options.
	WorkFactor int
}

// Reported wraps an error that the person or the program has been told already:
// only its exit code is left to give.
type Reported struct{ Err error }

// Error is the cause's text.
func (e *Reported) Error() string { return e.Err.Error() }

// Unwrap gives the cause.
func (e *Reported) Unwrap() error { return e.Err }

// ChildError is how a program ended that was run in the place of suitekey, or why
// it could not be started. Its exit code is passed on.
type ChildError struct {
	Code int
	Err  error // nil if it was started: then it has said itself what there is to say
}

// Error is the cause's text.
func (e *ChildError) Error() string {
	if e.Err == nil {
		return fmt.Sprintf("the program ended with exit code %d", e.Code)
	}
	return e.Err.Error()
}

// Unwrap gives the cause.
func (e *ChildError) Unwrap() error { return e.Err }

// globals are the flags of all verbs.
type globals struct {
	Program
	home, caFile, passphraseFile, logFile, fault string
	plain, noInput, json, demo                   bool

	describe map[*cobra.Command]func() // names in the help which values a journey's flags take

	console *plain.Console
	close   []func() error
}

// Run runs the verb that the arguments name.
func Run(ctx context.Context, p Program) (err error) {
	cobra.MousetrapHelpText = "" // a double click on Windows opens the wizard
	g := &globals{Program: p, describe: map[*cobra.Command]func(){}}
	cobra.EnableCommandSorting = false // they stand in the order in which one needs them
	started := false
	root := g.root(&started)
	root.SetArgs(p.Args)
	root.SetIn(p.Stdin)
	root.SetOut(p.Stdout)
	root.SetErr(p.Stderr)
	defer func() {
		for _, end := range g.close {
			err = errors.Join(err, end())
		}
	}()
	defer func() {
		if panicked := recover(); panicked != nil {
			err = g.mistake(app.Mistake(panicked))
		}
	}()
	err = root.ExecuteContext(ctx)
	if err != nil && !started {
		return usage(root, p.Args, err)
	}
	return err
}

// mistake tells what to do about a panic.
func (g *globals) mistake(e *app.MistakeError) error {
	more := "suitekey --log FILE writes down there how it came about, if it happens again"
	if g.logFile != "" && e.Log(g.logFile) == nil {
		more = "more about it is in " + steps.Shorten(g.logFile, 200) + ", without any secret"
	}
	return app.WithHints(e, "please report it, with the line above and what you did: there is no secret in it", more)
}

func (g *globals) root(started *bool) *cobra.Command {
	root := &cobra.Command{
		Use:   "suitekey",
		Short: "A working, verified, encrypted NetSuite connection",
		Long: `suitekey sets up connections to NetSuite by Token-Based Authentication or by
OAuth 2.0 client credentials (M2M), proves them against the account, and keeps
them encrypted. Without a verb it opens the list of connections.` +
			codes(codeDone, codeFailed, codeUsage, codeLocked, codeCancelled),
		Example: "  suitekey                 the list of connections, and everything from there\n" +
			"  suitekey --demo          practice, without a NetSuite account\n" +
			"  suitekey setup acme-sb1  set up one connection",
		SilenceErrors: true, SilenceUsage: true,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return g.runHome(cmd.Context()) },
		PersistentPreRunE: func(*cobra.Command, []string) error {
			*started = true
			return nil
		},
	}
	flags := root.PersistentFlags()
	flags.StringVar(&g.home, "home", "", "the vault's `folder` (else SUITEKEY_HOME, else the usual one)")
	flags.StringVar(&g.caFile, "ca-file", "", "`file` with authorities to trust beside the system's (PEM)")
	flags.StringVar(&g.passphraseFile, "passphrase-file", "", "`file` with the vault's passphrase in its first line")
	flags.StringVar(&g.logFile, "log", "", "append every call to NetSuite to this `file`, without credentials")
	flags.BoolVar(&g.plain, "plain", false, "ask line by line (screen readers, serial consoles)")
	flags.BoolVar(&g.noInput, "no-input", false, "never ask")
	flags.BoolVar(&g.json, "json", false, "print JSON on standard output, also for errors")
	flags.BoolVar(&g.demo, "demo", false, "practise: a NetSuite inside this program and a throw-away vault")
	flags.StringVar(&g.fault, "fault", "", "in practice: the `name` of what goes wrong on purpose")
	g.addVerbs(root)
	return root
}

// addVerbs adds the verbs, each to the group that it is listed in.
func (g *globals) addVerbs(root *cobra.Command) {
	root.AddGroup(groups...)
	add(root, "setup", g.setupCommand(), g.importCommand(), g.keygenCommand(), g.inspectCommand())
	add(root, "keep", g.statusCommand(), g.testCommand(), g.renewCommand(), g.retokenCommand(), g.migrateCommand(), g.changeCommand(), g.undoCommand())
	add(root, "use", g.tokenCommand(), g.headerCommand(), g.execCommand(), g.curlCommand(), g.exportCommand())
	add(root, "look", g.listCommand(), g.showCommand(), g.historyCommand(), g.doctorCommand())
	add(root, "many", g.tagCommand(), g.defaultCommand(), g.copyCommand(), g.renameCommand(), g.removeCommand(), g.policyCommand())
	add(root, "practise", g.practiceCommand())
	add(root, "program", g.helpCommand(), g.manCommand(), g.versionCommand())
	root.SetHelpCommand(&cobra.Command{Hidden: true, Use: "no-help"}) // ours knows the topics
	g.addCompletion(root)
	standard := root.UsageFunc()
	root.SetUsageFunc(func(c *cobra.Command) error {
		if c.HasParent() {
			return standard(c)
		}
		return rootUsage(c)
	})
	help := root.HelpFunc()
	root.SetHelpFunc(func(c *cobra.Command, args []string) {
		if g.json {
			_ = g.helpJSON(c) // to standard output; nobody is left to be told
			return
		}
		g.describeFlags(c)
		help(c, args)
	})
	g.complete(root)
}

// open makes the App of this run.
func (g *globals) open() (*app.App, error) {
	a, err := app.New(app.Options{
		Home: g.home, CAFile: g.caFile, Demo: g.demo, PassphraseFile: g.passphraseFile, LogFile: g.logFile,
		Getenv: g.Getenv, Unsetenv: g.Unsetenv, Now: g.Now, WorkFactor: g.WorkFactor,
		Fault: g.fault, Version: version(),
	})
	if err != nil {
		return nil, err
	}
	g.close = append(g.close, a.Close)
	return a, nil
}

// ask is the console over this process's streams, or nil where nobody can or
// may be asked.
func (g *globals) ask() *plain.Console {
	if g.noInput || !plain.IsTerminal(g.Stdin) && !g.plain {
		return nil
	}
	if g.console == nil {
		g.console = plain.NewConsole(g.Stdin, g.Stderr)
	}
	return g.console
}

// unlock opens the vault for a verb that needs one.
func (g *globals) unlock(ctx context.Context, a *app.App) error {
	exists, err := a.VaultExists()
	if err != nil {
		return err
	}
	if !exists {
		return app.WithHints(errNoVault, "set up a first connection: suitekey setup NAME", "another folder: --home or SUITEKEY_HOME (now "+a.Home()+")")
	}
	return g.unlockExisting(ctx, a)
}

func (g *globals) unlockExisting(ctx context.Context, a *app.App) error {
	if console := g.ask(); console != nil {
		return plain.Unlock(ctx, a, console)
	}
	passphrase, ok, err := a.Passphrase(ctx)
	switch {
	case err != nil:
		return &app.LockedError{Err: err}
	case !ok:
		return app.WithHints(&app.LockedError{Err: app.ErrLocked},
			"give its passphrase by --passphrase-file, SUITEKEY_PASSPHRASE_FILE or SUITEKEY_PASSPHRASE_COMMAND")
	}
	return a.Unlock(passphrase)
}

var errNoVault = errors.New("there is no vault yet")

// runHome opens the list of connections.
func (g *globals) runHome(ctx context.Context) error {
	return g.wizard(ctx, app.Opening{}, "without a terminal suitekey needs a verb, for example: suitekey setup NAME --answers FILE")
}

// wizard opens the full-screen or the plain wizard.
func (g *globals) wizard(ctx context.Context, opening app.Opening, without string) error {
	if !g.canAsk() {
		return app.Usage(without, "suitekey --help lists the verbs", "suitekey --plain asks line by line, also through a pipe")
	}
	a, err := g.open()
	if err != nil {
		return err
	}
	return g.front(ctx, a, opening)
}

// canAsk tells whether a wizard can be opened.
func (g *globals) canAsk() bool {
	if g.noInput || g.json {
		return false
	}
	return g.plain || plain.IsTerminal(g.Stdin) && plain.IsTerminal(g.Stderr)
}

// wantsPlain tells whether the wizard is to ask line by line: as told, for a
// screen reader (ACCESSIBLE, as in other programs of the terminal), or because
// the terminal cannot do more.
func (g *globals) wantsPlain() bool {
	term := g.Getenv("TERM")
	return g.plain || g.FullScreen == nil || g.Getenv("ACCESSIBLE") != "" || term == "dumb" || !plain.IsTerminal(g.Stdout)
}
