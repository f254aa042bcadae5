package simulator

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"suitekey/core/lazyregexp"
	"suitekey/core/simulator/records"
	"suitekey/core/simulator/wire"
	"suitekey/core/termsafe"
)

const (
	requestTokenPath = "/rest/requesttoken"
	accessTokenPath  = "/rest/accesstoken"

	// Oracle does not publish how long a request token or an authorization code is valid.
	pendingLifetime = 15 * time.Minute
	pendingLimit    = 1000
)

// flowClaim reads the header of the first or the last step.
func flowClaim(c *call) (claim, map[string]string) {
	said, _ := headerClaim(c.Request, records.SurfaceFlow)
	said.missing = false // the realm is optional here
	values := map[string]string{}
	params, _ := wire.ParseOAuth(c.Header.Get("Authorization"))
	for _, p := range params {
		values[p.Name] = p.Value
	}
	return said, values
}

// consentPages are the pages on which a person allows an application: the three-step flow,
// and the authorization code grant up to the code.
type consentPages struct{ *server }

// answerRequestToken is step one of the three-step flow.
func (w consentPages) answerRequestToken(c *call, a *records.Account) wire.Answer {
	if c.Method != http.MethodPost {
		return wire.RESTletError(http.StatusMethodNotAllowed, "METHOD_NOT_ALLOWED", "Only POST is supported.").With("Allow", http.MethodPost)
	}
	said, values := flowClaim(c)
	i := a.IntegrationByKey(said.consumerKey)
	callback, role := values["oauth_callback"], values["role"]
	detail := w.judgeFlow(a, said, i, callback != "", "")
	switch {
	case detail != "":
	case !callsBack(i, callback):
		detail = records.DetailCallback + " " + termsafe.Line(callback, 200)
	case !wire.SignedBy(said.base, said.signature, i.ConsumerSecret, ""):
		detail = records.DetailSignature
	case !w.fresh(&a.Visitor, said.nonce, said.timestamp):
		detail = records.DetailNonceUsed
	case role != "" && (a.RoleByID(role) == nil || a.RoleByID(role).Inactive):
		detail = records.DetailEntityOrRole
	}
	w.recordFlow(a, records.SurfaceFlow, i, "", role, detail)
	if detail != "" {
		return w.refuse(a, records.SurfaceRESTlet, "OAuth", detail)
	}
	r := &records.RequestToken{
		ID: w.Value("request token"), Secret: w.Value("request token secret"), Integration: i.ID,
		Callback: callback, Role: role, Expires: w.Now().Add(pendingLifetime),
	}
	if a.Requests == nil || len(a.Requests) >= pendingLimit {
		a.Requests = map[string]*records.RequestToken{}
	}
	a.Requests[r.ID] = r
	answer := url.Values{"oauth_token": {r.ID}, "oauth_token_secret": {r.Secret}, "oauth_callback_confirmed": {"true"}}
	if role != "" {
		answer.Set("role", role)
	}
	return wire.FormReply(answer)
}

// answerAccessToken is step three of the three-step flow (docs.oracle.com,
// section_156537025868).
func (w consentPages) answerAccessToken(c *call, a *records.Account) wire.Answer {
	if c.Method != http.MethodPost {
		return wire.RESTletError(http.StatusMethodNotAllowed, "METHOD_NOT_ALLOWED", "Only POST is supported.").With("Allow", http.MethodPost)
	}
	said, values := flowClaim(c)
	i := a.IntegrationByKey(said.consumerKey)
	r := a.Requests[said.token]
	detail := w.judgeFlow(a, said, i, said.token != "" && values["oauth_verifier"] != "", said.token)
	switch {
	case detail != "":
	case r == nil, r.Over, r.Integration != i.ID, !w.Now().Before(r.Expires):
		detail = records.DetailTokenRejected
	case !wire.SignedBy(said.base, said.signature, i.ConsumerSecret, r.Secret):
		detail = records.DetailSignature
	case !w.fresh(&a.Visitor, said.nonce, said.timestamp):
		detail = records.DetailNonceUsed
	case r.Verifier == "" || r.Verifier != values["oauth_verifier"]:
		detail = records.DetailVerifier
	default:
		if _, granted, ok := a.Usable(r.Entity, r.GrantedRole); !ok || !granted.MayUseTokens() {
			detail = records.DetailEntityOrRole
		}
	}
	entity, role := "", ""
	if r != nil {
		entity, role = r.Entity, r.GrantedRole
	}
	w.recordFlow(a, records.SurfaceFlow, i, entity, role, detail)
	if detail != "" {
		return w.refuse(a, records.SurfaceRESTlet, "OAuth", detail)
	}
	r.Over = true
	t := w.AddToken(a, i.ID, r.Entity, r.GrantedRole)
	t.Name, t.ByFlow = i.Name+" - authorization flow", true
	return wire.FormReply(url.Values{"oauth_token": {t.ID}, "oauth_token_secret": {t.Secret}})
}

// judgeFlow checks what steps one and three have in common.
func (w consentPages) judgeFlow(a *records.Account, said claim, i *records.Integration, complete bool, token string) string {
	if token == "" {
		said.token = "none" // step one has no token
	}
	detail := w.judgeForm(said)
	switch {
	case detail == records.DetailParameter, detail == records.DetailMissingFields, detail == "" && !complete:
		return records.DetailMissingParameter
	case detail == records.DetailNonceRejected:
		return records.DetailFlowNonce
	case detail != "":
		return detail
	case !a.Features[records.FeatureTBA]:
		return records.DetailFeature
	case i == nil:
		return records.DetailUnknownIntegration
	case i.State != records.Enabled:
		return records.DetailBlocked
	case !i.Boxes[records.BoxTBAFlow]:
		return records.DetailFlowBox
	}
	return ""
}

func (w *server) recordFlow(a *records.Account, surface records.Surface, i *records.Integration, entity, role, detail string) {
	row := records.SignIn{Surface: surface, Detail: detail, Entity: entity, Role: termsafe.Line(role, 20)}
	if i != nil {
		row.Application = i.Name
	}
	w.Record(a, row)
}

var firstLabel = lazyregexp.Lazy(`^[0-9A-Za-z-]+$`)

// callsBack reports whether the integration record allows a callback. http is allowed for
// localhost only, on any port if the record says so. A wildcard may replace the first label
// of a host name (docs.oracle.com, bridgehead_4249032125).
func callsBack(i *records.Integration, callback string) bool {
	target, err := url.Parse(callback)
	if err != nil || target.Host == "" || target.User != nil || target.Fragment != "" {
		return false
	}
	for _, allowed := range i.Callbacks {
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

// answerRevokeToken revokes an access token of the caller (docs.oracle.com,
// chapter_157017286140). Oracle does not publish the content of the answer, so this answer
// is empty.
func (w consentPages) answerRevokeToken(c *call) wire.Answer {
	if c.Method != http.MethodGet {
		return wire.RESTletError(http.StatusMethodNotAllowed, "METHOD_NOT_ALLOWED", "Only GET is supported.").With("Allow", http.MethodGet)
	}
	id, refused, ok := w.signIn(c, records.SurfaceRESTlet, "")
	if !ok {
		return refused
	}
	query := c.URL.Query()
	t := id.account.TokenByID(query.Get("token"))
	i := id.account.IntegrationByKey(query.Get("consumerKey"))
	if id.bearer || t == nil || i == nil || t.Integration != i.ID || t.User != id.user.ID || t.Revoked {
		return wire.RESTletError(http.StatusBadRequest, "INVALID_REQUEST", "You have no such access token.")
	}
	t.Revoked = true
	return wire.Reply(http.StatusOK, "text/plain; charset=utf-8", "")
}

// answerIssueToken refuses: the real service takes a user's e-mail address and password,
// and nobody should type these into a practice account.
func answerIssueToken() wire.Answer {
	return wire.RESTletError(http.StatusUnauthorized, "INVALID_LOGIN_CREDENTIALS", "The practice world accepts no passwords: make a token on its practice page, or use the authorization flow.")
}
