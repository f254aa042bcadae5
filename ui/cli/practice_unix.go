//go:build unix

package cli

import (
	"os/signal"
	"syscall"
)

// readInForeground lets a practice NetSuite that a shell runs in the background go on
// when it reads from the terminal: the read fails then, instead of stopping the process.
func readInForeground() { signal.Ignore(syscall.SIGTTIN) }
