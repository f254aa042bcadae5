//go:build !windows

package tui

import (
	"io"
	"os"
	"syscall"
)

// resizeSignal says that the terminal has another size.
var resizeSignal os.Signal = syscall.SIGWINCH

// withSequences runs call while the terminal understands control sequences,
// which is always.
func withSequences(_ io.Writer, call func()) { call() }
