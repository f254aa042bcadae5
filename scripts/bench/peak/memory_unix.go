//go:build unix

// Package peak tells how much memory a finished process had.
package peak

import (
	"os"
	"runtime"
	"syscall"
)

// Memory is the largest resident size that a finished process had, in bytes.
func Memory(state *os.ProcessState) (int64, bool) {
	usage, ok := state.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0, false
	}
	if runtime.GOOS == "darwin" || runtime.GOOS == "ios" {
		return int64(usage.Maxrss), true // bytes there
	}
	return int64(usage.Maxrss) * 1024, true
}
