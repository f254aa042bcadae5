package agent

import (
	"unsafe"

	"golang.org/x/sys/unix"

	"suitekey/core/secret"
)

// peerOf returns the user and the process on the other side of a socket.
func peerOf(fd int) (user, process int, err error) {
	credentials, err := unix.GetsockoptUcred(fd, unix.SOL_SOCKET, unix.SO_PEERCRED)
	if err != nil {
		return -1, 0, err
	}
	return int(credentials.Uid), int(credentials.Pid), nil
}

// harden keeps other processes of the user, and core dumps, from reading the memory
// of this process, and reports whether the key stays out of swap: that needs a limit
// (ulimit -l) that allows it.
func harden(key secret.Secret) (locked bool, err error) {
	if err := unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0); err != nil {
		return false, err
	}
	if err := unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{}); err != nil {
		return false, err
	}
	return lockMemory(key), nil
}

// lockMemory keeps what is in memory now out of swap. The usual limit of 8 MB is far
// below the addresses that Go reserves: then it locks the 4 MB of Go's heap that the
// key is in, with all that was read before it. Go does not move what is on its heap.
func lockMemory(key secret.Secret) bool {
	if unix.Mlockall(unix.MCL_CURRENT|unix.MCL_ONFAULT) == nil {
		return true
	}
	const chunk = 4 << 20
	text := key.Reveal()
	start := uintptr(unsafe.Pointer(unsafe.StringData(text))) &^ (chunk - 1) // #nosec G103 -- an address to lock, never read
	_, _, failed := unix.Syscall(unix.SYS_MLOCK, start, chunk, 0)
	return failed == 0
}
