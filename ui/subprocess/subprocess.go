// Package subprocess runs another program in the place of suitekey: with its streams,
// its signals and its exit code, and with masked secrets in its output.
package subprocess

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"time"

	"suitekey/core/redact"
	"suitekey/core/termsafe"
)

// The exit codes of shells for a program that could not be started.
const (
	NotFound      = 127
	NotExecutable = 126
)

// StartError means that a program could not be started.
type StartError struct {
	Program string
	Code    int // NotFound or NotExecutable
	Err     error
}

func (e *StartError) Error() string {
	name := termsafe.Line(e.Program, 100)
	if e.Code == NotFound {
		return name + " was not found: check its spelling and PATH"
	}
	cause := e.Err
	var path *fs.PathError
	var system *exec.Error
	if errors.As(cause, &path) {
		cause = path.Err
	} else if errors.As(cause, &system) {
		cause = system.Err
	}
	return fmt.Sprintf("%s cannot be run: %s", name, termsafe.Line(cause.Error(), 200))
}

func (e *StartError) Unwrap() error { return e.Err }

// Command is a program to run.
type Command struct {
	Args           []string // the program, then its arguments
	Env            []string
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	Files          []*os.File     // from descriptor 3 on, not on Windows
	Mask           *redact.Masker // nil: it writes to the streams itself
}

// Run runs the program until it ends and returns its exit code: 128 plus the signal's
// number after a signal. It fails with a StartError.
func (c Command) Run() (code int, err error) {
	path, err := exec.LookPath(c.Args[0])
	if err != nil {
		return 0, c.notStarted(err)
	}
	cmd := &exec.Cmd{Path: path, Args: c.Args, Env: c.Env, Stdin: c.Stdin, ExtraFiles: c.Files}
	output, err := c.outputs(cmd)
	if err != nil {
		return 0, fmt.Errorf("preparing the output of %s: %w", termsafe.Line(c.Args[0], 100), err)
	}
	signals := make(chan os.Signal, 16)
	for _, s := range forwarded {
		if !signal.Ignored(s) { // as nohup wants
			signal.Notify(signals, s)
		}
	}
	defer signal.Stop(signals)
	if err := cmd.Start(); err != nil {
		output.abandon()
		return 0, c.notStarted(err)
	}
	output.started(cmd.Process.Pid)
	defer output.ended()
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	for {
		select {
		case s := <-signals:
			output.pass(cmd.Process, s)
		case err := <-ended:
			output.drain(signals)
			var exit *exec.ExitError
			if err != nil && !errors.As(err, &exit) {
				return 0, fmt.Errorf("waiting for %s: %w", termsafe.Line(c.Args[0], 100), err)
			}
			return exitCode(cmd.ProcessState), nil
		}
	}
}

func (c Command) notStarted(err error) error {
	code := NotExecutable
	if errors.Is(err, exec.ErrNotFound) || errors.Is(err, fs.ErrNotExist) || errors.Is(err, exec.ErrDot) || errors.Is(err, syscall.ENOTDIR) {
		code = NotFound
	}
	return &StartError{Program: c.Args[0], Code: code, Err: err}
}

// output is the path of the program's output.
type output struct {
	theirs []*os.File      // the program's ends
	ours   []*os.File      // the ends that are read
	copied []chan struct{} // closed when all has been passed on
	copies []func()
	resize func()    // takes over the size of the terminal; nil without one
	keys   *keyboard // nil unless the program's terminal is its keyboard as well
}

// outputs decides how the program prints: directly to the streams, or through the
// masker. The masker uses pipes, or a separate terminal if the stream is a terminal.
func (c Command) outputs(cmd *exec.Cmd) (*output, error) {
	o := &output{}
	if c.Mask == nil {
		cmd.Stdout, cmd.Stderr = c.Stdout, c.Stderr
		return o, nil
	}
	keys, typed := typed(c.Stdin, c.Stdout)
	var terminal *os.File
	for _, stream := range []struct {
		to   io.Writer
		from *io.Writer
	}{{c.Stdout, &cmd.Stdout}, {c.Stderr, &cmd.Stderr}} {
		ours, theirs, err := o.channel(stream.to, &terminal, typed)
		if err != nil {
			o.abandon()
			return nil, err
		}
		*stream.from = theirs
		if ours == nil { // both streams are the terminal, and the order of what is printed stays
			continue
		}
		o.ours, o.theirs = append(o.ours, ours), append(o.theirs, theirs)
		done := make(chan struct{})
		o.copied = append(o.copied, done)
		o.copies = append(o.copies, func() {
			defer close(done)
			pass(c.Mask.Writer(stream.to), ours, theirs == terminal)
		})
	}
	if typed {
		ownTerminal(cmd, terminal)
		o.keys = &keyboard{real: keys, ours: o.ours[0], resize: o.resize}
	}
	return o, nil
}

// channel returns both ends of one stream. For the second stream to a terminal it
// returns only the program's end.
func (o *output) channel(to io.Writer, terminal **os.File, typed bool) (ours, theirs *os.File, err error) {
	if !isTerminal(to) {
		return os.Pipe()
	}
	if *terminal != nil {
		return nil, *terminal, nil
	}
	ours, theirs, o.resize, err = openTerminal(to.(*os.File), typed)
	*terminal = theirs
	return ours, theirs, err
}

// started begins to pass on the output.
func (o *output) started(program int) {
	if o.keys != nil {
		o.keys.begin(program)
	}
	for _, file := range o.theirs {
		_ = file.Close()
	}
	for _, run := range o.copies {
		go run()
	}
}

// ended restores the real terminal.
func (o *output) ended() {
	if o.keys != nil {
		o.keys.end()
	}
}

func (o *output) abandon() {
	for _, file := range append(o.theirs, o.ours...) {
		_ = file.Close()
	}
}

// pass passes a signal on, unless the terminal has already sent it to the program.
func (o *output) pass(to *os.Process, s os.Signal) {
	if isResize(s) {
		if o.resize == nil {
			return // the program has the terminal itself
		}
		if o.resize(); o.keys != nil {
			return // the program's own terminal tells it
		}
	} else if o.keys == nil && fromKeyboard(s) {
		return
	}
	_ = to.Signal(s) // it may just have ended
}

// quiet is how long a terminal waits for output of the program's background processes.
// The reader of a pipe waits anyway.
const quiet = 200 * time.Millisecond

// drain waits until all output of the program is passed on, or until a signal ends the
// wait.
func (o *output) drain(signals <-chan os.Signal) {
	for _, done := range o.copied {
		var enough <-chan time.Time
		if o.resize != nil {
			enough = time.After(quiet)
		}
	wait:
		for {
			select {
			case <-done:
				break wait
			case <-enough:
				return
			case s := <-signals:
				if !isResize(s) {
					return
				}
			}
		}
	}
}

// hesitation is how long the beginning of a possible secret is held back.
const hesitation = 50 * time.Millisecond

// pass passes on the output until its end. A terminal stays open, because it may get a
// new size.
func pass(to *redact.Writer, from *os.File, terminal bool) {
	chunks := make(chan []byte)
	go func() {
		defer close(chunks)
		for {
			buffer := make([]byte, 32<<10)
			n, err := from.Read(buffer)
			if n > 0 {
				chunks <- buffer[:n]
			}
			if err != nil { // its end; a terminal has EIO in the place of EOF
				return
			}
		}
	}()
	end := func() {
		if !terminal {
			_ = from.Close()
		}
	}
	defer end()
	var failed error
	for {
		var idle <-chan time.Time
		if to.Holding() {
			idle = time.After(hesitation)
		}
		select {
		case chunk, more := <-chunks:
			switch {
			case !more && failed == nil:
				_ = to.Close() // nobody is left to be told
				return
			case !more:
				return
			case failed == nil:
				if _, failed = to.Write(chunk); failed != nil {
					end() // the program learns of it as it would without us
				}
			}
		case <-idle:
			failed = errors.Join(failed, to.Idle())
		}
	}
}
