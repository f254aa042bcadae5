package callback

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
)

// tries is how many ports are tried.
const tries = 20

// bind opens a port on the loopback addresses that this computer has.
func bind(ctx context.Context, port int, fixed bool) ([]net.Listener, string, error) {
	var last error
	for range tries {
		sockets, number, err := bindBoth(ctx, port)
		if err == nil {
			return sockets, number, nil
		}
		last = err
		if fixed {
			return nil, "", fmt.Errorf("%w (%w): end that program, or choose another port and enter its callback URL on the integration record", ErrBusy, err)
		}
		if port != 0 {
			port++
		}
		if port > 65535 {
			port = 0
		}
	}
	return nil, "", fmt.Errorf("%w, and so are the %d after it: %w", ErrBusy, tries-1, last)
}

// bindBoth opens the port on 127.0.0.1 and ::1. One of them is enough where the
// other does not exist; where it belongs to another program the browser might go
// there.
func bindBoth(ctx context.Context, port int) ([]net.Listener, string, error) {
	var config net.ListenConfig
	var sockets []net.Listener
	var first error
	number := strconv.Itoa(port)
	for _, address := range []string{"127.0.0.1", "::1"} {
		socket, err := config.Listen(ctx, "tcp", net.JoinHostPort(address, number))
		switch {
		case err == nil:
			sockets = append(sockets, socket)
			if _, taken, err := net.SplitHostPort(socket.Addr().String()); err == nil {
				number = taken
			}
		case absent(err):
			first = errors.Join(first, err)
		default:
			for _, socket := range sockets {
				_ = socket.Close()
			}
			return nil, "", err
		}
	}
	if len(sockets) == 0 {
		return nil, "", first
	}
	return sockets, number, nil
}
