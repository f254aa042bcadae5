//go:build unix

// Package jobcontrol reports whether a shell would resume this process after a stop.
package jobcontrol

import (
	"os"

	"golang.org/x/sys/unix"
)

// CanSuspend reports whether a shell with job control would resume the process: the
// parent must be in the same session and in another process group. The kernel drops the
// stop signal of an orphaned process group, such as a command that ssh or a container
// runs. A program that waits for the end of the pause would wait forever.
func CanSuspend() bool {
	parent := os.Getppid()
	session, err := unix.Getsid(0)
	theirs, other := unix.Getsid(parent)
	group, failed := unix.Getpgid(parent)
	return err == nil && other == nil && failed == nil && session == theirs && group != unix.Getpgrp()
}
