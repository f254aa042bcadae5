package steps

import (
	"maps"
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

// Facts is what a front end knows before a journey starts.
type Facts struct {
	VaultExists bool              // else the journey asks for a passphrase
	Taken       []string          // names of the saved profiles
	Drafts      []string          // names of other unfinished journeys
	Policy      policy.Policy     // the organisation's rules
	Saved       []profile.Profile // the saved connections, without secrets and certificates
	CanRemember bool              // a keyring of the operating system answers
	Now         time.Time
}

// State is everything a journey has gathered. It is a value: With gives a
// changed copy. Answers are kept as they were typed, valid or not, so that
// nothing is lost; the typed views below are derived.
type State struct {
	Facts   Facts
	answers map[string]string
	secrets map[string]secret.Secret
	given   Given // what was given, for connections that have their turn later

	// Sitting is what a journey about several connections knows of them.
	Batch Batch

	// Former is the saved connection that a Saved journey is about, as the vault
	// has it now; it is read again when a draft is taken up.
	Former profile.Profile

	Hosts           account.DataCenters // what discovery answered
	Offline         bool                // discovery could not be asked
	Key             m2m.Key             // made here or brought
	Certificate     m2m.Certificate
	CertificateFile string              // where the certificate lies for the upload
	CodeSignIn      netsuite.CodeSignIn // the same by the code grant
	RefreshToken    secret.Secret       // of the method code
	RefreshUntil    time.Time
	Authorization   Authorization // a browser sign-in under way; not kept in drafts
	Allowed         string        // what came of it
	PageFile        string        // where the page for the administrator lies (see HandOff)
	Report          diagnose.Report
	Refusals        []time.Time // sign-ins that were refused during this journey
	Force           bool        // the next test signs in though four were refused
	Note            string      // what saving had to say
	Printed         string      // what the hand-over command printed, clean and with the key masked

	Compared []tbaexit.Row // what the old and the new credential saw

	// Active are the certificates of the integration record that NetSuite listed
	// as active, as far as the role may see them.
	Active []netsuite.Mapping
}

// Given is what was given to the journey.
func (s State) Given() Given { return s.given }

// WithGiven returns a copy that keeps g for connections that have their turn later.
func (s State) WithGiven(g Given) State {
	s.given = g
	return s
}

// NewState starts a journey with what is known already.
func NewState(facts Facts) State { return State{Facts: facts} }

// With returns a copy in which key is answered by text.
func (s State) With(key, text string) State {
	s.answers = maps.Clone(s.answers)
	if s.answers == nil {
		s.answers = map[string]string{}
	}
	s.answers[key] = text
	return s
}

// WithSecret returns a copy in which the secret field key is answered.
func (s State) WithSecret(key string, value secret.Secret) State {
	s.secrets = maps.Clone(s.secrets)
	if s.secrets == nil {
		s.secrets = map[string]secret.Secret{}
	}
	s.secrets[key] = value
	return s
}

// Without returns a copy in which key has no answer.
func (s State) Without(key string) State {
	s.answers, s.secrets = maps.Clone(s.answers), maps.Clone(s.secrets)
	delete(s.answers, key)
	delete(s.secrets, key)
	return s
}

// Answer is what was answered to key, exactly, and whether anything was.
func (s State) Answer(key string) (string, bool) {
	text, ok := s.answers[key]
	return text, ok
}

// Secret is what was answered to the secret field key.
func (s State) Secret(key string) secret.Secret { return s.secrets[key] }

// Value is the answer to key, or the default of its field.
func (s State) Value(key string) string {
	if text, ok := s.answers[key]; ok && text != "" {
		return text
	}
	if f, ok := FieldOf(key); ok && f.Default != nil {
		return f.Default(s)
	}
	return ""
}

// Account is the account ID as far as it is valid.
func (s State) Account() account.ID {
	id, err := account.Parse(s.Value(KeyAccount))
	if err != nil {
		return account.ID{}
	}
	return id
}

// Product is the product that will use the connection.
func (s State) Product() product.Product {
	c, _ := product.Find(s.Value(KeyProduct))
	return c
}

// Method is the chosen method, or "".
func (s State) Method() profile.Method { return profile.Method(s.Value(KeyMethod)) }

// Surfaces are the interfaces that the connection is for.
func (s State) Surfaces() []profile.Surface {
	var surfaces []profile.Surface
	for _, value := range SplitList(s.Value(KeySurfaces)) {
		surfaces = append(surfaces, profile.Surface(value))
	}
	return surfaces
}

// Has tells whether the connection is for surface.
func (s State) Has(surface profile.Surface) bool {
	return profile.Profile{Surfaces: s.Surfaces()}.Has(surface)
}

// KeyType is the type of the key that was brought, or of the one to be made.
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

// Hidden is what a step noted for later ones. It is kept with the answers, under a
// key that no field has, so that nobody can give it as one.
func (s State) Hidden(key string) string { return s.answers[key] }

// Earned tells whether something was made or granted on the way that somebody would
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

// Profile returns the connection that the answers describe. What no answer
// decides is as it was saved; fields of the other methods are empty.
func (s State) Profile() profile.Profile {
	was, p := s.Former, s.Former
	for _, f := range profile.Fields() {
		switch {
		case !f.For(s.Method()):
			f.Clear(&p)
		case f.Origin == profile.Answer && f.IsSecret():
			f.SetSecret(&p, s.Secret(f.Key))
		case f.Origin == profile.Answer:
			_ = f.SetText(&p, s.Value(f.Key)) // an invalid answer gives no value
		}
	}
	p.WSDL, p.Refusals = "", s.Refusals
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

// wsdlURL is the WSDL URL, also where only a version was given.
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

// Link is the address of a page of the account, "" without an account.
func (s State) Link(page account.Page) string {
	if s.Account().IsZero() {
		return ""
	}
	return s.Account().Link(page)
}
