package steps

import (
	"maps"
	"slices"
	"time"

	"suitekey/core/m2m"
	"suitekey/core/profile"
	"suitekey/core/secret"
)

// Each is the part of a journey that runs once for each of several connections. The state of
// the journey has the list of connections, Items; the journey about one connection has a
// state of its own, with Item.
type Each struct {
	Flow Flow // about one connection
	// Open returns the state at the start of the journey about the next selected
	// connection.
	Open func(env Env, all State) (State, error)
	// Give puts new given answers into the state of a draft.
	Give func(Given, State) State
}

// KeyPair is a new private key with its certificate.
type KeyPair struct {
	Key         m2m.Key
	Certificate m2m.Certificate
}

// Verdict is the result of a connection's first test.
type Verdict string

// The verdicts.
const (
	Survived Verdict = "works"
	Died     Verdict = "dead"
	Unclear  Verdict = "unclear"    // failed for another reason than a lost token or mapping
	Untested Verdict = "not tested" // not tested after too many refused sign-ins
)

// ItemState is the progress of a connection of a batch.
type ItemState string

// The states. A connection in the zero state stays unchanged.
const (
	Selected ItemState = "chosen" // to be fixed
	Fixed    ItemState = "mended"
	Skipped  ItemState = "left" // skipped until the end
)

// Item is one connection of a batch. Only Pair is secret.
type Item struct {
	Name        string         `json:"name"`
	Method      profile.Method `json:"method"`
	ConsumerKey string         `json:"consumer_key"` // of its integration record, when the batch began

	Verdict Verdict `json:"verdict"`
	Code    string  `json:"code,omitempty"`  // of the most likely cause
	Cause   string  `json:"cause,omitempty"` // the same in words
	NewPair bool    `json:"new_pair,omitempty"`

	State   ItemState `json:"turn,omitempty"`
	Record  bool      `json:"record,omitempty"`  // NetSuite does not know the consumer key
	Same    string    `json:"same,omitempty"`    // the connection that shares the new consumer pair
	Asks    []string  `json:"asks,omitempty"`    // steps named by a failed test
	Changed []string  `json:"changed,omitempty"` // after the fix: the names of the changed answers

	CertificateFile string `json:"certificate_file,omitempty"`
	PageFile        string `json:"page_file,omitempty"`
	CertificateID   string `json:"certificate_id,omitempty"`
	Asked           bool   `json:"-"` // an earlier run asked for the upload of the certificate

	Pair *KeyPair `json:"-"` // with NewPair
}

// Items are the connections of a batch.
type Items []Item

// In returns the connections in one of states.
func (all Items) In(states ...ItemState) Items {
	return slices.DeleteFunc(slices.Clone(all), func(i Item) bool { return !slices.Contains(states, i.State) })
}

// Named returns the connection called name, or the zero Item.
func (all Items) Named(name string) Item {
	for _, i := range all {
		if i.Name == name {
			return i
		}
	}
	return Item{}
}

// Names returns the names of the connections.
func (all Items) Names() []string {
	names := make([]string, 0, len(all))
	for _, i := range all {
		names = append(names, i.Name)
	}
	return names
}

// WithItem returns a copy of the state with a changed item. The former state stays
// unchanged, because a person can go back to it.
func (s State) WithItem(item Item) State {
	s.Items = slices.Clone(s.Items)
	for n := range s.Items {
		if s.Items[n].Name == item.Name {
			s.Items[n] = item
		}
	}
	if s.Item.Name == item.Name {
		s.Item = item
	}
	return s
}

// after returns the state of a batch after the journey about one of its connections. Its
// refused sign-ins count for the next connections too, because they may share a user.
func (s State) after(one State) State {
	s.Items, s.Hosts, s.Offline = one.Items, one.Hosts, one.Offline
	s.Refusals = slices.DeleteFunc(slices.Clone(one.Refusals), func(at time.Time) bool { return at.Before(s.Began) })
	return s
}

// open returns the walk that has the open step: the walk about one connection of a batch,
// or the walk itself.
func (w *Walk) open() *Walk {
	if w.one != nil {
		return w.one
	}
	return w
}

// changing returns the same walk for a change. Copies of w share their walk about one
// connection, so a change makes a new one.
func (w *Walk) changing() *Walk {
	if w.one != nil {
		one := *w.one
		w.one = &one
	}
	return w.open()
}

// enter starts the journey about the next connection, if the open step is about each of
// several.
func (w *Walk) enter() error {
	each := w.Step().Each
	if each == nil || w.ended {
		return nil
	}
	state, err := each.Open(w.env, w.state)
	if err == nil {
		w.one = NewWalk(w.env, each.Flow, state)
	}
	return err
}

// leave ends the journey about one connection.
func (w *Walk) leave() {
	w.state, w.one = w.state.after(w.one.state), nil
	if !w.Step().Applies(w.state) {
		w.advance()
	}
	w.trail = nil
}

// CanSkip reports whether the open step belongs to a connection that can be skipped.
func (w *Walk) CanSkip() bool { return w.one != nil && !w.ended }

// AsksToSkip reports whether the open step itself offers to skip the connection.
func (w *Walk) AsksToSkip() bool {
	return slices.ContainsFunc(w.Step().Fields, func(f Field) bool { return f.Key == KeyTurn })
}

// Skip skips the current connection and opens the next one.
func (w *Walk) Skip() error {
	next := *w
	one := next.changing()
	item := one.state.Item
	item.State = Skipped
	one.state = one.state.WithItem(item)
	next.leave()
	if err := next.enter(); err != nil {
		return err
	}
	next.resumed = ""
	*w = next
	return w.keep()
}

// storedBatch is the list of connections in a draft.
type storedBatch struct {
	Began    time.Time   `json:"began,omitzero"`
	Items    Items       `json:"items,omitempty"`
	Current  string      `json:"current,omitempty"`  // name of the current connection, or ""
	Refusals []time.Time `json:"refusals,omitempty"` // refused sign-ins of all connections since Began
}

// storeBatch adds the connections of a batch, and the answers about all of them: the other
// values of the draft are those of the current connection.
func (w *Walk) storeBatch(d *draft) {
	all, current := w.state, w.State().Item
	if w.one != nil {
		all, d.Answers = all.after(w.one.state), maps.Clone(d.Answers)
		for _, f := range w.flow.ownFields() {
			d.Answers[f.Key] = w.state.Value(f.Key)
		}
	}
	d.Batch = &storedBatch{Began: all.Began, Items: all.Items, Current: current.Name, Refusals: all.Refusals}
	d.Pairs = all.Items.storedPairs()
}

// resumeBatch continues with the connection of a batch that was open: kept is its state.
func (u Unfinished) resumeBatch(env Env, flow Flow, kept State, given Given) *Walk {
	all := NewState(kept.Facts)
	for _, f := range flow.ownFields() {
		if text, ok := kept.Answer(f.Key); ok {
			all = all.With(f.Key, text)
		}
	}
	all.Items, all.Began, all.Refusals, all.Hosts = kept.Items, kept.Began, u.draft.Batch.Refusals, kept.Hosts
	at := slices.IndexFunc(flow.Steps, func(step Step) bool { return step.Each != nil })
	w := NewWalk(env, flow, given.since(flow, all, flow.Steps[at].Name).Apply(all))
	w.fastForward(flow.Steps[at].Name)
	if w.at != at { // the answers about all connections are no longer valid
		return w
	}
	if len(all.Items.In(Fixed)) > 0 {
		w.trail = nil
	}
	each := flow.Steps[at].Each
	w.one = NewWalk(env, each.Flow, each.Give(given, kept))
	w.one.fastForward(u.Step)
	return w
}

// storedPair is a key pair in a draft; drafts are stored encrypted.
type storedPair struct {
	PrivateKey  string `json:"private_key"`
	Certificate string `json:"certificate"`
}

func (all Items) storedPairs() map[string]storedPair {
	stored := map[string]storedPair{}
	for _, i := range all {
		if i.Pair != nil {
			stored[i.Name] = storedPair{i.Pair.Key.PEM().Reveal(), i.Pair.Certificate.PEM()}
		}
	}
	return stored
}

// withPairs returns the items with the key pairs of a draft.
func (all Items) withPairs(stored map[string]storedPair) (Items, error) {
	all = slices.Clone(all)
	for n := range all {
		p, ok := stored[all[n].Name]
		if !ok {
			continue
		}
		key, err := m2m.ParseKey(secret.New(p.PrivateKey), secret.Secret{})
		if err != nil {
			return all, err
		}
		certificate, err := m2m.ParseCertificate([]byte(p.Certificate))
		if err != nil {
			return all, err
		}
		all[n].Pair = &KeyPair{key, certificate}
	}
	return all, nil
}
