// Package callback waits on this computer for the browser to come back from a
// sign-in on NetSuite's pages: a web server on localhost for one redirect.
//
//	listener, err := callback.Listen(ctx, callback.Options{State: state})
//	if err != nil { ... }             // errors.Is(err, callback.ErrBusy)
//	defer listener.Close()
//	temporary, err := client.RequestToken(ctx, id, netsuite.RequestTokenRequest{Callback: listener.URL(), ...})
//	open(temporary.AuthorizeURL(state))
//	answer, err := listener.Wait(ctx) // errors.Is(err, callback.ErrTimeout)
//	err = answer.CheckToken(temporary, state)
//
// It serves the three-step flow of TBA alone: the OAuth 2.0 code grant leads to
// no http address, not even to localhost (docs.oracle.com, NetSuite online
// help, section_157771733782). Where browser and suitekey run on different
// computers there is nobody to come back to: netsuite.ParsePasted reads the
// address that a person copies from the browser.
//
// The state is no secret on a computer with other users: the link has it, and a list of
// processes shows the link while the browser is started. On Linux an answer is therefore
// taken from programs of the same user only.
package callback

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"time"

	"suitekey/core/netsuite"
)

// DefaultLimit is how long a listener waits where no limit was given. How long
// a request token holds is not published; few people need so long.
const DefaultLimit = 10 * time.Minute

// DefaultPath is where the browser comes back to where no path was given.
const DefaultPath = "/callback"

// The errors of Wait and Listen, found by errors.Is.
var (
	ErrTimeout = errors.New("waiting for the browser: the browser did not return in time: start the sign-in again, or copy the last address in the browser")
	ErrClosed  = errors.New("waiting for the browser: the listener was closed")
	ErrBusy    = errors.New("waiting for the browser: the port is not available, most likely because another program uses it")
)

// Options of a listener. State is required.
type Options struct {
	// State is what the redirect has to carry. An answer with another is shown
	// a page and does not end the waiting.
	State string
	// Port is the port wished for, 0 for any. If it is busy the next free one of
	// the following is taken, unless Fixed: then Listen fails with ErrBusy. Fixed
	// is for an integration record with one callback URL and no "localhost:*".
	Port  int
	Fixed bool
	Path  string        // DefaultPath if empty
	Limit time.Duration // DefaultLimit if 0
}

// Listener waits for one redirect. Its methods may be called by several
// goroutines.
type Listener struct {
	url     string
	port    string
	path    string
	state   string
	sockets []net.Listener
	servers []*http.Server
	got     chan netsuite.Callback // holds the one answer
	ended   chan struct{}          // closed when it begins to end
	freed   chan struct{}          // closed when the port is free
	stops   []func() bool          // what would end it otherwise

	mu     sync.Mutex
	came   bool  // the right answer has come
	reason error // why it ended; nil while it has not
}

// Listen opens the port, on 127.0.0.1 and on ::1 where this computer has it: a
// browser tries either for "localhost". The time limit runs from now on. The
// listener closes by itself when ctx ends.
func Listen(ctx context.Context, o Options) (*Listener, error) {
	if o.State == "" {
		return nil, errors.New("waiting for the browser: a state is required to recognise the right answer: make one with netsuite.NewState")
	}
	if o.Path == "" {
		o.Path = DefaultPath
	}
	if !strings.HasPrefix(o.Path, "/") || strings.ContainsAny(o.Path, "?#%") {
		return nil, fmt.Errorf("waiting for the browser: %q is not a path: a path starts with a slash and contains neither ? nor #", o.Path)
	}
	if o.Port < 0 || o.Port > 65535 {
		return nil, fmt.Errorf("waiting for the browser: %d is not a usable port: choose a port from 1024 to 65535", o.Port)
	}
	if o.Limit <= 0 {
		o.Limit = DefaultLimit
	}
	sockets, port, err := bind(ctx, o.Port, o.Fixed)
	if err != nil {
		return nil, err
	}
	l := &Listener{
		url: "http://localhost:" + port + o.Path, port: port, path: o.Path, state: o.State, sockets: sockets,
		ended: make(chan struct{}), freed: make(chan struct{}), got: make(chan netsuite.Callback, 1),
	}
	for range sockets {
		l.servers = append(l.servers, newServer(l.handle))
	}
	l.mu.Lock() // whatever ends it has to see all of it
	defer l.mu.Unlock()
	l.stops = []func() bool{
		time.AfterFunc(o.Limit, func() { l.end(ErrTimeout) }).Stop,
		context.AfterFunc(ctx, func() { l.end(fmt.Errorf("waiting for the browser: %w", ctx.Err())) }),
	}
	for i, socket := range sockets {
		go func() {
			if err := l.servers[i].Serve(socket); !errors.Is(err, http.ErrServerClosed) {
				l.end(fmt.Errorf("waiting for the browser: %w", err))
			}
		}()
	}
	return l, nil
}

// URL is the callback to give to NetSuite: http://localhost:PORT/callback.
func (l *Listener) URL() string { return l.url }

// Port is the port that was taken.
func (l *Listener) Port() int {
	port, _ := strconv.Atoi(l.port) // it comes from a listening socket
	return port
}

// Wait returns the redirect once one with the right state has come, allowed or
// denied (Callback.Denied): check it with Callback.CheckToken. Otherwise it
// returns ErrTimeout, ErrClosed or the error of ctx. It gives the redirect to
// one caller only.
func (l *Listener) Wait(ctx context.Context) (netsuite.Callback, error) {
	select {
	case c := <-l.got:
		return c, nil
	case <-ctx.Done():
		return netsuite.Callback{}, fmt.Errorf("waiting for the browser: %w", ctx.Err())
	case <-l.ended:
	}
	select {
	case c := <-l.got: // it came at the last moment
		return c, nil
	default:
		return netsuite.Callback{}, l.why()
	}
}

// Close frees the port. A page that is being written is finished first. It can
// be called any number of times. Its error is always nil.
func (l *Listener) Close() error {
	l.end(ErrClosed)
	return nil
}

func (l *Listener) why() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.reason
}

// lingering is how long the end lets a page be written. A browser opens
// connections that it never uses, so that it is often waited for in full.
const lingering = 300 * time.Millisecond

// end closes the sockets, for the first reason that comes.
func (l *Listener) end(reason error) {
	l.mu.Lock()
	if l.reason != nil {
		l.mu.Unlock()
		<-l.freed
		return
	}
	l.reason = reason
	stops := l.stops
	l.mu.Unlock()
	close(l.ended)
	defer close(l.freed)
	for _, stop := range stops {
		stop()
	}
	ctx, cancel := context.WithTimeout(context.Background(), lingering)
	defer cancel()
	for i, server := range l.servers {
		_ = l.sockets[i].Close() // which a server that has not begun yet would only do later
		if server.Shutdown(ctx) != nil {
			_ = server.Close()
		}
	}
}

// take decides what a request with the right path is answered.
func (l *Listener) take(r *http.Request) page {
	callback, err := netsuite.ParseCallback(r.URL.Query())
	if err != nil {
		return pageUseless
	}
	if subtle.ConstantTimeCompare([]byte(callback.State), []byte(l.state)) != 1 {
		return pageForeign
	}
	if ofAnotherUser(ends(r)) {
		return pageStranger
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.came {
		return pageAgain
	}
	l.came = true
	l.got <- callback
	if callback.Denied || callback.Problem != "" {
		return pageDenied
	}
	return pageDone
}

// ends are the two addresses of the connection that a request came by: of this
// listener, and of the browser.
func ends(r *http.Request) (local, remote netip.AddrPort) {
	if address, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr); ok {
		local, _ = netip.ParseAddrPort(address.String())
	}
	remote, _ = netip.ParseAddrPort(r.RemoteAddr)
	return netip.AddrPortFrom(local.Addr().Unmap(), local.Port()), netip.AddrPortFrom(remote.Addr().Unmap(), remote.Port())
}

// local reports whether the request was meant for this listener: a page on the
// net that has its own name point here (DNS rebinding) was not.
func (l *Listener) local(host string) bool {
	name, port, err := net.SplitHostPort(host)
	return err == nil && port == l.port && (name == "localhost" || name == "127.0.0.1" || name == "::1")
}
