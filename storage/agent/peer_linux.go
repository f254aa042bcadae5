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

// harden protects the memory of this process from other processes of the user and from core
// dumps. It reports whether the key stays out of swap, which needs a sufficient limit
// (ulimit -l).
func harden(key secret.Secret) (locked bool, err error) {
	if err := unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0); err != nil {
		return false, err
	}
	if err := unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{}); err != nil {
		return false, err
	}
	return lockMemory(key), nil
}

// lockMemory keeps the present content of memory out of swap. The usual limit of 8 MB is
// far below the addresses that Go reserves. Under such a limit, lockMemory locks the 4 MB
// of Go's heap that contain the key and all input before it. Go does not move objects on
// its heap.
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
