package callback

import (
	"bufio"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"io"
	"net/netip"
	"os"
	"strconv"
	"strings"
)

// established is the state TCP_ESTABLISHED of the kernel's tables: neither end has
// closed the connection.
const established = 1

// socket is an end of a TCP connection, as the kernel's tables have it: proc_net_tcp(5)
// and Documentation/networking/proc_net_tcp.rst of Linux.
type socket struct {
	state uint64
	owner uint64 // user ID; 0 as well where no process has the socket any more
}

// ofAnotherUser reports whether the other end of a connection on this computer belongs
// to a user that is neither the own one nor root. Where that cannot be known it does
// not: in a virtual machine the browser may run outside.
//
// The own end is looked up after the other one: it is established only as long as the
// other end has not gone, so that nobody gets past by closing the connection early.
func ofAnotherUser(local, remote netip.AddrPort) bool {
	other, found, err := lookUp(remote, local)
	if err != nil {
		return false
	}
	own, there, err := lookUp(local, remote)
	switch {
	case err != nil:
		return false
	case !there || own.state != established:
		return true
	case !found:
		return false
	}
	return other.state != established || other.owner != 0 && other.owner != uint64(os.Geteuid()) // #nosec G115 -- a user ID is never negative on Linux
}

// lookUp finds the socket whose own address is local and whose other end is remote.
func lookUp(local, remote netip.AddrPort) (s socket, found bool, err error) {
	for _, table := range []string{"/proc/self/net/tcp", "/proc/self/net/tcp6"} {
		s, found, err = inTable(table, local, remote)
		if errors.Is(err, os.ErrNotExist) && strings.HasSuffix(table, "6") {
			err = nil // a kernel without IPv6
		}
		if found || err != nil {
			break
		}
	}
	return s, found, err
}

func inTable(path string, local, remote netip.AddrPort) (s socket, found bool, err error) {
	table, err := os.Open(path) // #nosec G304 -- one of the kernel's two tables
	if err != nil {
		return s, false, err
	}
	defer table.Close()
	return scan(table, local, remote)
}

// scan reads lines such as "0: 0100007F:1F90 0100007F:C350 01 ... UID ...".
func scan(table io.Reader, local, remote netip.AddrPort) (s socket, found bool, err error) {
	const ownAddress, otherAddress, state, owner = 1, 2, 3, 7
	lines := bufio.NewScanner(table)
	for lines.Scan() {
		columns := strings.Fields(lines.Text())
		if len(columns) <= owner || address(columns[ownAddress]) != local || address(columns[otherAddress]) != remote {
			continue
		}
		var bad, worse error
		s.state, bad = strconv.ParseUint(columns[state], 16, 8)
		s.owner, worse = strconv.ParseUint(columns[owner], 10, 32)
		return s, true, errors.Join(bad, worse)
	}
	return s, false, lines.Err()
}

// address reads 0100007F:1F90: 32-bit words in the byte order of this computer, and a
// port. It returns the zero value for anything else.
func address(text string) netip.AddrPort {
	digits, number, _ := strings.Cut(text, ":")
	bytes, err := hex.DecodeString(digits)
	port, bad := strconv.ParseUint(number, 16, 16)
	if err != nil || bad != nil || len(bytes)%4 != 0 {
		return netip.AddrPort{}
	}
	for word := range len(bytes) / 4 {
		part := bytes[4*word : 4*word+4]
		binary.NativeEndian.PutUint32(part, binary.BigEndian.Uint32(part))
	}
	from, _ := netip.AddrFromSlice(bytes)
	return netip.AddrPortFrom(from.Unmap(), uint16(port))
}
