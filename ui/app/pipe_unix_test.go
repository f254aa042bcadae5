//go:build unix

package app

import (
	"path/filepath"
	"syscall"
	"testing"
)

// silentPipe is a pipe that nobody ever writes to.
func silentPipe(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
