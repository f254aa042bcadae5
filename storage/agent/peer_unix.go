//go:build linux || darwin

package agent

import "net"

// peer returns the user on the other side of a connection, as the kernel knows it.
func peer(conn *net.UnixConn) (user int, err error) {
	raw, err := conn.SyscallConn()
	if err != nil {
		return -1, err
	}
	var failed error
	if err := raw.Control(func(fd uintptr) { user, failed = peerOf(int(fd)) }); err != nil {
		return -1, err
	}
	return user, failed
}
