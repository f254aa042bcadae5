package steps

import (
	"slices"
	"time"

	"suitekey/core/m2m"
	"suitekey/core/profile"
	"suitekey/core/secret"
)

// Sitting is what a journey about several connections of one account knows of
// them, beside what it asks about the one whose turn it is. Its zero value is a
// journey about one connection. Nothing in it is secret but the key pairs.
type Sitting struct {
	Account  string      `json:"account,omitempty"` // whose connections they are, as the realm
	Began    time.Time   `json:"began,omitzero"`
	Items    []Item      `json:"items,omitempty"`
	Current  string      `json:"current,omitempty"`  // whose turn it is; "" for none
	Refusals []time.Time `json:"refusals,omitempty"` // refused sign-ins of all of them since it began
	PageFile string      `json:"page_file,omitempty"`

	pairs map[string]pair // key pairs that were made on the way, by connection
}

type pair struct {
	key         m2m.Key
	certificate m2m.Certificate
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

// Turn says how far a connection of a sitting has come.
type Turn string

// The turns. The zero Turn is a connection that stays as it is.
const (
	Chosen Turn = "chosen" // to be mended
	Mended Turn = "mended"
	Left   Turn = "left" // for later
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

	Turn    Turn     `json:"turn,omitempty"`
	Tries   int      `json:"tries,omitempty"`   // how often it was left
	Record  bool     `json:"record,omitempty"`  // NetSuite does not know its consumer key
	Same    string   `json:"same,omitempty"`    // the connection whose new consumer pair it shares
	Asks    []string `json:"asks,omitempty"`    // steps that a failed test named
	Changed []string `json:"changed,omitempty"` // once mended: the names of the answers that changed

	CertificateFile string `json:"certificate_file,omitempty"`
	PageFile        string `json:"page_file,omitempty"`
	CertificateID   string `json:"certificate_id,omitempty"`
}

// Item is what the sitting knows of a connection.
func (t Sitting) Item(name string) (Item, bool) {
	i := slices.IndexFunc(t.Items, func(i Item) bool { return i.Name == name })
	if i < 0 {
		return Item{}, false
	}
	return t.Items[i], true
}

// With are the connections whose turn is one of those.
func (t Sitting) With(turns ...Turn) []Item {
	var items []Item
	for _, i := range t.Items {
		if slices.Contains(turns, i.Turn) {
			items = append(items, i)
		}
	}
	return items
}

// change gives a state in which the item called name is another one. The former
// state keeps its own: it may be gone back to.
func (s State) change(name string, f func(*Item)) State {
	s.Sitting.Items = slices.Clone(s.Sitting.Items)
	for i := range s.Sitting.Items {
		if s.Sitting.Items[i].Name == name {
			f(&s.Sitting.Items[i])
		}
	}
	return s
}

// current is the connection whose turn it is; the zero Item for none.
func (s State) current() Item {
	item, _ := s.Sitting.Item(s.Sitting.Current)
	return item
}

// withPair keeps a key pair that was made for a connection.
func (s State) withPair(name string, p pair) State {
	pairs := map[string]pair{name: p}
	for n, had := range s.Sitting.pairs {
		if n != name {
			pairs[n] = had
		}
	}
	s.Sitting.pairs = pairs
	return s
}

// storedPair is a pair in a draft, which is encrypted.
type storedPair struct {
	PrivateKey  string `json:"private_key"`
	Certificate string `json:"certificate"`
}

func (t Sitting) storedPairs() map[string]storedPair {
	stored := map[string]storedPair{}
	for name, p := range t.pairs {
		stored[name] = storedPair{p.key.PEM().Reveal(), p.certificate.PEM()}
	}
	return stored
}

// restored is the sitting with its pairs as a draft has them.
func (t Sitting) restored(stored map[string]storedPair) (Sitting, error) {
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
			t.pairs = map[string]pair{}
		}
		t.pairs[name] = pair{key, certificate}
	}
	return t, nil
}
