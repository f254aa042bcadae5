package simulator

import (
	"fmt"
	"maps"
	"slices"
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
	// Surface is the only one that shows it, "rest", "restlet" or "soap"; ""
	// when every connection meets it.
	Surface string
	// Works says that the connection is good all the same: what is called for
	// is patience or a warning.
	Works bool
}

// plan is a fault with the way to bring it about.
type plan struct {
	Fault
	arrange func(w *World, account string) error
}

const (
	methodTBA = "tba"
	methodM2M = "m2m"
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
	groupSurface = "interface"
	groupLoad    = "load and outage"
	groupAnswer  = "hostile answers"
	groupNetwork = "network"
	groupWarning = "works, with a warning"
)

func plans() []plan {
	return slices.Concat(recordPlans(), tokenPlans(), userPlans(), mappingPlans(), accountPlans(), clockPlans(),
		transitPlans(), surfacePlans(), wirePlans(), soapPlans(), loadPlans(), answerPlans(), networkPlans(), warningPlans())
}

// Faults lists the faults that InjectFault knows.
func Faults() []Fault {
	all := plans()
	list := make([]Fault, len(all))
	for i, p := range all {
		list[i] = p.Fault
	}
	return list
}

// InjectFault arranges the world so that a connection to the account with the values
// on its card meets exactly the named fault, whether it was set up before or
// is set up now: the card stays as it was. The fault before it is mended
// first. Faults of clock, network and answers concern all accounts.
func (w *World) InjectFault(id, name string) error {
	all := plans()
	at := slices.IndexFunc(all, func(p plan) bool { return p.Name == name })
	if at < 0 {
		return fmt.Errorf("the practice world has no fault %q: Faults lists what it has", name)
	}
	if err := w.ClearFault(id); err != nil {
		return err
	}
	card, err := w.PracticeFor(id)
	if err != nil {
		return err
	}
	if err := w.change(id, func(a *account) error {
		a.before, a.card, a.met = a.copy(), &card, name
		return nil
	}); err != nil {
		return err
	}
	if err := all[at].arrange(w, id); err != nil {
		_ = w.ClearFault(id) // the account is there, and nothing else can fail
		return fmt.Errorf("arranging %q: %w", name, err)
	}
	w.hangUp()
	return nil
}

// ActiveFault names the fault that the account meets, "" for none.
func (w *World) ActiveFault(id string) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	if a, err := w.account(id); err == nil {
		return a.met
	}
	return ""
}

// ClearFault ends the fault that InjectFault arranged, and all trouble with clock, network
// and answers. Tokens and certificate mappings made meanwhile stay.
func (w *World) ClearFault(id string) error {
	err := w.change(id, func(a *account) error {
		w.trouble, w.skew, w.network = responseFaults{}, 0, networkSound
		if a.before != nil {
			a.restore(a.before)
		}
		a.before, a.card, a.met, a.spoil = nil, nil, "", spoil{}
		return nil
	})
	w.hangUp()
	return err
}

// copy copies the records of an account, for restore.
func (a *account) copy() *account {
	c := &account{id: a.id, name: a.name, limit: a.limit, features: maps.Clone(a.features)}
	for _, i := range a.integrations {
		c.integrations = append(c.integrations, i.copy())
	}
	for _, r := range a.roles {
		copied := *r
		copied.permissions = maps.Clone(r.permissions)
		c.roles = append(c.roles, &copied)
	}
	for _, u := range a.users {
		copied := *u
		copied.roles, copied.nonces = slices.Clone(u.roles), maps.Clone(u.nonces)
		c.users = append(c.users, &copied)
	}
	for _, t := range a.tokens {
		copied := *t
		c.tokens = append(c.tokens, &copied)
	}
	for _, m := range a.mappings {
		copied := *m
		c.mappings = append(c.mappings, &copied)
	}
	return c
}

// restore brings the records back and keeps what was added since.
func (a *account) restore(before *account) {
	tokens, mappings := a.tokens, a.mappings
	a.limit, a.features, a.integrations = before.limit, before.features, before.integrations
	a.roles, a.users, a.tokens, a.mappings = before.roles, before.users, before.tokens, before.mappings
	for _, t := range tokens {
		if a.tokenByID(t.id) == nil {
			a.tokens = append(a.tokens, t)
		}
	}
	for _, m := range mappings {
		if !slices.ContainsFunc(a.mappings, func(had *mapping) bool { return had.certificate.id == m.certificate.id }) {
			a.mappings = append(a.mappings, m)
		}
	}
}

// sound is the account as it was before the fault, if there is one: what the
// administrator's pages go by, so that a set-up can be finished and then fail.
func (a *account) sound() *account {
	if a.before != nil {
		return a.before
	}
	return a
}
