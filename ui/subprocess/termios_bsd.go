//go:build unix && !linux

package subprocess

import "golang.org/x/sys/unix"

const getTermios = unix.TIOCGETA
