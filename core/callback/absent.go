package callback

import (
	"errors"
	"syscall"
)

// Windows' numbers for the same two errors, which its syscall package names
// otherwise: WSAEAFNOSUPPORT and WSAEADDRNOTAVAIL.
const (
	wsaFamilyNotSupported = syscall.Errno(10047)
	wsaAddressNotThere    = syscall.Errno(10049)
)

// absent reports whether an address could not be listened on because this
// computer does not have it, rather than because somebody else has.
func absent(err error) bool {
	for _, number := range []syscall.Errno{syscall.EAFNOSUPPORT, syscall.EADDRNOTAVAIL, wsaFamilyNotSupported, wsaAddressNotThere} {
		if errors.Is(err, number) {
			return true
		}
	}
	return false
}
