package wire

import (
	"io"
	"net"
	"sync"
	"time"
)

// bufferedPipe buffers what the client has not read yet, as every real network does.
// Without the buffer, a client that aborts the handshake and a server that is still writing
// would wait for each other.
type bufferedPipe struct {
	net.Conn
	out    chan []byte
	closed chan struct{}
	ended  chan struct{} // nothing is sent any more
	once   sync.Once
}

const (
	bufferedWrites = 16          // each at most 16 KB, the size of a TLS record
	lingering      = time.Second // for the client to read the rest after Close
)

// newBufferedPipe returns a pipe, which calls done when it has ended.
func newBufferedPipe(conn net.Conn, done func(*bufferedPipe)) *bufferedPipe {
	r := &bufferedPipe{Conn: conn, out: make(chan []byte, bufferedWrites), closed: make(chan struct{}), ended: make(chan struct{})}
	go func() {
		defer done(r)
		defer close(r.ended)
		r.pump()
	}()
	return r
}

// pump sends what was written, and closes the pipe at the end.
func (r *bufferedPipe) pump() {
	defer r.Conn.Close()
	defer r.Close() // a Write that still waits returns an error
	for {
		select {
		case data := <-r.out:
			if _, err := r.Conn.Write(data); err != nil {
				return
			}
		case <-r.closed:
			for {
				select {
				case data := <-r.out:
					if _, err := r.Conn.Write(data); err != nil {
						return
					}
				default:
					return
				}
			}
		}
	}
}

// Write implements io.Writer.
func (r *bufferedPipe) Write(p []byte) (int, error) {
	select {
	case <-r.closed:
		return 0, io.ErrClosedPipe
	default:
	}
	select {
	case r.out <- append([]byte(nil), p...):
		return len(p), nil
	case <-r.closed:
		return 0, io.ErrClosedPipe
	}
}

// SetDeadline implements net.Conn. It sets the read deadline only, because a write never
// waits long.
func (r *bufferedPipe) SetDeadline(t time.Time) error { return r.SetReadDeadline(t) }

// SetWriteDeadline implements net.Conn and does nothing. tls.Conn sets the deadline to now
// when it closes, which must not stop earlier writes.
func (r *bufferedPipe) SetWriteDeadline(time.Time) error { return nil }

// Close implements io.Closer. Bytes that were already written still arrive.
func (r *bufferedPipe) Close() error {
	r.once.Do(func() {
		_ = r.Conn.SetReadDeadline(time.Unix(1, 0)) // reading ends at once
		_ = r.Conn.SetWriteDeadline(time.Now().Add(lingering))
		close(r.closed)
	})
	return nil
}
