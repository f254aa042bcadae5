package steps

import (
	"slices"
	"time"

	"suitekey/core/m2m"
	"suitekey/core/profile"
	"suitekey/core/secret"
)

// Batch is what a journey about several connections of one account knows of
// them, beside what it asks about the one whose turn it is. Its zero value is a
// journey about one connection. Nothing in it is secret but the key pairs.
type Batch struct {
	Account  string      `json:"account,omitempty"` // whose connections they are, as the realm
	Began    time.Time   `json:"began,omitzero"`
	Items    []Item      `json:"items,omitempty"`
	Current  string      `json:"current,omitempty"`  // whose turn it is; "" for none
	Refusals []time.Time `json:"refusals,omitempty"` // refused sign-ins of all of them since it began
	PageFile string      `json:"page_file,omitempty"`

	pairs map[string]KeyPair // key pairs that were made on the way, by connection
}

type KeyPair struct {
	Key         m2m.Key
	Certificate m2m.Certificate
}

// Verdict says what a test found out about a connection.
type Verdict string

// The verdicts.
const (
	Survived Verdict = "works"
	Died     Verdict = "dead"
	Unclear  Verdict = "unclear"    // it failed, and not for want of a token or mapping
	Untested Verdict = "not tested" // the sign-ins that may be refused were spent
)

// ItemState says how far a connection of a sitting has come.
type ItemState string

// The turns. The zero Turn is a connection that stays as it is.
const (
	Selected ItemState = "chosen" // to be mended
	Fixed    ItemState = "mended"
	Skipped  ItemState = "left" // for later
)

// Item is one connection of a sitting.
type Item struct {
	Name        string         `json:"name"`
	Method      profile.Method `json:"method"`
	Product     string         `json:"consumer,omitempty"`
	ConsumerKey string         `json:"consumer_key"` // of its integration record, when the sitting began

	Verdict Verdict `json:"verdict"`
	Code    string  `json:"code,omitempty"`  // of the likeliest cause
	Cause   string  `json:"cause,omitempty"` // the same in words
	NewPair bool    `json:"new_pair,omitempty"`

	State   ItemState `json:"turn,omitempty"`
	Tries   int       `json:"tries,omitempty"`   // how often it was left
	Record  bool      `json:"record,omitempty"`  // NetSuite does not know its consumer key
	Same    string    `json:"same,omitempty"`    // the connection whose new consumer pair it shares
	Asks    []string  `json:"asks,omitempty"`    // steps that a failed test named
	Changed []string  `json:"changed,omitempty"` // once mended: the names of the answers that changed

	CertificateFile string `json:"certificate_file,omitempty"`
	PageFile        string `json:"page_file,omitempty"`
	CertificateID   string `json:"certificate_id,omitempty"`
}

// Item is what the sitting knows of a connection.
func (t Batch) Item(name string) (Item, bool) {
	i := slices.IndexFunc(t.Items, func(i Item) bool { return i.Name == name })
	if i < 0 {
		return Item{}, false
	}
	return t.Items[i], true
}

// InState are the connections whose turn is one of those.
func (t Batch) InState(turns ...ItemState) []Item {
	var items []Item
	for _, i := range t.Items {
		if slices.Contains(turns, i.State) {
			items = append(items, i)
		}
	}
	return items
}

// ChangeItem gives a state in which the item called name is another one. The former
// state keeps its own: it may be gone back to.
func (s State) ChangeItem(name string, f func(*Item)) State {
	s.Batch.Items = slices.Clone(s.Batch.Items)
	for i := range s.Batch.Items {
		if s.Batch.Items[i].Name == name {
			f(&s.Batch.Items[i])
		}
	}
	return s
}

// CurrentItem is the connection whose turn it is; the zero Item for none.
func (s State) CurrentItem() Item {
	item, _ := s.Batch.Item(s.Batch.Current)
	return item
}

// WithPair keeps a key pair that was made for a connection.
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

// Pair is the key pair that was made for the connection called name.
func (t Batch) Pair(name string) (KeyPair, bool) {
	p, ok := t.pairs[name]
	return p, ok
}

// storedPair is a pair in a draft, which is encrypted.
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

// restored is the sitting with its pairs as a draft has them.
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
