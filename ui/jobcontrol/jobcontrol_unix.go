//go:build unix

// Package jobcontrol knows whether a shell waits behind this process.
package jobcontrol

import (
	"os"

	"golang.org/x/sys/unix"
)

// CanSuspend reports whether a shell with job control would bring the process back:
// the parent has to be in the same session, and in a process group of its own. The
// kernel drops the stop signal of an orphaned process group, as of a command that ssh
// or a container runs, and whoever waits for the end of the pause waits for ever.
func CanSuspend() bool {
	parent := os.Getppid()
	session, err := unix.Getsid(0)
	theirs, other := unix.Getsid(parent)
	group, failed := unix.Getpgid(parent)
	return err == nil && other == nil && failed == nil && session == theirs && group != unix.Getpgrp()
}
