package agent

import (
	"golang.org/x/sys/unix"

	"suitekey/core/secret"
)

// peerOf returns the user and the process on the other side of a socket.
func peerOf(fd int) (user, process int, err error) {
	credentials, err := unix.GetsockoptXucred(fd, unix.SOL_LOCAL, unix.LOCAL_PEERCRED)
	if err != nil {
		return -1, 0, err
	}
	process, _ = unix.GetsockoptInt(fd, unix.SOL_LOCAL, unix.LOCAL_PEERPID)
	return int(credentials.Uid), process, nil
}

// harden keeps debuggers and core dumps from reading the memory of this process.
// macOS encrypts its swap, and does not lock the memory of whole processes.
func harden(secret.Secret) (locked bool, err error) {
	if err := unix.PtraceDenyAttach(); err != nil {
		return false, err
	}
	return false, unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{})
}
