package subprocess

import (
	"errors"
	"io"
	"os"
	"os/exec"
)

// forwarded is caught only so that suitekey survives: the console sends Ctrl+C to all
// its programs.
var forwarded = []os.Signal{os.Interrupt}

func isResize(os.Signal) bool { return false }

func fromKeyboard(os.Signal) bool { return true }

func exitCode(state *os.ProcessState) int { return state.ExitCode() }

// isTerminal always returns false: suitekey makes no terminal on Windows, and masked
// output goes through a pipe.
func isTerminal(io.Writer) bool { return false }

func openTerminal(*os.File, bool) (ours, theirs *os.File, resize func(), err error) {
	return nil, nil, nil, errors.ErrUnsupported
}

// keyboard is never needed on Windows: all programs share the console.
type keyboard struct {
	real, ours *os.File
	resize     func()
}

func typed(io.Reader, io.Writer) (*os.File, bool) { return nil, false }

func ownTerminal(*exec.Cmd, *os.File) {}

func (k *keyboard) begin(int) {}

func (k *keyboard) end() {}
