//go:build !windows

package tui

import "io"

// withSequences runs call while the terminal understands control sequences,
// which is always.
func withSequences(_ io.Writer, call func()) { call() }
