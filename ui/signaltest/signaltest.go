//go:build unix

// Package signaltest gives the programs that tests start the dispositions of
// signals that a shell at a terminal gives them, whatever the tests were started
// by: nohup and some CI runners ignore SIGHUP or SIGINT, and what is ignored stays
// so in every program that is started.
package signaltest

import (
	"os"
	"os/signal"
	"syscall"
)

// Default is called before the first program is started. Signals that this process
// was told to ignore are still ignored by it: they are received, and nothing is
// done. A program that is started then has no handler to inherit, and the
// default.
func Default() {
	for _, s := range []os.Signal{syscall.SIGHUP, syscall.SIGINT} { // Go's runtime handles the others, such as SIGPIPE, although they are ignored
		if signal.Ignored(s) {
			signal.Notify(make(chan os.Signal, 1), s)
		}
	}
	// The runtime leaves these alone and does not tell whether they are ignored.
	stops := make(chan os.Signal, 1)
	signal.Notify(stops, syscall.SIGTSTP, syscall.SIGTTIN, syscall.SIGTTOU)
	go func() {
		for range stops {
			_ = syscall.Kill(syscall.Getpid(), syscall.SIGSTOP) // as by default
		}
	}()
}
