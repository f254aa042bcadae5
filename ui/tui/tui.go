// Package tui is the full-screen wizard: home, the journeys and the connection test, with
// the same steps as the plain prompts and the verbs.
//
// One Bubble Tea model holds everything on the screen. Commands do all input and output on
// copies. They return their results as messages named in the past tense. huh only edits
// fields (see package form).
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
	"suitekey/ui/tui/idle"
	"suitekey/ui/tui/keyboard"
)

// ending is an unsuccessful end of a run: it has its own text, and wraps the error that all
// front ends use.
type ending struct {
	text string
	kind error
}

func (e *ending) Error() string { return e.text }
func (e *ending) Unwrap() error { return e.kind }

// The unsuccessful ends of a run. ErrKept is an app.ErrWaiting; the others are an
// app.ErrCancelled.
var (
	ErrCancelled  error = &ending{"cancelled; unsaved input is lost", app.ErrCancelled}
	ErrKept       error = app.ErrKept
	ErrTerminated error = &ending{"ended by a signal; unsaved input is lost", app.ErrCancelled}
	ErrRescued    error = &ending{"ended by a signal; kept as a draft", app.ErrCancelled}
)

// errPractise means that the person wants to practise without an account.
var errPractise = errors.New("practise")

// switching means that the person wants to see another vault, or the next one if it has no
// name.
type switching struct{ vault string }

func (*switching) Error() string { return "switch" }

// Options are the options of a run. A nil stream means the stream of the process.
type Options struct {
	Journey string      // "" opens home; otherwise the flow to walk, such as "setup"
	Given   steps.Given // answers that are already known

	Stdin  io.Reader // the terminal's keys
	Stdout io.Writer // the terminal
	Stderr io.Writer // receives the summary when the screen is closed

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

// framesPerSecond is the rate of Bubble Tea's renderer, and therefore the longest wait
// before a frame is drawn. The renderer keeps this rate even while nothing changes, which
// takes about 0.8 % of a core: package idle makes it wait when nobody has pressed a key for
// a while. go run ./scripts/bench measures it.
const framesPerSecond = 120

// Run shows the wizard until the person leaves it. When the screen is closed, Run prints
// what was saved and what can be done next.
func Run(ctx context.Context, a *app.App, o Options) error {
	o = o.complete()
	err := run(ctx, a, o)
	for to := (*switching)(nil); errors.As(err, &to); {
		next, failed := app.OpenVault(a, to.vault)
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
		return err // before the first query to the terminal, because nobody would read its answer
	}
	m, left := newModel(ctx, a, o), idle.New(ctx, idle.Untouched)
	options := []tea.ProgramOption{
		tea.WithContext(ctx), tea.WithInput(keyboard.Of(o.Stdin)), tea.WithOutput(left.Output(o.Stdout)),
		tea.WithoutSignalHandler(), tea.WithFPS(framesPerSecond), tea.WithFilter(left.Filter),
	}
	if o.Getenv("NO_COLOR") != "" { // with any value (no-color.org); the library accepts only what Go parses as true
		options = append(options, tea.WithColorProfile(colorprofile.ASCII))
	}
	program := tea.NewProgram(m, options...)
	stop, stopIdle := m.watchSignals(program), left.Watch(program.Send)
	var err error
	m.titled(func() { _, err = program.Run() })
	stop()
	stopIdle()
	m.rescue(err)
	m.leaveClipboard()
	for _, line := range m.summary {
		fmt.Fprintln(o.Stderr, line)
	}
	switch {
	case m.err != nil:
		return m.err
	case errors.Is(err, tea.ErrProgramPanic):
		return fmt.Errorf("the screen failed: %w; please report this with what you did, but without any values", err)
	case ctx.Err() != nil:
		return ErrTerminated
	case err != nil:
		return fmt.Errorf("showing the wizard: %w; --plain asks the same questions line by line", err)
	}
	return nil
}

// watchSignals ends the program on a signal and restores the screen. Bubble Tea's own
// handler would treat SIGTERM as a success and ignore SIGHUP.
//
// It also asks for the size after a resize. Bubble Tea does that, too, but listens only some
// time after it has read the first size: a resize in between would be lost, and the screen
// would be broken until the next one.
func (m *model) watchSignals(program *tea.Program) (stop func()) {
	signals, resized, done := make(chan os.Signal, 1), make(chan os.Signal, 1), make(chan struct{})
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	if resizeSignal != nil {
		signal.Notify(resized, resizeSignal)
	}
	go func() {
		for {
			select {
			case <-signals:
				program.Send(signalledMsg{})
			case <-resized:
				program.Send(tea.RequestWindowSize())
			case <-done:
				return
			}
		}
	}()
	return func() {
		signal.Stop(signals)
		signal.Stop(resized)
		close(done)
	}
}

// leaveClipboard clears copied secrets from the clipboard at the end.
func (m *model) leaveClipboard() {
	control, told := m.clip.Leave()
	if control != "" {
		withSequences(m.options.Stdout, func() { fmt.Fprint(m.options.Stdout, control) })
	}
	if told != "" {
		m.summary = append(m.summary, told)
	}
}
