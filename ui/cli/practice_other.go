//go:build !unix

package cli

// readInForeground does nothing: this system has no job control.
func readInForeground() {}
