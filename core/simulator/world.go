// Package simulator is a NetSuite for practice and for tests. It answers under
// the real host names with a throw-away certificate authority, keeps accounts,
// integration records, roles, tokens, certificate mappings and a Login Audit
// Trail, and verifies signatures with code of its own on the standard library:
// what it accepts was not written by the hand that signed it.
package simulator

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Options are what a World takes from outside.
type Options struct {
	Now func() time.Time // the world's clock; time.Now when nil
}

// World is one simulated NetSuite with all its accounts. Every method may be
// called from several goroutines at once.
type World struct {
	now       func() time.Time
	authority func() (*authority, error)
	gateway   func() (*authority, error) // of a company that inspects traffic
	done      chan struct{}
	closeOnce sync.Once

	mu       sync.Mutex // guards everything below
	accounts map[string]*account
	strays   []SignIn // sign-ins whose realm names no account
	issued   int      // counts values handed out, so that each is new
	granted  int      // access tokens
	skew     time.Duration
	trouble  responseFaults
	network  network
	tellAll  bool
	servers  map[*tlsServer]bool
	dialed   *tlsServer // answers DialContext
}

// New makes a world that holds the practice accounts (see Practice). Nothing
// listens and no key is made before it is needed.
func New(o Options) *World {
	if o.Now == nil {
		o.Now = time.Now
	}
	w := &World{
		now:      o.Now,
		done:     make(chan struct{}),
		accounts: map[string]*account{},
		servers:  map[*tlsServer]bool{},
	}
	w.authority = sync.OnceValues(func() (*authority, error) {
		return newAuthority("suitekey practice (throw-away)", "suitekey practice", o.Now())
	})
	w.gateway = sync.OnceValues(func() (*authority, error) { return newAuthority(gatewayName, "Acme Corp", o.Now()) })
	w.settle()
	return w
}

// Close ends all connections and waits for nothing. A closed world accepts no
// new ones.
func (w *World) Close() error {
	w.closeOnce.Do(func() { close(w.done) })
	w.mu.Lock()
	servers := make([]*tlsServer, 0, len(w.servers))
	for server := range w.servers {
		servers = append(servers, server)
	}
	w.mu.Unlock()
	for _, server := range servers {
		server.close()
	}
	return nil
}

// Handler answers by the Host header, as all of NetSuite's host names at once.
func (w *World) Handler() http.Handler { return http.HandlerFunc(w.serve) }

// serverTime is what NetSuite's clock shows.
func (w *World) serverTime() time.Time { return w.now().Add(w.skew) }

// account finds an account by its ID in any spelling. The lock is held.
func (w *World) account(id string) (*account, error) {
	realm := strings.ReplaceAll(strings.ToUpper(strings.TrimSpace(id)), "-", "_")
	if a, ok := w.accounts[realm]; ok {
		return a, nil
	}
	return nil, fmt.Errorf("the practice world has no account %q: it has %s, %s and %s",
		id, practiceAccount, practiceSandbox, practicePreview)
}

// byLabel finds the account whose host names start with label.
func (w *World) byLabel(label string) *account {
	for _, a := range w.accounts {
		if hostLabel(a.id) == label {
			return a
		}
	}
	return nil
}

// hostLabel is the account ID as host names spell it: 1234567_SB1 becomes
// 1234567-sb1 (docs.oracle.com, section_1498251763).
func hostLabel(id string) string {
	return strings.ReplaceAll(strings.ToLower(id), "_", "-")
}
