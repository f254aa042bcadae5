//go:build unix

package cli

import (
	"os/signal"
	"syscall"
)

// readInForeground makes a read from the terminal fail if a shell runs the practice
// NetSuite in the background. Otherwise the system would stop the process.
func readInForeground() { signal.Ignore(syscall.SIGTTIN) }
