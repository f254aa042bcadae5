//go:build !unix

// Package jobcontrol reports whether a shell would resume this process after a stop.
package jobcontrol

// CanSuspend returns false: this system has no job control.
func CanSuspend() bool { return false }
