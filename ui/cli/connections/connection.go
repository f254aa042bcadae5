package connections

import (
	"bytes"
	"encoding/json"
	"slices"
	"time"

	"suitekey/core/m2m"
	"suitekey/core/profile"
	"suitekey/ui/cli/verb"
)

// connection is a connection in the JSON of list and show.
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

	details map[string]any // what show adds
}

// MarshalJSON writes the details as keys beside the other keys.
func (c connection) MarshalJSON() ([]byte, error) {
	type listed connection // without this method
	text, err := marshal(listed(c))
	if err != nil || len(c.details) == 0 {
		return text, err
	}
	more, err := marshal(c.details)
	return slices.Concat(text[:len(text)-1], []byte(","), more[1:]), err
}

// marshal is json.Marshal, but leaves <, > and & readable.
func marshal(value any) ([]byte, error) {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(value)
	return bytes.TrimSpace(text.Bytes()), err
}

type certificate struct {
	ID       string `json:"id"`
	KeyType  string `json:"key_type,omitempty"`
	NotAfter string `json:"not_after,omitempty"`
}

// connectionOf describes a connection; notAfter is the end of its certificate.
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

// detailed returns a connection with all fields that are not secret.
func detailed(p profile.Profile) connection {
	var notAfter time.Time
	if cert, err := m2m.ParseCertificate([]byte(p.Certificate)); err == nil {
		notAfter = cert.NotAfter()
	}
	c := connectionOf(p, notAfter)
	c.details = map[string]any{}
	if p.Tested.Company != "" {
		c.details["company"] = p.Tested.Company
	}
	for _, f := range profile.Fields() {
		if !f.IsSecret() && !slices.Contains(notDetails, f.Key) && (f.Always || !f.IsZero(&p)) {
			key, value := detail(f, &p)
			c.details[key] = value
		}
	}
	return c
}

// notDetails are the fields that connectionOf already has, and the fields that health
// and history show.
var notDetails = []string{
	"name", "tags", "account", "consumer", "method", "surfaces", "key_type", "certificate_id", "certificate", "tested",
	"token_since", "consumer_since", "refusals", "former_credential", "retire_on", "unrevoked",
}

// detail returns the key and the value of a field in the JSON of show.
func detail(f profile.Field, p *profile.Profile) (string, any) {
	switch v := f.At(p).(type) {
	case *time.Duration:
		return f.Key + "_seconds", int(v.Seconds())
	case *time.Time:
		return f.Key, verb.Instant(*v)
	default:
		return f.Key, v
	}
}
