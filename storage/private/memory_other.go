//go:build !linux

package private

// HideMemory does nothing: only Linux has such a call that does not affect child processes.
func HideMemory() {}
