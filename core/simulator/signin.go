package simulator

import (
	"net/http"
	"slices"
	"strings"
)

// signIn lets a request on the REST or the RESTlet host in, by OAuth header or
// by access token. Where it does not, ok is false and the answer says no.
func (w *World) signIn(c *call, surface Surface, scope string) (id identity, refused answer, ok bool) {
	if w.overLimit(c) {
		return identity{}, w.tooMany(c, surface), false
	}
	header := strings.TrimSpace(c.Header.Get("Authorization"))
	if header == "" || c.account.spoil.altered == credentialsDropped { // nobody tried, so no audit trail shows it
		return identity{}, w.refuse(c.account, surface, "OAuth", detailToken), false
	}
	scheme, credentials, _ := strings.Cut(header, " ")
	if strings.EqualFold(scheme, "Bearer") {
		id, detail := w.signInBearer(c.account, surface, strings.TrimSpace(credentials), scope)
		if detail != "" {
			return identity{}, w.refuse(c.account, surface, "Bearer", detail), false
		}
		return id, answer{}, true
	}
	claim, realm := headerClaim(c.Request, surface)
	a := c.account
	if realm != "" {
		// The realm names the account to sign in to, spelled as the account ID.
		// One that names none leaves no row in any audit trail.
		if a = w.accounts[realm]; a == nil {
			w.stray(surface)
			return identity{}, w.refuse(c.account, surface, "OAuth", detailToken), false
		}
	}
	id, detail := w.signInTBA(a, claim)
	switch {
	case detail != "":
		return identity{}, w.refuse(c.account, surface, "OAuth", detail), false
	case a != c.account:
		return identity{}, wrongDomain(surface), false
	}
	return id, answer{}, true
}

// wrongDomain is for credentials of one account on the host of another.
func wrongDomain(surface Surface) answer {
	const text = "This is not the domain of the account that signed in."
	if surface == SurfaceRESTlet {
		return restletError(http.StatusForbidden, "INVALID_REQUEST", text)
	}
	return restError(http.StatusForbidden, "INSUFFICIENT_PERMISSION", text)
}

// refuse tells the client no more than NetSuite does: one message for every
// cause. The cause itself goes to the header only when TellDetails is on.
func (w *World) refuse(a *account, surface Surface, scheme, detail string) answer {
	code := detailToken // the one value that was seen in the wild
	if scheme == "Bearer" {
		code = "invalid_token"
	}
	if w.tellAll {
		code, _, _ = strings.Cut(detail, " ")
	}
	var no answer
	switch {
	case surface != SurfaceRESTlet:
		no = restError(http.StatusUnauthorized, "INVALID_LOGIN", loginMessage)
	case slices.Contains([]string{detailAlgorithm, detailVersion, detailTimestamp, detailParameter, detailMissingFields, detailMissingParameter}, detail):
		no = restletError(http.StatusBadRequest, "INVALID_REQUEST", "The request could not be understood by the server due to malformed syntax.")
	default:
		no = restletError(http.StatusUnauthorized, "INVALID_LOGIN_ATTEMPT", "Invalid login attempt.")
	}
	return no.with("WWW-Authenticate", scheme+` realm="`+a.id+`", error="`+code+`", error_description="Invalid login attempt."`)
}

// overLimit tells whether a call that wants to sign in comes on top of too
// many others, or is told so by the knobs.
func (w *World) overLimit(c *call) bool {
	concerned := w.trouble.concerns(c.concern())
	c.posing = concerned && due(&w.trouble.posing)
	return c.posing || concerned && due(&w.trouble.busy) || c.busy
}

// tooMany is the answer to a call over the limit. It may pose as a refused
// sign-in, as some have reported; nothing is in the audit trail then.
func (w *World) tooMany(c *call, surface Surface) answer {
	switch {
	case c.posing:
		return w.refuse(c.account, surface, "OAuth", detailToken)
	case surface == SurfaceRESTlet:
		return restletError(http.StatusBadRequest, "SSS_REQUEST_LIMIT_EXCEEDED", "SuiteScript request limit exceeded. Request blocked.").retry(w.trouble.retryAfter)
	}
	return restBusy().retry(w.trouble.retryAfter)
}

// signInBearer decides on a request with an access token. Locked users keep
// the tokens they have (docs.oracle.com, section_158082518856).
func (w *World) signInBearer(a *account, surface Surface, accessToken, scope string) (identity, string) {
	id := identity{account: a, bearer: true}
	g := a.grants[accessToken]
	row := SignIn{Surface: surface}
	if g != nil {
		id.integration, id.scopes = a.integrationByID(g.integration), g.scopes
		id.user, id.role = a.userByID(g.entity), a.roleByID(g.role)
		row.Entity, row.Role = g.entity, g.role
		if id.integration != nil {
			row.Application = id.integration.name
		}
	}
	if row.Detail = w.judgeBearer(a, g, id, scope); g == nil && a.refreshes[accessToken] != nil {
		row.Detail = detailTokenRejected
	}
	w.record(a, row)
	return id, row.Detail
}

func (w *World) judgeBearer(a *account, g *grant, id identity, scope string) string {
	switch {
	case !a.features[FeatureOAuth2]:
		return detailFeature
	case g == nil, g.unknown: // not signed by this account's key
		return detailSignature
	case id.integration == nil:
		return detailIntegration
	case id.integration.state != Enabled:
		return detailBlocked
	case g.blocked:
		return detailTokenBlocked
	case !w.serverTime().Before(g.expires):
		return detailAccessExpired
	case scope != "" && !slices.Contains(g.scopes, scope):
		return detailScopeMismatched
	}
	if _, r, ok := a.usable(g.entity, g.role); !ok || !r.mayUseOAuth2() {
		return detailEntityOrRole
	}
	return ""
}
