package child

import (
	"errors"
	"io"
	"os"
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

func openTerminal(*os.File) (ours, theirs *os.File, resize func(), err error) {
	return nil, nil, nil, errors.ErrUnsupported
}
