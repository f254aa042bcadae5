// Package faults lists what can be wrong with a connection, and injects these faults into
// the accounts, the answers and the network of the simulated NetSuite.
package faults

import (
	"fmt"
	"slices"

	"suitekey/core/simulator/records"
	"suitekey/core/simulator/wire"
)

// Fault is something that can be wrong with a connection and that the simulator can cause,
// for practice and for tests.
type Fault struct {
	Name  string // as in "practice --fault NAME"
	Title string
	// Code is the cause that a diagnosis should name first: the value of the Login Audit
	// Trail's Detail column if there is one, otherwise the code on the wire, otherwise a
	// code of our own.
	Code    string
	Methods []string // "tba", "m2m": the sign-in methods that can meet it
	// Ambiguous faults get the same answer as other faults; the tables name those. Only the
	// audit trail, or facts other than the answer, can tell them apart.
	Ambiguous bool
	Group     string
	// Surface is the only interface that shows the fault: "rest", "restlet", "soap" or
	// "connect"; "" if every connection meets it. The test of a connection does not sign in
	// to SuiteAnalytics Connect: drivers do.
	Surface string
	// Works reports that the connection works in spite of the fault: it needs patience or a
	// warning.
	Works bool
}

// plan is a fault and how to cause it.
type plan struct {
	Fault
	arrange arrangement
}

// arrangement causes a fault in an account, or for all accounts.
type arrangement func(t Target, account string) error

const (
	MethodTBA = "tba"
	MethodM2M = "m2m"
)

// The groups of faults, in the order in which people see them.
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

// List returns the faults that Inject accepts.
func List() []Fault {
	all := plans()
	list := make([]Fault, len(all))
	for i, p := range all {
		list[i] = p.Fault
	}
	return list
}

// Target is a world into which faults are injected. The account and the network belong to
// the same world.
type Target struct {
	Account   *records.Administrator
	Responses *Responses
	Network   *wire.Network
}

// Inject causes the named fault in the account: a connection with the values on its card
// then meets exactly this fault. The previous fault is cleared first.
func (t Target) Inject(id, name string) error {
	all := plans()
	at := slices.IndexFunc(all, func(p plan) bool { return p.Name == name })
	if at < 0 {
		return fmt.Errorf("the practice world has no fault %q: see the list of faults", name)
	}
	if err := t.Clear(id); err != nil {
		return err
	}
	if err := t.Account.BeginFault(id, name); err != nil {
		return err
	}
	if err := all[at].arrange(t, id); err != nil {
		_ = t.Clear(id) // the account exists, and Clear has no other reason to fail
		return fmt.Errorf("arranging %q: %w", name, err)
	}
	t.Network.HangUp()
	return nil
}

// Active returns the name of the fault that is injected in the account, or "".
func (t Target) Active(id string) string { return t.Account.FaultOf(id) }

// Clear ends the fault of the account, and all faults of the clock, the network and the
// answers.
func (t Target) Clear(id string) error {
	t.Responses.Reset()
	t.Network.SetFault(wire.NoFault)
	t.Account.SkewClock(0)
	err := t.Account.EndFault(id)
	t.Network.HangUp()
	return err
}
