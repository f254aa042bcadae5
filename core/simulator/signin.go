package simulator

import (
	"net/http"
	"slices"
	"strings"

	"suitekey/core/simulator/records"
	"suitekey/core/simulator/wire"
)

// signIn checks the OAuth header or the access token of a request to the REST or RESTlet
// host. If ok is false, refusal is the answer.
func (w *server) signIn(c *call, surface records.Surface, scope string) (id identity, refused wire.Answer, ok bool) {
	if w.overLimit(c) {
		return identity{}, w.tooMany(c, surface), false
	}
	header := strings.TrimSpace(c.Header.Get("Authorization"))
	if header == "" || c.account.Spoil.Altered == records.CredentialsDropped { // nobody tried to sign in, so no audit trail has a row
		return identity{}, w.refuse(c.account, surface, "OAuth", records.DetailToken), false
	}
	scheme, credentials, _ := strings.Cut(header, " ")
	if strings.EqualFold(scheme, "Bearer") {
		id, detail := w.decideBearer(c.account, bearerClaim{surface, strings.TrimSpace(credentials), scope, nil})
		if detail != "" {
			return identity{}, w.refuse(c.account, surface, "Bearer", detail), false
		}
		return id, wire.Answer{}, true
	}
	claim, realm := headerClaim(c.Request, surface)
	a := c.account
	if realm != "" {
		// The realm names the account to sign in to, spelled as the account ID. A realm
		// that names no account leaves no row in any audit trail.
		if a = w.ByID[realm]; a == nil {
			w.Stray(surface)
			return identity{}, w.refuse(c.account, surface, "OAuth", records.DetailToken), false
		}
	}
	id, detail := w.signInTBA(a, claim)
	switch {
	case detail != "":
		return identity{}, w.refuse(c.account, surface, "OAuth", detail), false
	case a != c.account:
		return identity{}, wrongDomain(surface), false
	}
	return id, wire.Answer{}, true
}

// wrongDomain answers for credentials of one account on the host of another.
func wrongDomain(surface records.Surface) wire.Answer {
	const text = "This is not the domain of the account that signed in."
	if surface == records.SurfaceRESTlet {
		return wire.RESTletError(http.StatusForbidden, "INVALID_REQUEST", text)
	}
	return wire.RESTError(http.StatusForbidden, "INSUFFICIENT_PERMISSION", text)
}

// refuse gives the client no more information than NetSuite does: one message for every
// cause. The header names the cause only when TellDetails is on.
func (w *server) refuse(a *records.Account, surface records.Surface, scheme, detail string) wire.Answer {
	code := records.DetailToken // the only value that has been reported
	if scheme == "Bearer" {
		code = "invalid_token"
	}
	if w.tellAll {
		code, _, _ = strings.Cut(detail, " ")
	}
	var no wire.Answer
	switch {
	case surface != records.SurfaceRESTlet:
		no = wire.RESTError(http.StatusUnauthorized, "INVALID_LOGIN", loginMessage)
	case slices.Contains([]string{records.DetailAlgorithm, records.DetailVersion, records.DetailTimestamp, records.DetailParameter, records.DetailMissingFields, records.DetailMissingParameter}, detail):
		no = wire.RESTletError(http.StatusBadRequest, "INVALID_REQUEST", "The request could not be understood by the server due to malformed syntax.")
	default:
		no = wire.RESTletError(http.StatusUnauthorized, "INVALID_LOGIN_ATTEMPT", "Invalid login attempt.")
	}
	return no.With("WWW-Authenticate", scheme+` realm="`+a.ID+`", error="`+code+`", error_description="Invalid login attempt."`)
}

// overLimit reports whether a sign-in exceeds the concurrency limit, or whether a fault
// says so.
func (w *server) overLimit(c *call) bool {
	busy, posing := w.responses.OverLimit(c.concern())
	c.posing = posing
	return busy || c.busy
}

// tooMany answers a call over the limit. The answer may look like a refused sign-in, as
// some people have reported; the audit trail then has no row.
func (w *server) tooMany(c *call, surface records.Surface) wire.Answer {
	switch {
	case c.posing:
		return w.refuse(c.account, surface, "OAuth", records.DetailToken)
	case surface == records.SurfaceRESTlet:
		return wire.RESTletError(http.StatusBadRequest, "SSS_REQUEST_LIMIT_EXCEEDED", "SuiteScript request limit exceeded. Request blocked.").Retry(w.responses.RetryDelay())
	}
	return wire.RESTBusy().Retry(w.responses.RetryDelay())
}

// bearerClaim is a sign-in with an access token.
type bearerClaim struct {
	surface            records.Surface
	accessToken, scope string
	also               func(identity) string // see claim.also
}

// decideBearer decides on a request with an access token, and writes the audit trail.
// Locked users keep the tokens that they have (docs.oracle.com, section_158082518856).
func (w *server) decideBearer(a *records.Account, b bearerClaim) (identity, string) {
	id := identity{account: a, bearer: true}
	g := a.Grants[b.accessToken]
	row := records.SignIn{Surface: b.surface}
	if g != nil {
		id.integration, id.scopes = a.IntegrationByID(g.Integration), g.Scopes
		id.user, id.role = a.UserByID(g.Entity), a.RoleByID(g.Role)
		row.Entity, row.Role = g.Entity, g.Role
		if id.integration != nil {
			row.Application = id.integration.Name
		}
	}
	row.Detail = w.judgeBearer(a, g, id, b.scope)
	switch {
	case g == nil && a.Refreshes[b.accessToken] != nil:
		row.Detail = records.DetailTokenRejected
	case row.Detail == "" && b.also != nil:
		row.Detail = b.also(id)
	}
	w.Record(a, row)
	return id, row.Detail
}

func (w *server) judgeBearer(a *records.Account, g *records.Grant, id identity, scope string) string {
	switch {
	case !a.Features[records.FeatureOAuth2]:
		return records.DetailFeature
	case g == nil, g.Unknown: // not signed by the key of this account
		return records.DetailSignature
	case id.integration == nil:
		return records.DetailIntegration
	case id.integration.State != records.Enabled:
		return records.DetailBlocked
	case g.Blocked:
		return records.DetailTokenBlocked
	case !w.ServerTime().Before(g.Expires):
		return records.DetailAccessExpired
	case scope != "" && !slices.Contains(g.Scopes, scope):
		return records.DetailScopeMismatched
	}
	if _, r, ok := a.Usable(g.Entity, g.Role); !ok || !r.MayUseOAuth2() {
		return records.DetailEntityOrRole
	}
	return ""
}
