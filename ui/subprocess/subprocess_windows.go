package subprocess

import (
	"errors"
	"io"
	"os"
	"os/exec"
)

// forwarded is caught only to outlive it: the console sends Ctrl+C to every
// program in it.
var forwarded = []os.Signal{os.Interrupt}

func isResize(os.Signal) bool { return false }

func fromKeyboard(os.Signal) bool { return true }

func exitCode(state *os.ProcessState) int { return state.ExitCode() }

// isTerminal is false throughout: there is no terminal of our own to give, and
// what is masked goes through a pipe.
func isTerminal(io.Writer) bool { return false }

func openTerminal(*os.File, bool) (ours, theirs *os.File, resize func(), err error) {
	return nil, nil, nil, errors.ErrUnsupported
}

// keyboard is never needed here: the console is every program's.
type keyboard struct {
	real, ours *os.File
	resize     func()
}

func typed(io.Reader, io.Writer) (*os.File, bool) { return nil, false }

func ownTerminal(*exec.Cmd, *os.File) {}

func (k *keyboard) begin(int) {}

func (k *keyboard) end() {}
