package wire

import (
	"errors"
	"io"
	"net"
	"runtime"
	"testing"
)

// TestBufferedPipe: what was written arrives after Close, and a client that is gone
// holds nobody up.
func TestBufferedPipe(t *testing.T) {
	near, far := net.Pipe()
	r := newBufferedPipe(far, func(*bufferedPipe) {})
	for range 3 {
		if _, err := r.Write([]byte("abc")); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(near); err != nil || string(got) != "abcabcabc" {
		t.Errorf("%q, %v", got, err)
	}
	if _, err := r.Write([]byte("late")); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("writing after Close: %v", err)
	}
	near, far = net.Pipe()
	r = newBufferedPipe(far, func(*bufferedPipe) {})
	near.Close()
	for { // until it is noticed that the client is gone
		if _, err := r.Write([]byte("x")); err != nil {
			return
		}
		runtime.Gosched()
	}
}
