// Package tui is the full-screen wizard: home, the journeys and the connection
// test, over the same steps that the plain prompts and the verbs walk.
//
// One Bubble Tea model holds everything that is on the screen. Input and output
// happen in commands, on copies; their results come back as messages named in
// the past tense. huh edits fields and does nothing else (see form).
package tui

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"suitekey/steps"
	"suitekey/ui/app"
	"suitekey/ui/tui/keyboard"
)

// ending is a way to leave that is no success: a sentence of its own over what
// all front ends call it.
type ending struct {
	text string
	kind error
}

func (e *ending) Error() string { return e.text }
func (e *ending) Unwrap() error { return e.kind }

// How a run can end, other than well. ErrKept is an app.ErrWaiting; the others
// are an app.ErrCancelled.
var (
	ErrCancelled  error = &ending{"cancelled; what was not saved before is gone", app.ErrCancelled}
	ErrKept       error = app.ErrKept
	ErrTerminated error = &ending{"ended by a signal; what was not saved before is gone", app.ErrCancelled}
	ErrRescued    error = &ending{"ended by a signal; kept as a draft", app.ErrCancelled}
)

// errPractise means that the person wants to practise without an account.
var errPractise = errors.New("practise")

// errSwitch means that the person wants to see the next vault.
var errSwitch = errors.New("switch")

// Options of a run. Missing streams are those of the process.
type Options struct {
	Journey string      // "" is home; else the flow to walk: "setup"
	Given   steps.Given // answers that are known already

	Stdin  io.Reader // the terminal's keys
	Stdout io.Writer // the terminal
	Stderr io.Writer // where the summary goes when the screen is closed

	Getenv func(string) string
}

func (o Options) complete() Options {
	if o.Stdin == nil {
		o.Stdin = os.Stdin
	}
	if o.Stdout == nil {
		o.Stdout = os.Stdout
	}
	if o.Stderr == nil {
		o.Stderr = os.Stderr
	}
	if o.Getenv == nil {
		o.Getenv = os.Getenv
	}
	return o
}

// framesPerSecond is the pace of Bubble Tea's renderer, and with it the longest wait of a
// frame for its turn. The renderer keeps this pace while nothing changes, too: a screen that
// is left alone costs about 0.8 % of a core at 120, 0.5 % at 60 and 0.25 % at 30, and a
// lower pace makes each key wait longer. The library (v2.1.1) has no way between: the ticker
// belongs to the program, the pace is fixed when it is made, no message flushes a frame, and
// only ReleaseTerminal stops the renderer, which leaves the alternate screen. One processor
// instead of two (GOMAXPROCS) saves a fifth of it. go run ./scripts/bench measures it.
const framesPerSecond = 120

// Run shows the wizard until the person leaves it. What was saved, and what can
// be done next, is printed when the screen is closed.
func Run(ctx context.Context, a *app.App, o Options) error {
	o = o.complete()
	err := run(ctx, a, o)
	for errors.Is(err, errSwitch) {
		next, failed := app.NextVault(a)
		if failed != nil {
			return failed
		}
		defer next.Close()
		a, err = next, run(ctx, next, o)
	}
	if !errors.Is(err, errPractise) {
		return err
	}
	demo, err := app.New(app.Options{Demo: true, Getenv: o.Getenv})
	if err != nil {
		return err
	}
	return errors.Join(run(ctx, demo, o), demo.Close())
}

func run(ctx context.Context, a *app.App, o Options) error {
	if _, err := a.VaultExists(); err != nil {
		return err // before the terminal is asked anything: nobody would read its answers
	}
	m := newModel(ctx, a, o)
	options := []tea.ProgramOption{
		tea.WithContext(ctx), tea.WithInput(keyboard.Of(o.Stdin)), tea.WithOutput(o.Stdout),
		tea.WithoutSignalHandler(), tea.WithFPS(framesPerSecond),
	}
	if o.Getenv("NO_COLOR") != "" { // of any value, says no-color.org; the library takes what is true to Go
		options = append(options, tea.WithColorProfile(colorprofile.ASCII))
	}
	program := tea.NewProgram(m, options...)
	stop := m.watchSignals(program)
	_, err := program.Run()
	stop()
	m.rescue(err)
	m.leaveClipboard()
	for _, line := range m.summary {
		fmt.Fprintln(o.Stderr, line)
	}
	switch {
	case m.err != nil:
		return m.err
	case errors.Is(err, tea.ErrProgramPanic):
		return fmt.Errorf("the screen broke down: %w; please report it, with what you did, but without any values", err)
	case ctx.Err() != nil:
		return ErrTerminated
	case err != nil:
		return fmt.Errorf("showing the wizard: %w; --plain asks the same line by line", err)
	}
	return nil
}

// watchSignals ends the program on signals in a way that restores the screen.
// Bubble Tea's own handler would call a SIGTERM success and ignore a SIGHUP.
func (m *model) watchSignals(program *tea.Program) (stop func()) {
	signals, done := make(chan os.Signal, 1), make(chan struct{})
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	go func() {
		for {
			select {
			case <-signals:
				program.Send(signalledMsg{})
			case <-done:
				return
			}
		}
	}()
	return func() {
		signal.Stop(signals)
		close(done)
	}
}

// leaveClipboard takes copied secrets out of the clipboard at the end.
func (m *model) leaveClipboard() {
	control, told := m.clip.Leave()
	if control != "" {
		withSequences(m.options.Stdout, func() { fmt.Fprint(m.options.Stdout, control) })
	}
	if told != "" {
		m.summary = append(m.summary, told)
	}
}
