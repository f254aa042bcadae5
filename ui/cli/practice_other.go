//go:build !unix

package cli

// readInForeground does nothing: there are no jobs here.
func readInForeground() {}
