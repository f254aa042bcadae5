package wire

import (
	"io"
	"net"
	"sync"
	"time"
)

// bufferedPipe gives the server's end of a pipe room for what the client has not read
// yet, as every real network has. Without it, a client that breaks off the
// handshake and a server that is still writing would wait for each other.
type bufferedPipe struct {
	net.Conn
	out    chan []byte
	closed chan struct{}
	once   sync.Once
}

const (
	bufferedWrites = 16          // of 16 KB at most, which is a TLS record
	lingering      = time.Second // for a client to fetch the rest after Close
)

func newBufferedPipe(conn net.Conn) *bufferedPipe {
	r := &bufferedPipe{Conn: conn, out: make(chan []byte, bufferedWrites), closed: make(chan struct{})}
	go r.pump()
	return r
}

// pump hands over what was written, and closes the pipe at the end.
func (r *bufferedPipe) pump() {
	defer r.Conn.Close()
	defer r.Close() // and who still writes is told
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

// SetDeadline implements net.Conn; writing is never waited for long.
func (r *bufferedPipe) SetDeadline(t time.Time) error { return r.SetReadDeadline(t) }

// SetWriteDeadline implements net.Conn. tls.Conn sets it to now when it closes,
// which must not stop what was written before.
func (r *bufferedPipe) SetWriteDeadline(time.Time) error { return nil }

// Close implements io.Closer. What was written still arrives.
func (r *bufferedPipe) Close() error {
	r.once.Do(func() {
		_ = r.Conn.SetReadDeadline(time.Unix(1, 0)) // nobody reads any more
		_ = r.Conn.SetWriteDeadline(time.Now().Add(lingering))
		close(r.closed)
	})
	return nil
}
