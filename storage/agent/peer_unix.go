//go:build linux || darwin

package agent

import "net"

// peer returns the user and the process on the other side of a connection, as the kernel
// knows them; the process is 0 if it does not.
func peer(conn *net.UnixConn) (user, process int, err error) {
	raw, err := conn.SyscallConn()
	if err != nil {
		return -1, 0, err
	}
	var failed error
	if err := raw.Control(func(fd uintptr) { user, process, failed = peerOf(int(fd)) }); err != nil {
		return -1, 0, err
	}
	return user, process, failed
}
