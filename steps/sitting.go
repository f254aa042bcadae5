package steps

import (
	"slices"
	"time"

	"suitekey/core/m2m"
	"suitekey/core/profile"
	"suitekey/core/secret"
)

// Batch is the progress of a journey through several connections of one account; the
// answers of the current connection are in State. The zero Batch is a journey about one
// connection. Only the key pairs are secret.
type Batch struct {
	Account  string      `json:"account,omitempty"` // account of the connections, as the realm
	Began    time.Time   `json:"began,omitzero"`
	Items    []Item      `json:"items,omitempty"`
	Current  string      `json:"current,omitempty"`  // name of the current connection, or ""
	Refusals []time.Time `json:"refusals,omitempty"` // refused sign-ins of all connections since Began
	PageFile string      `json:"page_file,omitempty"`

	pairs map[string]KeyPair // new key pairs, by connection
}

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

// Item is one connection of a batch.
type Item struct {
	Name        string         `json:"name"`
	Method      profile.Method `json:"method"`
	Product     string         `json:"consumer,omitempty"`
	ConsumerKey string         `json:"consumer_key"` // of its integration record, when the batch began

	Verdict Verdict `json:"verdict"`
	Code    string  `json:"code,omitempty"`  // of the most likely cause
	Cause   string  `json:"cause,omitempty"` // the same in words
	NewPair bool    `json:"new_pair,omitempty"`

	State   ItemState `json:"turn,omitempty"`
	Tries   int       `json:"tries,omitempty"`   // how often it was skipped
	Record  bool      `json:"record,omitempty"`  // NetSuite does not know the consumer key
	Same    string    `json:"same,omitempty"`    // the connection that shares the new consumer pair
	Asks    []string  `json:"asks,omitempty"`    // steps named by a failed test
	Changed []string  `json:"changed,omitempty"` // after the fix: the names of the changed answers

	CertificateFile string `json:"certificate_file,omitempty"`
	PageFile        string `json:"page_file,omitempty"`
	CertificateID   string `json:"certificate_id,omitempty"`
}

// Item returns the item of the connection called name.
func (t Batch) Item(name string) (Item, bool) {
	i := slices.IndexFunc(t.Items, func(i Item) bool { return i.Name == name })
	if i < 0 {
		return Item{}, false
	}
	return t.Items[i], true
}

// InState returns the connections in one of states.
func (t Batch) InState(turns ...ItemState) []Item {
	var items []Item
	for _, i := range t.Items {
		if slices.Contains(turns, i.State) {
			items = append(items, i)
		}
	}
	return items
}

// ChangeItem returns a copy of the state with a changed item. The former state stays
// unchanged, because a person can go back to it.
func (s State) ChangeItem(name string, f func(*Item)) State {
	s.Batch.Items = slices.Clone(s.Batch.Items)
	for i := range s.Batch.Items {
		if s.Batch.Items[i].Name == name {
			f(&s.Batch.Items[i])
		}
	}
	return s
}

// CurrentItem returns the item of the current connection, or the zero Item.
func (s State) CurrentItem() Item {
	item, _ := s.Batch.Item(s.Batch.Current)
	return item
}

// WithPair returns a copy of the state with a new key pair of a connection.
func (s State) WithPair(name string, p KeyPair) State {
	pairs := map[string]KeyPair{name: p}
	for n, had := range s.Batch.pairs {
		if n != name {
			pairs[n] = had
		}
	}
	s.Batch.pairs = pairs
	return s
}

// Pair returns the new key pair of the connection called name.
func (t Batch) Pair(name string) (KeyPair, bool) {
	p, ok := t.pairs[name]
	return p, ok
}

// storedPair is a key pair in a draft; drafts are stored encrypted.
type storedPair struct {
	PrivateKey  string `json:"private_key"`
	Certificate string `json:"certificate"`
}

func (t Batch) storedPairs() map[string]storedPair {
	stored := map[string]storedPair{}
	for name, p := range t.pairs {
		stored[name] = storedPair{p.Key.PEM().Reveal(), p.Certificate.PEM()}
	}
	return stored
}

// restored returns the batch with the key pairs of a draft.
func (t Batch) restored(stored map[string]storedPair) (Batch, error) {
	for name, p := range stored {
		key, err := m2m.ParseKey(secret.New(p.PrivateKey), secret.Secret{})
		if err != nil {
			return t, err
		}
		certificate, err := m2m.ParseCertificate([]byte(p.Certificate))
		if err != nil {
			return t, err
		}
		if t.pairs == nil {
			t.pairs = map[string]KeyPair{}
		}
		t.pairs[name] = KeyPair{key, certificate}
	}
	return t, nil
}
