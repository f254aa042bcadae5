package connections

import (
	"time"

	"suitekey/core/m2m"
	"suitekey/core/profile"
	"suitekey/ui/cli/verb"
)

// connection is a connection in the JSON of list and show. What show alone
// knows is empty in a list.
type connection struct {
	Profile     string            `json:"profile"`
	Account     string            `json:"account,omitempty"`
	Environment string            `json:"environment,omitempty"`
	Method      profile.Method    `json:"method,omitempty"`
	Surfaces    []profile.Surface `json:"surfaces,omitempty"`
	Product     string            `json:"consumer,omitempty"`
	Tags        []string          `json:"tags,omitempty"`
	Default     bool              `json:"default,omitempty"` // taken where no name is given
	Certificate *certificate      `json:"certificate,omitempty"`
	Tested      string            `json:"tested,omitempty"` // last passed test
	Error       string            `json:"error,omitempty"`

	*details
}

type certificate struct {
	ID       string `json:"id"`
	KeyType  string `json:"key_type,omitempty"`
	NotAfter string `json:"not_after,omitempty"`
}

// details are what show adds. Nothing in it is secret.
type details struct {
	TimeoutSeconds       int      `json:"timeout_seconds"`
	Retries              int      `json:"retries"`
	RetryIntervalSeconds int      `json:"retry_interval_seconds"`
	ConsumerKey          string   `json:"consumer_key"`
	TokenID              string   `json:"token_id,omitempty"`
	SignatureAlgorithm   string   `json:"signature_algorithm,omitempty"`
	JWTAlgorithm         string   `json:"jwt_algorithm,omitempty"`
	RefreshUntil         string   `json:"refresh_until,omitempty"`
	RedirectURI          string   `json:"redirect_uri,omitempty"`
	Scopes               []string `json:"scopes,omitempty"`
	WSDL                 string   `json:"wsdl,omitempty"`
	Entity               string   `json:"entity,omitempty"`
	Role                 string   `json:"role,omitempty"`
	Company              string   `json:"company,omitempty"`
	Created              string   `json:"created,omitempty"`
	Changed              string   `json:"changed,omitempty"`
}

// connectionOf describes a connection; notAfter is that of its certificate.
func connectionOf(p profile.Profile, notAfter time.Time) connection {
	c := connection{
		Profile: p.Name, Account: p.Account.Realm(), Environment: string(p.Account.Kind()),
		Method: p.Method, Surfaces: p.Surfaces, Product: p.Product, Tags: p.Tags, Tested: verb.Instant(p.Tested.At),
	}
	if p.Method == profile.M2M {
		c.Certificate = &certificate{ID: p.CertificateID, KeyType: p.KeyType, NotAfter: verb.Instant(notAfter)}
	}
	return c
}

// detailed is a connection with all that is not secret.
func detailed(p profile.Profile) connection {
	var notAfter time.Time
	if cert, err := m2m.ParseCertificate([]byte(p.Certificate)); err == nil {
		notAfter = cert.NotAfter()
	}
	c := connectionOf(p, notAfter)
	c.details = &details{
		TimeoutSeconds: int(p.Timeout.Seconds()), Retries: p.Retries, RetryIntervalSeconds: int(p.RetryInterval.Seconds()),
		ConsumerKey: p.ConsumerKey, TokenID: p.TokenID, SignatureAlgorithm: p.SignatureAlgorithm,
		JWTAlgorithm: p.JWTAlgorithm, RefreshUntil: verb.Instant(p.RefreshUntil), RedirectURI: p.RedirectURI, Scopes: p.Scopes, WSDL: p.WSDL, Entity: p.Entity, Role: p.Role,
		Company: p.Tested.Company, Created: verb.Instant(p.Created), Changed: verb.Instant(p.Changed),
	}
	return c
}
