package steps

import (
	"slices"
	"strconv"
	"time"

	"suitekey/core/account"
	"suitekey/core/diagnose"
	"suitekey/core/m2m"
	"suitekey/core/netsuite"
	"suitekey/core/policy"
	"suitekey/core/product"
	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/core/tbaexit"
)

// Facts is the context of a journey, known to the front end before the start.
type Facts struct {
	VaultExists bool              // false: the journey asks for a passphrase
	Taken       []string          // names of the saved profiles
	Drafts      []string          // names of other unfinished journeys
	Policy      policy.Policy     // the organisation's rules
	Saved       []profile.Profile // the saved connections, without secrets and certificates
	CanRemember bool              // the keyring of the operating system is available
	Now         time.Time
}

// State is everything that a journey has gathered. State is a value: With returns a
// changed copy. Answers are stored as typed, valid or not, so nothing is lost. The typed
// methods below are derived from the answers.
type State struct {
	Facts   Facts
	answers layers[string]
	secrets layers[secret.Secret]
	given   Given // the given answers, also for later connections

	// Items are the connections of a journey about several, and Began is its start. Item is
	// the item of the connection to which this state belongs.
	Items Items
	Began time.Time
	Item  Item

	// Former is the saved connection of an AboutSaved journey, as stored in the vault.
	// Resuming a draft reads it again.
	Former profile.Profile

	Hosts           account.DataCenters // the answer of discovery
	Offline         bool                // discovery was not reachable
	Key             m2m.Key             // made by suitekey or provided by the person
	Certificate     m2m.Certificate
	CertificateFile string              // path of the certificate to upload
	CodeSignIn      netsuite.CodeSignIn // an active browser sign-in of the code grant
	RefreshToken    secret.Secret       // of the method code
	RefreshUntil    time.Time
	Authorization   Authorization // an active browser sign-in; not in drafts
	Allowed         string        // result of the browser sign-in
	PageFile        string        // path of the page for the administrator (see HandOff)
	Report          diagnose.Report
	Refusals        []time.Time // refused sign-ins of this journey
	Force           bool        // the next test signs in despite four refusals
	Note            string      // remark of the last save
	VaultMade       bool        // by this journey
	Sheet           Sheet       // the recovery sheet that was just made; not in drafts
	Printed         string      // output of the hand-over command, with the key masked

	Compared []tbaexit.Row // reads with the old and the new credential

	// Active are the active certificates of the integration record that the role may
	// see.
	Active []netsuite.Mapping
}

// Given returns the given answers.
func (s State) Given() Given { return s.given }

// WithGiven returns a copy with g as the given answers of later connections.
func (s State) WithGiven(g Given) State {
	s.given = g
	return s
}

// NewState returns the state at the start of a journey.
func NewState(facts Facts) State { return State{Facts: facts} }

// With returns a copy in which key is answered by text.
func (s State) With(key, text string) State {
	s.answers = s.answers.with(key, text)
	return s
}

// WithSecret returns a copy in which the secret field key is answered.
func (s State) WithSecret(key string, value secret.Secret) State {
	s.secrets = s.secrets.with(key, value)
	return s
}

// Without returns a copy in which key has no answer.
func (s State) Without(key string) State {
	s.answers, s.secrets = s.answers.without(key), s.secrets.without(key)
	return s
}

// Answer returns the exact answer to key and whether there is one.
func (s State) Answer(key string) (string, bool) {
	return s.answers.get(key)
}

// Secret returns the answer to the secret field key.
func (s State) Secret(key string) secret.Secret {
	value, _ := s.secrets.get(key)
	return value
}

// Value returns the answer to key, or the default of its field.
func (s State) Value(key string) string {
	if text, ok := s.answers.get(key); ok && text != "" {
		return text
	}
	if f, ok := FieldOf(key); ok && f.Default != nil {
		return f.Default(s)
	}
	return ""
}

// Account returns the account ID, or the zero ID for an invalid answer.
func (s State) Account() account.ID {
	id, err := account.Parse(s.Value(KeyAccount))
	if err != nil {
		return account.ID{}
	}
	return id
}

// Product returns the product of the connection.
func (s State) Product() product.Product {
	c, _ := product.Find(s.Value(KeyProduct))
	return c
}

// Method is the chosen method, or "".
func (s State) Method() profile.Method { return profile.Method(s.Value(KeyMethod)) }

// Surfaces returns the interfaces of the connection.
func (s State) Surfaces() []profile.Surface {
	var surfaces []profile.Surface
	for _, value := range SplitList(s.Value(KeySurfaces)) {
		surfaces = append(surfaces, profile.Surface(value))
	}
	return surfaces
}

// Has reports whether the connection uses surface.
func (s State) Has(surface profile.Surface) bool {
	return slices.Contains(s.Surfaces(), surface)
}

// KeyType returns the type of the provided key, or of the key to make.
func (s State) KeyType() m2m.KeyType {
	if BringsKey(s) && !s.Key.IsZero() {
		return s.Key.Type()
	}
	t, err := m2m.ParseKeyType(s.Value(KeyKeyType))
	if err != nil {
		return m2m.P256
	}
	return t
}

// Hidden returns a note that a step left for later steps. Notes are stored with the
// answers under keys without a field, so a person cannot give them as answers.
func (s State) Hidden(key string) string {
	text, _ := s.answers.get(key)
	return text
}

// Earned reports whether the journey has made or received something that a person would
// have to make or grant again.
func (s State) Earned() bool {
	return !s.Key.IsZero() || !s.RefreshToken.IsEmpty() || s.CodeSignIn.State != "" || TokenByBrowser(s) && HasToken(s)
}

func (s State) Number(key string) int {
	n, err := strconv.Atoi(s.Value(key))
	if err != nil {
		return 0
	}
	return n
}

// Profile returns the connection described by the answers. Fields without an answer keep
// their saved value; fields of other methods are empty.
func (s State) Profile() profile.Profile {
	was, p := s.Former, s.Former
	for _, f := range profile.Fields() {
		switch {
		case !f.For(s.Method()):
			f.Clear(&p)
		case f.Origin == profile.Answer && f.IsSecret():
			f.SetSecret(&p, s.Secret(f.Key))
		case f.Origin == profile.Answer:
			_ = f.SetText(&p, s.Value(f.Key)) // an invalid answer sets nothing
		}
	}
	p.WSDL, p.Refusals = "", s.Refusals
	if !s.Has(profile.Connect) {
		p.RoleID = ""
	}
	if !s.Report.Tested.At.IsZero() {
		p.Tested = s.Report.Tested
	}
	if s.Has(profile.SOAP) {
		p.WSDL = s.wsdlURL()
	}
	if !p.ConsumerSecret.IsEmpty() && (p.ConsumerKey != was.ConsumerKey || !p.ConsumerSecret.Equal(was.ConsumerSecret)) {
		p.ConsumerSince = s.Facts.Now
	}
	switch p.Method {
	case profile.TBA:
		if p.TokenID != was.TokenID {
			p.TokenSince = s.Facts.Now
		}
	case profile.Code:
		p.RefreshToken, p.RefreshUntil = s.RefreshToken, s.RefreshUntil
	default:
		p.KeyType = string(s.KeyType())
		p.PrivateKey, p.Certificate = s.Key.PEM(), s.Certificate.PEM()
	}
	return p
}

// wsdlURL returns the WSDL URL, also for an answer that is only a version.
func (s State) wsdlURL() string {
	w, err := account.ParseWSDL(s.Value(KeyWSDL))
	if err != nil {
		return ""
	}
	if w.URL == "" {
		return s.Account().WSDL(w.Version).URL
	}
	return w.URL
}

// Link returns the address of a page of the account, or "" without an account.
func (s State) Link(page account.Page) string {
	if s.Account().IsZero() {
		return ""
	}
	return s.Account().Link(page)
}
