package diagnose

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"suitekey/core/m2m"
	"suitekey/core/netsuite"
	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/core/tba"
	"suitekey/core/values"
)

// Bundle is the evidence of a run without secrets, for a colleague, a forum or NetSuite's
// support. Placeholders replace keys, tokens and IDs in the signed text.
type Bundle struct {
	Connection  string            `json:"connection"`
	Account     string            `json:"account"`
	Kind        string            `json:"kind"`
	Method      string            `json:"method"`
	Surfaces    []profile.Surface `json:"surfaces"`
	At          time.Time         `json:"at"`
	OK          bool              `json:"ok"`
	Error       string            `json:"error,omitempty"`
	Refusals    int               `json:"refused_sign_ins"`
	ClockMS     int64             `json:"clock_ahead_ms"` // ours minus NetSuite's
	Proxy       string            `json:"proxy,omitempty"`
	Simulated   bool              `json:"simulated"`
	Values      map[string]string `json:"values"` // their shapes alone
	Stages      []Stage           `json:"stages"`
	Calls       []Call            `json:"calls"`
	Chain       []netsuite.Peer   `json:"tls_chain"`
	Signature   *Signature        `json:"signature,omitempty"`
	JWT         *JWT              `json:"jwt,omitempty"`
	Evidence    []string          `json:"evidence"`
	Corrections []string          `json:"corrections"`
	Causes      []Cause           `json:"causes"`
	Decided     string            `json:"decided,omitempty"`
	Warnings    []Cause           `json:"warnings"`
	Permissions []Right           `json:"permissions"`
}

// Stage is a check in a bundle.
type Stage struct {
	Name   string `json:"name"`
	State  State  `json:"state"`
	MS     int64  `json:"ms"`
	Detail string `json:"detail"`
}

// Call is one request with its answer in a bundle.
type Call struct {
	Doing  string    `json:"doing"`
	Method string    `json:"method"`
	Host   string    `json:"host"`
	Try    int       `json:"try"`
	Sent   time.Time `json:"sent"`
	MS     int64     `json:"ms"`
	Status int       `json:"status"`
	Class  string    `json:"class,omitempty"`
	Code   string    `json:"code,omitempty"`
	Date   time.Time `json:"date"`
	TLS    string    `json:"tls,omitempty"`
	Issuer string    `json:"issuer,omitempty"`
}

// Signature is what a TBA request signs.
type Signature struct {
	Algorithm string `json:"algorithm"`
	Method    string `json:"method"`
	URL       string `json:"url"`
	Base      string `json:"base_string"`
	Passport  string `json:"passport_base_string,omitempty"` // for SOAP
}

// JWT is what a client assertion says.
type JWT struct {
	Header map[string]any `json:"header"`
	Claims map[string]any `json:"claims"`
}

// Bundle returns the evidence of the run.
func (r Report) Bundle() Bundle { return r.details }

// bundle collects the evidence. Every text goes through scrub, whatever its source.
func (r *run) bundle() {
	report := &r.report
	b := Bundle{
		Connection: report.Profile, Account: report.Account, Kind: string(r.given.Account.Kind()), Method: report.Method,
		Surfaces: surfaces(r.given), At: r.options.Now().UTC(), OK: report.OK, Refusals: report.Refusals,
		ClockMS: r.skew.Milliseconds(), Proxy: r.way.route.Proxy, Simulated: r.way.route.InProcess,
		Values: r.shapes(), Chain: r.way.chain,
		Corrections: report.Corrections, Causes: report.Causes, Warnings: report.Warnings, Permissions: report.Permissions,
	}
	if report.Err != nil {
		b.Error = r.scrub(report.Err.Error())
	}
	for _, c := range report.Checks {
		b.Stages = append(b.Stages, Stage{c.Name, c.State, c.Duration.Milliseconds(), c.Detail})
	}
	for _, e := range r.exchanges {
		b.Calls = append(b.Calls, Call{
			Doing: e.Doing, Method: e.Method, Host: e.Host, Try: e.Try, Sent: e.Sent.UTC(), MS: e.Duration.Milliseconds(),
			Status: e.Status, Class: string(e.Class), Code: r.scrub(e.Code), Date: e.Date, TLS: e.TLS, Issuer: e.Issuer,
		})
	}
	for _, word := range slices.Sorted(maps.Keys(r.evidence)) {
		b.Evidence = append(b.Evidence, r.scrub(word))
	}
	if !r.given.Account.IsZero() {
		b.Signature, b.JWT = r.signature(), r.assertion()
	}
	report.details = b
}

// shapes describes each value without revealing it.
func (r *run) shapes() map[string]string {
	p := r.given
	shapes := map[string]string{}
	for name, text := range map[string]string{
		"consumer_key": p.ConsumerKey, "consumer_secret": p.ConsumerSecret.Reveal(), "token_id": p.TokenID,
		"token_secret": p.TokenSecret.Reveal(), "certificate_id": p.CertificateID,
	} {
		switch {
		case text == "":
		case values.IsHex64(text):
			shapes[name] = "64 hexadecimal digits"
		case values.IsCertificateID(text):
			shapes[name] = "43 characters of base64url"
		default:
			shapes[name] = fmt.Sprintf("%d characters, an unusual shape", len(text))
		}
	}
	return shapes
}

// signature returns what the read with a query signs. The signing code itself makes it
// from placeholders.
func (r *run) signature() *Signature {
	if r.given.Method != profile.TBA {
		return nil
	}
	stand := tba.Credentials{
		Account: r.profile.Account, Algorithm: tba.Algorithm(r.profile.SignatureAlgorithm),
		ConsumerKey: "CONSUMER-KEY", ConsumerSecret: secret.New("-"), TokenID: "TOKEN-ID", TokenSecret: secret.New("-"),
	}
	stamp := tba.Stamp{Nonce: "NONCE", Time: r.options.Now().Add(-r.shift()).Unix()}
	s := &Signature{
		Algorithm: r.profile.SignatureAlgorithm, Method: "GET",
		URL: "https://" + r.profile.Account.SuiteTalk() + "/services/rest/record/v1/metadata-catalog?select=" + probedRecord,
	}
	base, err := stand.BaseString(s.Method, s.URL, stamp)
	if err != nil {
		base = err.Error()
	}
	s.Base = base
	if r.given.Has(profile.SOAP) {
		s.Passport = stand.PassportBaseString(stamp)
	}
	return s
}

// assertion returns the header and the claims as sent, with placeholders for the IDs.
// The signing code itself makes them, with a worthless key.
func (r *run) assertion() *JWT {
	if r.given.Method != profile.M2M {
		return nil
	}
	key, err := m2m.Generate(context.WithoutCancel(r.ctx), m2m.P256)
	if err != nil {
		return nil
	}
	signed, err := m2m.Assertion{
		ClientID: "CLIENT-ID", CertificateID: "CERTIFICATE-ID", Scopes: r.profile.Scopes,
		Audience: netsuite.TokenURL(r.profile.Account), Issued: r.options.Now().Add(-r.shift()),
	}.Sign(key)
	if err != nil {
		return nil
	}
	var jwt JWT
	parts := strings.Split(signed.Reveal(), ".")
	for i, into := range []*map[string]any{&jwt.Header, &jwt.Claims} {
		data, err := base64.RawURLEncoding.DecodeString(parts[i])
		if err != nil || json.Unmarshal(data, into) != nil {
			return nil
		}
	}
	jwt.Claims["jti"] = "RANDOM"
	if r.profile.JWTAlgorithm != "" {
		jwt.Header["alg"] = r.profile.JWTAlgorithm
	}
	return &jwt
}
