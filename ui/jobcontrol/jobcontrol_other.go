//go:build !unix

// Package jobcontrol knows whether a shell waits behind this process.
package jobcontrol

// CanSuspend is false: there is no job control.
func CanSuspend() bool { return false }
