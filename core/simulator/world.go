// Package simulator is a NetSuite for practice and for tests. It answers under
// the real host names with a throw-away certificate authority, keeps accounts,
// integration records, roles, tokens, certificate mappings and a Login Audit
// Trail, and verifies signatures with code of its own on the standard library:
// what it accepts was not written by the hand that signed it.
package simulator

import (
	"net/http"
	"time"

	"suitekey/core/simulator/faults"
	"suitekey/core/simulator/records"
	"suitekey/core/simulator/wire"
)

// Options are what a World takes from outside.
type Options struct {
	Now     func() time.Time // the world's clock; time.Now when nil
	Latency time.Duration    // before each answer, as of a network
}

// World is one simulated NetSuite with all its accounts. Every method may be
// called from several goroutines at once.
type World struct {
	*records.Administrator // what happens in the accounts
	*faults.Responses      // what happens to answers
	*wire.Network          // what happens on the way
	server                 *server
}

// New makes a world that holds the practice accounts (see Practice). Nothing
// listens and no key is made before it is needed.
func New(o Options) *World {
	if o.Now == nil {
		o.Now = time.Now
	}
	s := &server{Accounts: records.NewAccounts(o.Now), responses: &faults.Responses{}, latency: o.Latency}
	s.network = wire.NewNetwork(s, wire.HostLabel(records.PracticeAccount)+wire.SuiteTalkHosts, o.Now)
	s.target = faults.Target{Account: records.NewAdministrator(s.Accounts), Responses: s.responses, Network: s.network}
	return &World{Administrator: s.target.Account, Responses: s.responses, Network: s.network, server: s}
}

// Handler answers by the Host header, as all of NetSuite's host names at once.
func (w *World) Handler() http.Handler { return w.server }

// TellDetails makes refusals carry the Detail value in their WWW-Authenticate
// header, which NetSuite does at times. Otherwise all say the same.
func (w *World) TellDetails(on bool) {
	w.server.Mu.Lock()
	defer w.server.Mu.Unlock()
	w.server.tellAll = on
}

// InjectFault arranges the world so that a connection to the account with the
// values on its card meets exactly the named fault, whether it was set up
// before or is set up now: the card stays as it was. The fault before it is
// cleared first. Faults of clock, network and answers concern all accounts.
func (w *World) InjectFault(id, name string) error { return w.server.target.Inject(id, name) }

// ActiveFault names the fault that the account meets, "" for none.
func (w *World) ActiveFault(id string) string { return w.server.target.Active(id) }

// ClearFault ends the fault that InjectFault arranged, and all faults of clock,
// network and answers. Tokens and certificate mappings made meanwhile stay.
func (w *World) ClearFault(id string) error { return w.server.target.Clear(id) }
