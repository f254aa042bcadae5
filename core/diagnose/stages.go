package diagnose

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"suitekey/core/account"
	"suitekey/core/m2m"
	"suitekey/core/netsuite"
	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/core/tba"
)

// account asks NetSuite whether it knows the account. It needs no credentials,
// and so proves name, network and secure channel before any are sent.
func (r *run) account() outcome {
	_, err := r.client.Discover(r.ctx, r.profile.Account)
	r.discover = r.last
	if err != nil {
		return outcome{state: Failed, err: err, stop: true}
	}
	detail := "NetSuite knows " + r.profile.Account.Realm()
	if r.discover.TLS != "" {
		detail += "; " + r.discover.TLS + ", issuer " + r.discover.Issuer
	}
	return outcome{state: OK, detail: detail}
}

const (
	// allowedSkew is how far a TBA timestamp may be off.
	// docs.oracle.com, subsect_156935170194
	allowedSkew = 5 * time.Minute
	// noticedSkew is what an assertion's back-dating makes up for at most: one
	// issued in NetSuite's future is refused (subsect_158324637123).
	noticedSkew = 10 * time.Second
)

// clock compares with the Date header of the discovery: no call of its own.
func (r *run) clock() outcome {
	if r.discover.Date.IsZero() {
		return outcome{state: Warn, detail: "NetSuite sent no time to compare with"}
	}
	// The header names whole seconds, cut off: the middle is the best guess.
	server := r.discover.Date.Add(500 * time.Millisecond)
	skew := r.discover.Sent.Add(r.discover.Duration / 2).Sub(server)
	detail := fmt.Sprintf("%.1f s apart, %.0f s allowed", skew.Abs().Seconds(), allowedSkew.Seconds())
	switch {
	case skew > noticedSkew:
		r.evidence.add("clock-ahead")
		detail = fmt.Sprintf("this computer's clock is %s ahead of NetSuite's", skew.Round(time.Second))
	case skew < -noticedSkew:
		r.evidence.add("clock-behind")
		detail = fmt.Sprintf("this computer's clock is %s behind NetSuite's", skew.Abs().Round(time.Second))
	default:
		return outcome{state: OK, detail: detail}
	}
	if skew.Abs() < allowedSkew {
		return outcome{state: Warn, detail: detail}
	}
	// A sign-in now would only cost one of the five that may fail.
	r.evidence.add("clock-off")
	return outcome{state: Failed, detail: detail, stop: true,
		err: fmt.Errorf("comparing the clocks: %s, and it accepts five minutes; set the clock and test again", detail)}
}

// wsdl fetches the WSDL document; a missing one leaves the other surfaces.
func (r *run) wsdl() outcome {
	wsdl, err := r.wsdlOf()
	if err == nil {
		err = r.client.CheckWSDL(r.ctx, wsdl)
	}
	if err != nil {
		r.noWSDL = true
		return outcome{state: Failed, err: err, stop: !onlyAbout(err)}
	}
	return outcome{state: OK, detail: "version " + string(wsdl.Version)}
}

// wsdlOf is the profile's WSDL; a bare version, or none, is looked for on the
// account's own host.
func (r *run) wsdlOf() (account.WSDL, error) {
	if r.profile.WSDL == "" {
		return r.profile.Account.WSDL(account.NewestEndpoint().Version), nil
	}
	wsdl, err := account.ParseWSDL(r.profile.WSDL)
	if err == nil && wsdl.URL == "" {
		wsdl = r.profile.Account.WSDL(wsdl.Version)
	}
	return wsdl, err
}

// signIn fetches the access token, or for TBA makes the first surface's call:
// a TBA signature signs in with each request.
func (r *run) signIn() outcome {
	if r.profile.Method == profile.M2M {
		return r.signInByCertificate()
	}
	for _, surface := range surfaces(r.profile) {
		if surface == profile.SOAP && r.noWSDL {
			continue
		}
		detail, err := r.call(surface)
		r.slow()
		switch {
		case isClass(err, netsuite.Forbidden):
			// Whoever is told "not allowed" has been let in.
			r.barred[surface] = err
		case err != nil:
			return outcome{state: Failed, err: err, stop: true}
		default:
			r.passed[surface] = detail
		}
		r.evidence.add("signed-in")
		return outcome{state: OK, detail: "by " + titles[string(surface)]}
	}
	return outcome{state: Skipped, detail: "no surface is left to sign in to"}
}

func (r *run) signInByCertificate() outcome {
	key, err := m2m.ParseKey(r.profile.PrivateKey, secret.Secret{})
	if err != nil {
		return outcome{state: Failed, err: err, stop: true}
	}
	token, err := r.client.Token(r.ctx, r.profile.Account, netsuite.TokenRequest{
		ClientID: r.profile.ConsumerKey, CertificateID: r.profile.CertificateID,
		Scopes: r.profile.Scopes, Algorithm: m2m.Algorithm(r.profile.JWTAlgorithm), Key: key,
	})
	r.slow()
	if err != nil {
		return outcome{state: Failed, err: err, stop: true}
	}
	r.evidence.add("signed-in")
	r.token = token.Access
	r.answered(token.Company, token.Role)
	r.who = profile.Tested{Company: token.Company, Role: token.Role, Entity: token.Entity}
	left := token.Expires.Sub(r.options.Now()).Round(time.Minute)
	return outcome{state: OK, detail: fmt.Sprintf("access token for %.0f minutes", left.Minutes())}
}

// slow notes an answer that took long: a sign-in that is refused after a minute
// has been reported as overload in disguise (julbrs/netsuite-api-client #26).
func (r *run) slow() {
	if r.last.Duration > 20*time.Second {
		r.evidence.add("slow")
	}
}

// surface proves one interface, unless the sign-in did it already.
func (r *run) surface(surface profile.Surface) outcome {
	if detail, ok := r.passed[surface]; ok {
		return outcome{state: OK, detail: detail}
	}
	if surface == profile.SOAP && r.noWSDL {
		return outcome{state: Skipped, detail: "not tried without its WSDL"}
	}
	detail, err := "", r.barred[surface]
	if err == nil {
		detail, err = r.call(surface)
	}
	if err != nil {
		return outcome{state: Failed, err: err, stop: !onlyAbout(err)}
	}
	return outcome{state: OK, detail: detail}
}

// onlyAbout tells whether a failure leaves the other surfaces worth a try.
func onlyAbout(err error) bool {
	return !isClass(err, netsuite.Refused) && !isClass(err, netsuite.Canceled)
}

func isClass(err error, class netsuite.Class) bool {
	var failed *netsuite.Error
	return errors.As(err, &failed) && failed.Class == class
}

// call makes the cheapest call of a surface.
func (r *run) call(surface profile.Surface) (detail string, err error) {
	switch surface {
	case profile.RESTlet:
		return r.askWho()
	case profile.SOAP:
		wsdl, err := r.wsdlOf()
		if err != nil {
			return "", err
		}
		_, err = r.client.SOAPServerTime(r.ctx, r.credentials(), wsdl.Version)
		return "version " + string(wsdl.Version) + " answers", err
	default:
		server, err := r.client.ServerTime(r.ctx, r.profile.Account, r.auth())
		return "server time " + server.Server.UTC().Format("15:04:05") + " UTC", err
	}
}

// askWho asks the RESTlet host whose sign-in it was.
func (r *run) askWho() (string, error) {
	info, err := r.client.TokenInfo(r.ctx, r.profile.Account, r.auth())
	if err != nil {
		return "", err
	}
	r.named = true
	r.who = profile.Tested{Company: info.Company, Role: info.Role, Entity: info.Entity}
	if info.CompanyID != "" {
		r.who.Company = strings.TrimSpace(info.Company + " " + info.CompanyID)
	}
	r.answered(info.CompanyID, info.RoleID)
	return "the token is known", nil
}

// administrator is the internal ID of that role in every account.
const administrator = "3"

// answered compares who answered with who was meant.
func (r *run) answered(company, roleID string) {
	if id, err := account.Parse(company); err == nil && id != r.profile.Account {
		r.evidence.add("other-account")
	}
	if roleID == administrator {
		r.evidence.add("administrator")
	}
}

// identity says which company, role and entity answered. It asks only where
// nothing has said so yet, and cannot fail the test.
func (r *run) identity() outcome {
	if !r.named && r.profile.Method == profile.TBA && r.report.Err == nil {
		if _, err := r.askWho(); err != nil {
			refused := isClass(err, netsuite.Refused)
			r.report.Refused = r.report.Refused || refused
			return outcome{state: Warn, detail: "the account did not say: " + brief(err)}
		}
	}
	if r.who == (profile.Tested{}) {
		return outcome{state: Skipped, detail: "not asked"}
	}
	var parts []string
	for _, part := range []struct{ label, value string }{
		{"", r.who.Company}, {"role ", r.who.Role}, {"entity ", r.who.Entity},
	} {
		if part.value != "" {
			parts = append(parts, part.label+part.value)
		}
	}
	detail := strings.Join(parts, ", ")
	switch {
	case r.evidence["other-account"]:
		return outcome{state: Warn, detail: detail + ": not the account " + r.profile.Account.Realm() + " that was meant"}
	case r.evidence["administrator"]:
		return outcome{state: Warn, detail: detail + ": a role with fewer permissions is safer than Administrator"}
	}
	return outcome{state: OK, detail: detail}
}

func (r *run) auth() netsuite.Auth {
	if r.profile.Method == profile.M2M {
		return netsuite.Bearer(r.token)
	}
	return netsuite.TBA(r.credentials())
}

func (r *run) credentials() tba.Credentials {
	return tba.Credentials{
		Account:     r.profile.Account,
		ConsumerKey: r.profile.ConsumerKey, ConsumerSecret: r.profile.ConsumerSecret,
		TokenID: r.profile.TokenID, TokenSecret: r.profile.TokenSecret,
		Algorithm: tba.Algorithm(r.profile.SignatureAlgorithm),
	}
}
