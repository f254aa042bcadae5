//go:build unix

package subprocess

import (
	"io"
	"os"
	"syscall"

	"github.com/creack/pty"
	"golang.org/x/term"
)

// forwarded are the signals that suitekey passes on to the program.
var forwarded = []os.Signal{
	syscall.SIGINT, syscall.SIGQUIT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGUSR1, syscall.SIGUSR2, syscall.SIGWINCH,
}

func isResize(s os.Signal) bool { return s == syscall.SIGWINCH }

// fromKeyboard reports whether the terminal made the signal s. The terminal has then
// sent it to the program, too, because both are in the foreground group. The program
// must not get the signal twice: a second Ctrl+C often means "at once".
func fromKeyboard(s os.Signal) bool {
	if s != syscall.SIGINT && s != syscall.SIGQUIT {
		return false
	}
	terminal, err := os.Open("/dev/tty")
	if err != nil {
		return false
	}
	defer terminal.Close()
	return foreground(terminal)
}

// exitCode returns the exit code as a shell computes it.
func exitCode(state *os.ProcessState) int {
	if status, ok := state.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return 128 + int(status.Signal())
	}
	return state.ExitCode()
}

func isTerminal(stream io.Writer) bool {
	file, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}

// openTerminal makes a terminal for the program's output, so that colours and line
// lengths are the same as without suitekey. Unless it is also for the keyboard, the real
// terminal keeps signals, job control and the translation of line ends, so the new
// terminal is raw.
func openTerminal(screen *os.File, keys bool) (ours, theirs *os.File, resize func(), err error) {
	ours, theirs, err = pty.Open()
	if err != nil {
		return nil, nil, nil, err
	}
	if !keys {
		_, err = term.MakeRaw(int(theirs.Fd()))
	}
	if err != nil {
		_, _ = ours.Close(), theirs.Close()
		return nil, nil, nil, err
	}
	resize = func() { _ = pty.InheritSize(screen, ours) } // at worst it stays as it was
	resize()
	return ours, theirs, resize, nil
}
