// Package faults lists what can be wrong with a connection and arranges it in
// the accounts, the answers and the network of the simulated NetSuite.
package faults

import (
	"fmt"
	"slices"

	"suitekey/core/simulator/records"
	"suitekey/core/simulator/wire"
)

// Fault is one thing that can be wrong with a connection and that this world
// can arrange, so that people and tests meet it on purpose.
type Fault struct {
	Name  string // as in "practice --fault NAME"
	Title string
	// Code is the cause that a diagnosis should name first: the value of the
	// Login Audit Trail's Detail column where there is one, else the code on
	// the wire, else a name of our own.
	Code    string
	Methods []string // "tba", "m2m": the connections that can meet it
	// Ambiguous faults answer word for word as others do; the tables say as
	// which. Only the audit trail, or what is known beside the answer, tells.
	Ambiguous bool
	Group     string
	// Surface is the only one that shows it, "rest", "restlet", "soap" or
	// "connect"; "" when every connection meets it. A test of a connection does
	// not sign in to SuiteAnalytics Connect, which a driver does.
	Surface string
	// Works says that the connection is good all the same: what is called for
	// is patience or a warning.
	Works bool
}

// plan is a fault with the way to bring it about.
type plan struct {
	Fault
	arrange arrangement
}

// arrangement brings a fault about in an account, or for all accounts.
type arrangement func(t Target, account string) error

const (
	MethodTBA = "tba"
	MethodM2M = "m2m"
)

// The groups, in the order of a list for people.
const (
	groupRecord  = "integration record"
	groupToken   = "access token"
	groupUser    = "user and role"
	groupAccount = "account"
	groupClock   = "clock"
	groupTransit = "altered on the way"
	groupMapping = "certificate"
	GroupSurface = "interface"
	GroupConnect = "SuiteAnalytics Connect"
	groupLoad    = "load and outage"
	groupAnswer  = "hostile answers"
	GroupNetwork = "network"
	groupWarning = "works, with a warning"
)

func plans() []plan {
	return slices.Concat(recordPlans(), tokenPlans(), userPlans(), mappingPlans(), accountPlans(), clockPlans(),
		transitPlans(), surfacePlans(), wirePlans(), soapPlans(), connectPlans(), loadPlans(), answerPlans(), networkPlans(), warningPlans())
}

// List lists the faults that InjectFault knows.
func List() []Fault {
	all := plans()
	list := make([]Fault, len(all))
	for i, p := range all {
		list[i] = p.Fault
	}
	return list
}

// Target is what a fault is injected into. Its account and its network belong
// to one world.
type Target struct {
	Account   *records.Administrator
	Responses *Responses
	Network   *wire.Network
}

// Inject arranges the target so that a connection to the account with the
// values on its card meets exactly the named fault. The fault before it is
// cleared first.
func (t Target) Inject(id, name string) error {
	all := plans()
	at := slices.IndexFunc(all, func(p plan) bool { return p.Name == name })
	if at < 0 {
		return fmt.Errorf("the practice world has no fault %q: Faults lists what it has", name)
	}
	if err := t.Clear(id); err != nil {
		return err
	}
	if err := t.Account.BeginFault(id, name); err != nil {
		return err
	}
	if err := all[at].arrange(t, id); err != nil {
		_ = t.Clear(id) // the account is there, and nothing else can fail
		return fmt.Errorf("arranging %q: %w", name, err)
	}
	t.Network.HangUp()
	return nil
}

// Active names the fault that the account meets, "" for none.
func (t Target) Active(id string) string { return t.Account.FaultOf(id) }

// Clear ends the fault of the account, and all faults of clock, network and
// answers.
func (t Target) Clear(id string) error {
	t.Responses.Reset()
	t.Network.SetFault(wire.NoFault)
	t.Account.SkewClock(0)
	err := t.Account.EndFault(id)
	t.Network.HangUp()
	return err
}
