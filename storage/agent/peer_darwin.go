package agent

import (
	"net"

	"golang.org/x/sys/unix"

	"suitekey/core/secret"
)

// peer returns the user on the other side of a connection, as the kernel knows it.
func peer(conn *net.UnixConn) (user int, err error) {
	raw, err := conn.SyscallConn()
	if err != nil {
		return -1, err
	}
	var credentials *unix.Xucred
	var failed error
	err = raw.Control(func(fd uintptr) {
		credentials, failed = unix.GetsockoptXucred(int(fd), unix.SOL_LOCAL, unix.LOCAL_PEERCRED)
	})
	if err != nil || failed != nil {
		return -1, failed
	}
	return int(credentials.Uid), nil
}

// harden keeps debuggers and core dumps from reading the memory of this process.
// macOS encrypts its swap, and does not lock the memory of whole processes.
func harden(secret.Secret) (locked bool, err error) {
	if err := unix.PtraceDenyAttach(); err != nil {
		return false, err
	}
	return false, unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{})
}
