package simulator

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"suitekey/core/lazyregexp"
	"suitekey/core/termsafe"
)

const (
	requestTokenPath = "/rest/requesttoken"
	accessTokenPath  = "/rest/accesstoken"

	// How long a request token or an authorization code holds is not published.
	pendingLifetime = 15 * time.Minute
	pendingLimit    = 1000
)

// requestToken is a three-step flow that has begun (docs.oracle.com,
// section_156338994830).
type requestToken struct {
	id, secret   string
	integration  string
	callback     string
	role         string // asked for, or "" for any
	verifier     string // "" until somebody allowed it
	entity       string
	grantedRole  string
	expires      time.Time
	over, denied bool
}

// flowClaim reads the header of the first or the last step.
func flowClaim(c *call) (claim, map[string]string) {
	said, _ := headerClaim(c.Request, SurfaceFlow)
	said.missing = false // the realm may be left out
	values := map[string]string{}
	params, _ := parseOAuth(c.Header.Get("Authorization"))
	for _, p := range params {
		values[p.name] = p.value
	}
	return said, values
}

// answerRequestToken is step one.
func (w *World) answerRequestToken(c *call, a *account) answer {
	if c.Method != http.MethodPost {
		return restletError(http.StatusMethodNotAllowed, "METHOD_NOT_ALLOWED", "Only POST is supported.").with("Allow", http.MethodPost)
	}
	said, values := flowClaim(c)
	i := a.integrationByKey(said.consumerKey)
	callback, role := values["oauth_callback"], values["role"]
	detail := w.judgeFlow(a, said, i, callback != "", "")
	switch {
	case detail != "":
	case !i.callsBack(callback):
		detail = detailCallback + " " + termsafe.Line(callback, 200)
	case !signedBy(said.base, said.signature, i.consumerSecret, ""):
		detail = detailSignature
	case !w.fresh(&a.visitor, said.nonce, said.timestamp):
		detail = detailNonceUsed
	case role != "" && (a.roleByID(role) == nil || a.roleByID(role).inactive):
		detail = detailEntityOrRole
	}
	w.recordFlow(a, SurfaceFlow, i, "", role, detail)
	if detail != "" {
		return w.refuse(a, SurfaceRESTlet, "OAuth", detail)
	}
	r := &requestToken{
		id: w.value("request token"), secret: w.value("request token secret"), integration: i.id,
		callback: callback, role: role, expires: w.now().Add(pendingLifetime),
	}
	if a.requests == nil || len(a.requests) >= pendingLimit {
		a.requests = map[string]*requestToken{}
	}
	a.requests[r.id] = r
	answer := url.Values{"oauth_token": {r.id}, "oauth_token_secret": {r.secret}, "oauth_callback_confirmed": {"true"}}
	if role != "" {
		answer.Set("role", role)
	}
	return formReply(answer)
}

// answerAccessToken is step three (docs.oracle.com, section_156537025868).
func (w *World) answerAccessToken(c *call, a *account) answer {
	if c.Method != http.MethodPost {
		return restletError(http.StatusMethodNotAllowed, "METHOD_NOT_ALLOWED", "Only POST is supported.").with("Allow", http.MethodPost)
	}
	said, values := flowClaim(c)
	i := a.integrationByKey(said.consumerKey)
	r := a.requests[said.token]
	detail := w.judgeFlow(a, said, i, said.token != "" && values["oauth_verifier"] != "", said.token)
	switch {
	case detail != "":
	case r == nil, r.over, r.integration != i.id, !w.now().Before(r.expires):
		detail = detailTokenRejected
	case !signedBy(said.base, said.signature, i.consumerSecret, r.secret):
		detail = detailSignature
	case !w.fresh(&a.visitor, said.nonce, said.timestamp):
		detail = detailNonceUsed
	case r.verifier == "" || r.verifier != values["oauth_verifier"]:
		detail = detailVerifier
	default:
		if _, granted, ok := a.usable(r.entity, r.grantedRole); !ok || !granted.mayUseTokens() {
			detail = detailEntityOrRole
		}
	}
	entity, role := "", ""
	if r != nil {
		entity, role = r.entity, r.grantedRole
	}
	w.recordFlow(a, SurfaceFlow, i, entity, role, detail)
	if detail != "" {
		return w.refuse(a, SurfaceRESTlet, "OAuth", detail)
	}
	r.over = true
	t := w.addToken(a, i.id, r.entity, r.grantedRole)
	t.name, t.byFlow = i.name+" - authorization flow", true
	return formReply(url.Values{"oauth_token": {t.id}, "oauth_token_secret": {t.secret}})
}

// judgeFlow is what both steps check, up to the values of their own.
func (w *World) judgeFlow(a *account, said claim, i *integration, complete bool, token string) string {
	if token == "" {
		said.token = "none" // step one has none
	}
	detail := w.judgeForm(said)
	switch {
	case detail == detailParameter, detail == detailMissingFields, detail == "" && !complete:
		return detailMissingParameter
	case detail == detailNonceRejected:
		return detailFlowNonce
	case detail != "":
		return detail
	case !a.features[FeatureTBA]:
		return detailFeature
	case i == nil:
		return detailUnknownIntegration
	case i.state != Enabled:
		return detailBlocked
	case !i.boxes[BoxTBAFlow]:
		return detailFlowBox
	}
	return ""
}

func (w *World) recordFlow(a *account, surface Surface, i *integration, entity, role, detail string) {
	row := SignIn{Surface: surface, Detail: detail, Entity: entity, Role: termsafe.Line(role, 20)}
	if i != nil {
		row.Application = i.name
	}
	w.record(a, row)
}

// formReply answers form-encoded, as OAuth 1.0 has it; NetSuite's pages do not
// say which encoding theirs is.
func formReply(values url.Values) answer {
	return reply(http.StatusOK, "application/x-www-form-urlencoded", values.Encode())
}

var firstLabel = lazyregexp.Lazy(`^[0-9A-Za-z-]+$`)

// callsBack compares a callback with those of the record. http is for
// localhost alone, on any port where the record says so; a wildcard may stand
// for the first label of a host name (docs.oracle.com, bridgehead_4249032125).
func (i *integration) callsBack(callback string) bool {
	target, err := url.Parse(callback)
	if err != nil || target.Host == "" || target.User != nil || target.Fragment != "" {
		return false
	}
	for _, allowed := range i.callbacks {
		path, anyPort := strings.CutPrefix(allowed, "http://localhost:*")
		host, anyHost := strings.CutPrefix(allowed, "https://*.")
		switch {
		case anyPort:
			if target.Scheme == "http" && target.Hostname() == "localhost" && (path == "" || path == target.Path) {
				return true
			}
		case anyHost:
			label, rest, _ := strings.Cut(target.Host, ".")
			if target.Scheme == "https" && firstLabel().MatchString(label) && rest+target.RequestURI() == host {
				return true
			}
		case allowed == callback:
			return target.Scheme == "https" || target.Scheme == "http" && target.Hostname() == "localhost"
		}
	}
	return false
}

// answerRevokeToken revokes an access token of the caller's own
// (docs.oracle.com, chapter_157017286140). What the answer holds is not
// published, so this one holds nothing.
func (w *World) answerRevokeToken(c *call) answer {
	if c.Method != http.MethodGet {
		return restletError(http.StatusMethodNotAllowed, "METHOD_NOT_ALLOWED", "Only GET is supported.").with("Allow", http.MethodGet)
	}
	id, refused, ok := w.signIn(c, SurfaceRESTlet, "")
	if !ok {
		return refused
	}
	query := c.URL.Query()
	t := id.account.tokenByID(query.Get("token"))
	i := id.account.integrationByKey(query.Get("consumerKey"))
	if id.bearer || t == nil || i == nil || t.integration != i.id || t.user != id.user.id || t.revoked {
		return restletError(http.StatusBadRequest, "INVALID_REQUEST", "There is no such access token of yours.")
	}
	t.revoked = true
	return reply(http.StatusOK, "text/plain; charset=utf-8", "")
}

// answerIssueToken: that service takes a user's e-mail address and password,
// which nobody should type into a practice world.
func answerIssueToken() answer {
	return restletError(http.StatusUnauthorized, "INVALID_LOGIN_CREDENTIALS", "The practice world takes no passwords: make a token on its practice page, or use the authorization flow.")
}
