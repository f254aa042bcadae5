// Package simulator is a NetSuite for practice and tests. It answers under the real host
// names with a throw-away certificate authority. It holds accounts, integration records,
// roles, tokens, certificate mappings and a Login Audit Trail. It verifies signatures with
// its own code on the standard library, so that a mistake in our signing code cannot hide
// in it.
package simulator

import (
	"net/http"
	"time"

	"suitekey/core/simulator/faults"
	"suitekey/core/simulator/records"
	"suitekey/core/simulator/wire"
)

// Options configure a World.
type Options struct {
	Now     func() time.Time // the world's clock; nil means time.Now
	Latency time.Duration    // delay before each answer, as on a network
}

// World is one simulated NetSuite with all its accounts. Several goroutines may call its
// methods at the same time.
type World struct {
	*records.Administrator // what happens in the accounts
	*faults.Responses      // what happens to answers
	*wire.Network          // what happens on the network
	server                 *server
}

// New returns a world with the practice accounts (see Practice). It opens no listener and
// creates no key before one is needed.
func New(o Options) *World {
	if o.Now == nil {
		o.Now = time.Now
	}
	s := &server{Accounts: records.NewAccounts(o.Now), responses: &faults.Responses{}, latency: o.Latency}
	s.network = wire.NewNetwork(s, wire.HostLabel(records.PracticeAccount)+wire.SuiteTalkHosts, o.Now)
	s.target = faults.Target{Account: records.NewAdministrator(s.Accounts), Responses: s.responses, Network: s.network}
	return &World{Administrator: s.target.Account, Responses: s.responses, Network: s.network, server: s}
}

// Handler answers as all of NetSuite's host names at once, by the Host header.
func (w *World) Handler() http.Handler { return w.server }

// TellDetails adds the Detail value to the WWW-Authenticate header of refusals, as NetSuite
// sometimes does. Otherwise all refusals look the same.
func (w *World) TellDetails(on bool) {
	w.server.Mu.Lock()
	defer w.server.Mu.Unlock()
	w.server.tellAll = on
}

// InjectFault causes the named fault in the account id. A connection with the values on its
// card then meets exactly this fault, whether it was set up before or is set up now,
// because the card does not change. The previous fault is cleared first. Faults of the
// clock, the network and the answers apply to all accounts.
func (w *World) InjectFault(id, name string) error { return w.server.target.Inject(id, name) }

// ActiveFault returns the name of the fault that is injected in the account, or "".
func (w *World) ActiveFault(id string) string { return w.server.target.Active(id) }

// ClearFault ends the fault that InjectFault caused, and all faults of the clock, the
// network and the answers. Tokens and certificate mappings that were created meanwhile
// stay.
func (w *World) ClearFault(id string) error { return w.server.target.Clear(id) }
