package simulator

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"time"
)

// spoil is what a fault does to an account beside changing its records. It
// concerns what is there and what comes later alike.
type spoil struct {
	mapping  mappingFault
	otherKey crypto.PublicKey // for mappedOther
	grant    grantFault
	altered  alteration
	wire     *wireFault
	company  string // who answers instead of the account
	unlisted bool   // discovery does not know the account
	noWSDL   bool
	noSOAP   bool // the SOAP endpoints were removed
}

// mappingFault is what NetSuite's side makes of uploaded certificates.
type mappingFault int

const (
	mappedRight mappingFault = iota
	mappedNowhere
	mappedRevoked
	mappedExpired
	mappedOther // to another key
)

// grantFault is what becomes of an access token once it was handed out.
type grantFault int

const (
	grantGood grantFault = iota
	grantExpired
	grantBlocked
	grantOrphaned // its integration record is deleted
	grantUnknown  // it comes back other than it went out
)

// mapped is the mapping as sign-ins find it; nil for none.
func (a *account) mapped(m *mapping) *mapping {
	if m == nil || a.spoil.mapping == mappedRight {
		return m
	}
	seen := *m
	switch a.spoil.mapping {
	case mappedNowhere:
		return nil
	case mappedRevoked:
		seen.revoked = true
	case mappedExpired:
		seen.validTo = seen.validFrom
	case mappedOther:
		seen.certificate.public = a.spoil.otherKey
	}
	return &seen
}

// spoilGrant does to a new access token what the fault wants.
func (a *account) spoilGrant(g *grant, now time.Time) {
	switch a.spoil.grant {
	case grantExpired:
		g.expires = now
	case grantBlocked:
		g.blocked = true
	case grantOrphaned:
		g.integration = ""
	case grantUnknown:
		g.unknown = true
	}
}

func spoiling(change func(*spoil)) func(*World, string) error {
	return func(w *World, id string) error {
		return w.change(id, func(a *account) error {
			change(&a.spoil)
			return nil
		})
	}
}

// mapElsewhere puts another key in the place of every mapped one.
func mapElsewhere(w *World, id string) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	return spoiling(func(s *spoil) { s.mapping, s.otherKey = mappedOther, &key.PublicKey })(w, id)
}

// alteration is what something between the client and NetSuite does to a
// request; a right client meets these answers in no other way.
type alteration int

const (
	asSent alteration = iota
	nonceCut
	parameterTwice
	fieldDropped
	versionChanged
	algorithmChanged
	credentialsDropped // the Authorization header
	passportDropped
	sentTwice
	keyIDDropped
	lifetimeStretched
	scopesDropped
)

// claim alters a token-based request.
func (x alteration) claim(c claim) claim {
	switch x {
	case nonceCut:
		c.nonce = "abcde"
	case parameterTwice:
		c.malformed = true
	case fieldDropped:
		c.missing = true
	case versionChanged:
		c.version = "2.0"
	case algorithmChanged:
		c.algorithm = "HMAC-SHA1"
	}
	return c
}

// assertion alters a client assertion; its signature still holds.
func (x alteration) assertion(s assertion) assertion {
	switch x {
	case algorithmChanged:
		s.algorithm = "RS256"
	case keyIDDropped:
		s.keyID = ""
	case lifetimeStretched:
		s.expires = s.issued.Add(3 * time.Hour)
	case scopesDropped:
		s.scopes = nil
	}
	return s
}

// wireFault is an answer that a signed-in request gets instead of the right one.
type wireFault struct {
	surface Surface
	status  int
	code    string
	message string
	kind    string // of the SOAP fault
}

// misfortune is the answer that a fault puts in the place of the right one.
func (a *account) misfortune(surface Surface, version string) (answer, bool) {
	f := a.spoil.wire
	switch {
	case f == nil || f.surface != surface:
		return answer{}, false
	case f.status >= 300 && f.status < 400:
		return reply(f.status, "text/plain", "").with("Location", "https://"+genericREST+"/elsewhere"), true
	case surface == SurfaceSOAP:
		return fault(version, f.kind, f.code, f.message), true
	case surface == SurfaceRESTlet:
		return restletError(f.status, f.code, f.message), true
	case surface == SurfaceToken:
		return tokenError(a, f.status, f.code), true
	}
	return restError(f.status, f.code, f.message), true
}

// company is who says that it answered.
func (a *account) company() string {
	if a.spoil.company != "" {
		return a.spoil.company
	}
	return a.id
}
